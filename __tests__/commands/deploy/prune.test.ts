import { PRUNED_KINDS } from '../../../commands/deploy/prune';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';

const kinds = PRUNED_KINDS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

test('every kind that the manifests make is pruned when it is not wanted any more, but for namespace and claims', () => {
  const config = parseConfig(
    '{ profile: production, reconcile: {}, scheduledBackup: { volume: { size: 1Gi } }, certificate: { issuer: own }, dashboard: { access: { groups: [/ops] } }, monitoring: { prometheusOperator: true } }',
    'config.yaml',
  );
  const onGateway = parseConfig(
    '{ gateway: { name: public }, dashboard: { mode: proxy }, grpcHostname: grpc.example.com }',
    'config.yaml',
  );
  const made = [config, onGateway]
    .flatMap(each => new Expected(each).objects)
    .filter(({ kind }) => !['Namespace', 'PersistentVolumeClaim'].includes(kind));

  expect(made.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      'CronJob',
      'Job',
      'Role',
      'NetworkPolicy',
      'Certificate',
      'PodDisruptionBudget',
      'HTTPRoute',
      'GRPCRoute',
    ]),
  );
  expect(made.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).filter(kind => !kinds.includes(kind))).toEqual([]);
});

test.each(['PersistentVolumeClaim', 'Secret', 'Namespace'])('%s is never looked for', kind => {
  expect(PRUNED_KINDS.map(each => each.kind)).not.toContain(kind);
});
