import { Images, QdrantSettings } from 'cdk8s-qdrant';
import { valueAt } from '../path';
import { type CrossFieldRule } from '../rule';

export const AUDIT_SINCE = 'v1.17.0';

/** An earlier Qdrant ignores the setting without a message. */
const versionHasAuditLog: CrossFieldRule = {
  keys: [
    ['images', 'qdrant'],
    ['qdrant', 'version'],
    ['qdrant', 'auditLog'],
  ],
  check: ({ images, qdrant }) =>
    qdrant.auditLog && Images.isBefore(Images.withVersion(images.qdrant, qdrant.version), AUDIT_SINCE)
      ? {
          path: ['qdrant', 'auditLog'],
          problem: `the image ${images.qdrant} has no audit log`,
          allowed: `Qdrant ${AUDIT_SINCE} and later`,
          fix: 'upgrade images.qdrant first, or remove auditLog',
        }
      : undefined,
};

export const METRICS_PORT_SINCE = 'v1.17.0';
const PORTS_OF_QDRANT = [6333, 6334, 6335];

/** An earlier Qdrant ignores the setting, and Prometheus would read nothing. */
const versionHasMetricsPort: CrossFieldRule = {
  keys: [
    ['images', 'qdrant'],
    ['qdrant', 'version'],
    ['qdrant', 'metricsPort'],
  ],
  check: ({ images, qdrant: { version, metricsPort } }) =>
    metricsPort && Images.isBefore(Images.withVersion(images.qdrant, version), METRICS_PORT_SINCE)
      ? {
          path: ['qdrant', 'metricsPort'],
          value: metricsPort,
          problem: `the image ${Images.withVersion(images.qdrant, version)} has no port for metrics`,
          allowed: `Qdrant ${METRICS_PORT_SINCE} and later`,
          fix: 'upgrade images.qdrant first, or remove metricsPort',
        }
      : undefined,
};

const metricsPortIsFree: CrossFieldRule = {
  keys: [['qdrant', 'metricsPort']],
  check: ({ qdrant: { metricsPort } }) =>
    metricsPort && PORTS_OF_QDRANT.includes(metricsPort)
      ? {
          path: ['qdrant', 'metricsPort'],
          value: metricsPort,
          problem: 'another API of Qdrant has this port',
          allowed: `a port other than ${PORTS_OF_QDRANT.join(', ')}`,
          fix: 'for example, write 9091',
        }
      : undefined,
};

/** Defaults of a profile can be newer than the image: Qdrant ignores them. */
const versionHasSettings: CrossFieldRule = {
  keys: [
    ['images', 'qdrant'],
    ['qdrant', 'version'],
    ['qdrant', 'config'],
    ['qdrant', 'allowUnknownSettings'],
  ],
  check: ({ images, qdrant: { config, version, allowUnknownSettings } }, isSet) =>
    QdrantSettings.problems(config, Images.withVersion(images.qdrant, version), allowUnknownSettings)
      .map(found => ({ found, path: ['qdrant', 'config', ...found.path] }))
      .filter(({ path }) => isSet(path))
      .map(({ found: { problem, allowed, fix, path: setting }, path }) => ({
        path,
        value: scalar(valueAt(config, setting)),
        problem,
        allowed,
        fix: fix.replace('allowUnknownSettings', 'qdrant.allowUnknownSettings'),
      })),
};

function scalar(value: unknown): string | number | boolean | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

export const QDRANT_SETTING_RULES: readonly CrossFieldRule[] = [
  versionHasAuditLog,
  versionHasMetricsPort,
  metricsPortIsFree,
  versionHasSettings,
];
