import { integer } from '../building-blocks';
import { partOf } from '../library-props';
import { schedule, timeZone } from '../values/backup';
import { stringOf } from '../string-rule';
import { cronJobName, secretName } from '../values/kubernetes';
import { HOST, PORT } from '../values/patterns';

export const reconcile = partOf('reconcile', {
  name: cronJobName('qdrant-reconcile')
    .optional()
    .describe(
      'The name of the objects: at most 52 characters, with tlsSchedule 48, with verify 45. Default: {qdrant.name}-reconcile.',
    ),
  schedule: schedule('*/10 * * * *')
    .prefault('*/10 * * * *')
    .describe('The start times of runs: five cron fields, or a name such as @hourly.'),
  tlsSchedule: schedule('5-59/10 * * * *')
    .optional()
    .describe(
      'The start times of further runs that only copy the certificate, with fewer rights. Only where the hook copies a certificate. Default: none.',
    ),
  timeZone: timeZone.prefault('Etc/UTC').describe('The time zone of the schedules.'),
  keycloakSecretName: secretName('qdrant-reconcile')
    .prefault('qdrant-reconcile')
    .describe(
      'A Secret in the namespace with the keys client-id and client-secret: a client of the realm with a service account. hook --create-account creates both.',
    ),
  maxAgeMinutes: integer({ min: 1, max: 100_000 }, { problem: 'the alert would always fire', fix: 'write 60' })
    .prefault(60)
    .describe(
      'The age in minutes at which the last successful run raises the alert QdrantReconcileTooOld. Add the time between two runs to the time of one.',
    ),
  verify: partOf('reconcile.verify', {
    schedule: schedule('@hourly').prefault('@hourly').describe('The start times of the checks.'),
    ingress: stringOf({
      noun: 'a host name and a port',
      allowed: 'a host name of the cluster, a colon and a port from 1 to 65535',
      maxLength: 260,
      pattern: new RegExp(`^${HOST}${PORT}$`),
      example: 'ingress-nginx-controller.ingress-nginx.svc:443',
      mistakes: [
        [/^[a-z]+:\/\//i, 'the value is a URL'],
        [/^[^:]*$/, 'the port is missing'],
        [new RegExp(`^${HOST}:(?!${PORT.slice(1)}$)\\d+$`), 'the port is not in this range'],
      ],
      correct: value => value.replace(/^[a-z]+:\/\/|\/.*$/g, ''),
    })
      .optional()
      .describe(
        'The ingress controller in the cluster, as HOST:PORT, where the hosts are not in the DNS of the cluster. Default: the addresses in DNS.',
      ),
    maxAgeMinutes: integer({ min: 1, max: 100_000 }, { problem: 'the alert would always fire', fix: 'write 180' })
      .prefault(180)
      .describe('The age in minutes at which the last passed checks raise the alert QdrantVerifyTooOld.'),
  })
    .optional()
    .describe('Checks through the ingress by a CronJob, which write nothing. Default: none.'),
})
  .optional()
  .describe(
    'A Job and a CronJob that do the work of the hook command in the cluster: the Keycloak client, the Secrets and the copy of the certificate. Default: none, you run the command.',
  );
