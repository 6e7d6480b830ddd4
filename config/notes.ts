import { Images } from 'cdk8s-qdrant';
import { thousandths } from './quantity';
import { RIGHTS_SINCE } from './rights';
import { supportsAnnotations } from './rules/ingress-class';
import { AUDIT_SINCE, METRICS_PORT_SINCE } from './rules/qdrant-settings';
import { gapOf } from './schedule';
import { type Config } from './schema';

/** What is allowed in a config, and probably not intended. Each note names the key, the effect and the fix. */
export function configNotes(config: Config): string[] {
  return [
    ...realmNotes(config),
    ...imageNotes(config),
    ...versionNotes(config),
    ...annotationNotes(config),
    ...volumeNotes(config),
    ...ageNotes(config),
  ];
}

/** The realm of Keycloak's administrators. */
function realmNotes({ keycloakRealm, keycloak: { securityHeaders } }: Config): string[] {
  const changed = securityHeaders === 'keep' ? '' : ' The hook changes the security headers of its pages.';
  return keycloakRealm === 'master'
    ? [`keycloakRealm is master, the realm of Keycloak's administrators.${changed} Write the realm of your users.`]
    : [];
}

/** Images of other registries, with a registry of one's own. */
function imageNotes({ harborRegistry, domainName, images }: Config): string[] {
  if (harborRegistry === undefined || harborRegistry === `harbor.${domainName}`) {
    return [];
  }
  return Object.entries(images)
    .filter(([, image]) => !image.startsWith(`${harborRegistry}/`))
    .map(
      ([name, image]) => `images.${name} is ${image}, which is not in harborRegistry. Set images.${name} to change it.`,
    );
}

/** Keys that need a version, with an image whose tag is none. */
function versionNotes({ images, qdrant, dashboard }: Config): string[] {
  const isUnknown = (image: string) => !Images.isBefore(image, 'v999.0.0');
  const isQdrantUnknown = isUnknown(Images.withVersion(images.qdrant, qdrant.version));
  const ofQdrant = (key: string, since: string) =>
    `${key} needs Qdrant ${since} or later, and images.qdrant is ${images.qdrant}, which names no version. Write the version of the image in qdrant.version.`;
  return [
    ...(isQdrantUnknown && qdrant.metricsPort ? [ofQdrant('qdrant.metricsPort', METRICS_PORT_SINCE)] : []),
    ...(isQdrantUnknown && qdrant.auditLog ? [ofQdrant('qdrant.auditLog', AUDIT_SINCE)] : []),
    ...(isUnknown(images.oauth2Proxy) && dashboard.access.rights.length > 0
      ? [
          `dashboard.access.rights needs oauth2-proxy ${RIGHTS_SINCE} or later, and images.oauth2Proxy is ${images.oauth2Proxy}, which names no version. With an earlier version, users keep rights that you removed until their session ends. Check the version of the image, or name it by its version.`,
        ]
      : []),
  ];
}

/** Keys with an effect by annotations of ingress-nginx only. */
function annotationNotes(config: Config): string[] {
  const { apiLimits, corsOrigins, dashboardHostname, gateway, ingressClassName } = config;
  if (gateway ? apiLimits === undefined : supportsAnnotations(config)) {
    return [];
  }
  const served = gateway ? 'a Gateway' : `the controller of class ${ingressClassName}`;
  const ownOrigins = corsOrigins.filter(origin => origin !== `https://${dashboardHostname}`);
  return [
    ...(apiLimits ? [`apiLimits has no effect with ${served}. Set the limits in the controller.`] : []),
    ...(!gateway && ownOrigins.length > 0
      ? [`corsOrigins has no effect with ${served}. Allow the origins in the controller, or use a Gateway.`]
      : []),
  ];
}

/** Volumes that cannot hold what they are for. */
function volumeNotes({ qdrant, scheduledBackup }: Config): string[] {
  const { storage, snapshotStorage } = qdrant;
  const isTiny = (size: string) => thousandths(size) * 10 < thousandths(storage.size);
  const snapshots = typeof snapshotStorage === 'object' ? snapshotStorage.size : storage.size;
  const backups = scheduledBackup?.volume?.size ?? storage.size;
  const fix = `Write a larger size: the data volume has ${storage.size}.`;
  return [
    ...(isTiny(snapshots)
      ? [`qdrant.snapshotStorage.size is ${snapshots}. A snapshot needs the size of its collection. ${fix}`]
      : []),
    ...(isTiny(backups)
      ? [`scheduledBackup.volume.size is ${backups}. The volume needs room for keep + 1 backups of all data. ${fix}`]
      : []),
    ...(scheduledBackup && /^\*(?:\/[1-9])?\s/.test(scheduledBackup.schedule)
      ? [
          `scheduledBackup.schedule starts a backup every few minutes. Each backup reads all data. Write for example 0 2 * * *.`,
        ]
      : []),
  ];
}

/** Alerts that fire before each run, because the time between two runs is longer than the age. */
function ageNotes({ monitoring, reconcile, scheduledBackup }: Config): string[] {
  const verify = reconcile?.verify;
  const drill = scheduledBackup?.drill;
  const alerts = [
    ['reconcile.schedule', reconcile?.schedule, 'reconcile.maxAgeMinutes', reconcile?.maxAgeMinutes, 1],
    ['reconcile.tlsSchedule', reconcile?.tlsSchedule, 'reconcile.maxAgeMinutes', reconcile?.maxAgeMinutes, 1],
    ['reconcile.verify.schedule', verify?.schedule, 'reconcile.verify.maxAgeMinutes', verify?.maxAgeMinutes, 1],
    [
      'scheduledBackup.schedule',
      scheduledBackup?.schedule,
      'monitoring.backupMaxAgeHours',
      monitoring.backupMaxAgeHours,
      60,
    ],
    ['scheduledBackup.drill.schedule', drill?.schedule, 'scheduledBackup.drill.maxAgeHours', drill?.maxAgeHours, 60],
  ] as const;
  return alerts.flatMap(([scheduleKey, schedule, ageKey, age, minutes]) => {
    const gap = schedule === undefined || !monitoring.prometheusOperator ? 0 : Math.ceil(gapOf(schedule) / minutes);
    return age !== undefined && age <= gap
      ? [
          `${ageKey} is ${age}, and ${scheduleKey} ${schedule} leaves ${gap} ${minutes === 1 ? 'minutes' : 'hours'} or more between two runs. So the alert fires before each run. Write more than ${gap}: the time between two runs and the time of one.`,
        ]
      : [];
  });
}
