import { Images } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';

const AUDIT_SINCE = 'v1.17.0';

/** An earlier Qdrant ignores the setting without a message. */
const versionHasAuditLog: CrossFieldRule = {
  keys: [
    ['images', 'qdrant'],
    ['qdrant', 'auditLog'],
  ],
  check: ({ images, qdrant }) =>
    qdrant.auditLog && Images.isBefore(images.qdrant, AUDIT_SINCE)
      ? {
          path: ['qdrant', 'auditLog'],
          problem: `the image ${images.qdrant} has no audit log`,
          allowed: `Qdrant ${AUDIT_SINCE} and later`,
          fix: 'upgrade images.qdrant first, or remove auditLog',
        }
      : undefined,
};

export const QDRANT_SETTING_RULES: readonly CrossFieldRule[] = [versionHasAuditLog];
