import { parseConfig } from '../../config/load';
import { gapOf } from '../../config/schedule';
import { configNotes } from '../../config/notes';
import { PRODUCTION } from '../support/production';

const notes = (text: string) => configNotes(parseConfig(text, 'config.yaml'));
const TRAEFIK = `${PRODUCTION}ingressClassName: traefik
networkPolicies: { ingressController: { namespaceLabels: { kubernetes.io/metadata.name: traefik } } }
`;
const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  ['seed', 'domainName: example.com'],
  ['production', PRODUCTION],
  ['production with a registry of its own', `${PRODUCTION}harborRegistry: registry.acme.io:5000`],
])('there are no notes for the defaults of %s', (_, text) => {
  expect(notes(text)).toEqual([]);
});

test.each<[string, string, string[]]>([
  [
    'the realm of the administrators',
    'keycloakRealm: master',
    [
      "keycloakRealm is master, the realm of Keycloak's administrators. The hook changes the security headers of its pages. Write the realm of your users.",
    ],
  ],
  [
    'the realm of the administrators, whose headers the hook keeps',
    'keycloakRealm: master\nkeycloak: { securityHeaders: keep }',
    ["keycloakRealm is master, the realm of Keycloak's administrators. Write the realm of your users."],
  ],
  [
    'an image of another registry than harborRegistry',
    'harborRegistry: registry.acme.io',
    [
      'images.oauth2Proxy is quay.io/oauth2-proxy/oauth2-proxy:v7.15.6, which is not in harborRegistry. Set images.oauth2Proxy to change it.',
    ],
  ],
  [
    'limits and origins, which another controller does not read',
    `${TRAEFIK}corsOrigins: [https://app.acme.io]`,
    [
      'apiLimits has no effect with the controller of class traefik. Set the limits in the controller.',
      'corsOrigins has no effect with the controller of class traefik. Allow the origins in the controller, or use a Gateway.',
    ],
  ],
  [
    'limits, which a Gateway does not have',
    `${PRODUCTION}gateway: { name: public }\nnetworkPolicies: { ingressController: { namespaceLabels: { a: b } } }\ncorsOrigins: [https://app.acme.io]`,
    ['apiLimits has no effect with a Gateway. Set the limits in the controller.'],
  ],
  [
    'volumes that are too small for the data, and backups without a pause',
    "qdrant: { storage: { size: 500Gi }, snapshotStorage: { size: 1M } }\nscheduledBackup: { schedule: '* * * * *', volume: { size: 1M } }",
    [
      'qdrant.snapshotStorage.size is 1M. A snapshot needs the size of its collection. Write a larger size: the data volume has 500Gi.',
      'scheduledBackup.volume.size is 1M. The volume needs room for keep + 1 backups of all data. Write a larger size: the data volume has 500Gi.',
      'scheduledBackup.schedule starts a backup every few minutes. Each backup reads all data. Write for example 0 2 * * *.',
    ],
  ],
  [
    'keys that need a version of Qdrant, with an image by digest',
    `${PRODUCTION}images: { qdrant: "qdrant/qdrant@${DIGEST}" }\nqdrant: { metricsPort: 9091, auditLog: {} }`,
    [
      `qdrant.metricsPort needs Qdrant v1.17.0 or later, and images.qdrant is qdrant/qdrant@${DIGEST}, which names no version. Write the version of the image in qdrant.version.`,
      `qdrant.auditLog needs Qdrant v1.17.0 or later, and images.qdrant is qdrant/qdrant@${DIGEST}, which names no version. Write the version of the image in qdrant.version.`,
    ],
  ],
  [
    'keys that need a version of Qdrant, with qdrant.version: none',
    `${PRODUCTION}images: { qdrant: "qdrant/qdrant@${DIGEST}" }\nqdrant: { metricsPort: 9091, version: 1.19.2 }`,
    [],
  ],
  ...[`@${DIGEST}`, ':latest'].map((version): [string, string, string[]] => [
    `rights, which need a version of oauth2-proxy, with ${version}`,
    `profile: production\ndashboard: { access: { rights: [{ group: /a, rights: read }] } }\nimages: { oauth2Proxy: "quay.io/p/p${version}" }`,
    [
      `dashboard.access.rights needs oauth2-proxy v7.15.5 or later, and images.oauth2Proxy is quay.io/p/p${version}, which names no version. With an earlier version, users keep rights that you removed until their session ends. Check the version of the image, or name it by its version.`,
    ],
  ]),
  [
    'rights, with a version and a digest: none',
    `profile: production\ndashboard: { access: { rights: [{ group: /a, rights: read }] } }\nimages: { oauth2Proxy: "quay.io/p/p:v7.15.6@${DIGEST}" }`,
    [],
  ],
  [
    'alerts that fire before each run',
    "monitoring: { prometheusOperator: true, backupMaxAgeHours: 24 }\nreconcile: { schedule: '@daily', tlsSchedule: 5 * * * *, verify: { schedule: 0 */3 * * * } }\nscheduledBackup: { volume: { size: 50Gi }, schedule: '@daily', drill: { schedule: '@monthly' } }",
    [
      'reconcile.maxAgeMinutes is 60, and reconcile.schedule @daily leaves 1440 minutes or more between two runs. So the alert fires before each run. Write more than 1440: the time between two runs and the time of one.',
      'reconcile.maxAgeMinutes is 60, and reconcile.tlsSchedule 5 * * * * leaves 60 minutes or more between two runs. So the alert fires before each run. Write more than 60: the time between two runs and the time of one.',
      'reconcile.verify.maxAgeMinutes is 180, and reconcile.verify.schedule 0 */3 * * * leaves 180 minutes or more between two runs. So the alert fires before each run. Write more than 180: the time between two runs and the time of one.',
      'monitoring.backupMaxAgeHours is 24, and scheduledBackup.schedule @daily leaves 24 hours or more between two runs. So the alert fires before each run. Write more than 24: the time between two runs and the time of one.',
      'scheduledBackup.drill.maxAgeHours is 192, and scheduledBackup.drill.schedule @monthly leaves 744 hours or more between two runs. So the alert fires before each run. Write more than 744: the time between two runs and the time of one.',
    ],
  ],
  ['a schedule without alerts: none', "reconcile: { schedule: '@daily' }", []],
  [
    'the defaults of schedules with alerts: none',
    'monitoring: { prometheusOperator: true }\nreconcile: { verify: {} }\nscheduledBackup: { volume: { size: 50Gi }, drill: {} }',
    [],
  ],
  ['snapshots on the data volume: none', 'qdrant: { snapshotStorage: data }', []],
])('a note tells about %s', (_, text, expected) => {
  expect(notes(text)).toEqual(expected);
});

test.each([
  ['@hourly', 60],
  ['@yearly', 366 * 24 * 60],
  ['* * * * *', 1],
  ['*/10 * * * *', 10],
  ['*/45 * * * *', 45],
  ['5-59/10 * * * *', 10],
  ['7/20 * * * *', 20],
  ['0 2 * * *', 24 * 60],
  ['30 2,14 * * *', 12 * 60],
  ['0,30 8-17 * * 1-5', 14 * 60 + 30],
])('the time between two starts of %s', (schedule, minutes) => {
  expect(gapOf(schedule)).toBe(minutes);
});
