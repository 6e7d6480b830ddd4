import { Images } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

const AUDIT_SINCE = 'v1.17.0';

/** An earlier Qdrant would ignore the setting, and nobody would miss the log before it is needed. */
const auditLogIsKept: CrossFieldRule = {
  involved: [
    ['images', 'qdrant'],
    ['qdrant', 'auditLog'],
  ],
  judge: ({ images, qdrant }) =>
    qdrant.auditLog && Images.isBefore(images.qdrant, AUDIT_SINCE)
      ? {
          path: ['qdrant', 'auditLog'],
          problem: `the image ${images.qdrant} knows no audit log and would write none`,
          allowed: `Qdrant ${AUDIT_SINCE} and later`,
          fix: 'upgrade images.qdrant first, or remove auditLog',
        }
      : undefined,
};

export const QDRANT_SETTING_RULES: readonly CrossFieldRule[] = [auditLogIsKept];
