import { integer } from '../building-blocks';
import { partOf } from '../library-props';
import { schedule, timeZone } from '../values/backup';
import { secretName } from '../values/kubernetes';

export const reconcile = partOf('reconcile', {
  schedule: schedule
    .prefault('*/10 * * * *')
    .describe('The start times of runs: five cron fields, or a name such as @hourly.'),
  timeZone: timeZone.prefault('Etc/UTC').describe('The time zone of the schedule.'),
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
})
  .optional()
  .describe(
    'A Job and a CronJob that do the work of the hook command in the cluster: the Keycloak client, the Secrets and the copy of the certificate. Default: none, you run the command.',
  );
