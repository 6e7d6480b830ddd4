import { restartStep } from '../../../commands/hook/restart-step';
import { MemoryCluster } from '../../support/memory-cluster';

const CHANGED = 'qdrant-stack/cookie-secret-changed';

/** The plan for a workload whose pods have an outdated Secret. */
async function planFor(managedFields: readonly object[]) {
  const memory = new MemoryCluster();
  memory.run('Deployment', 'oauth2-proxy', 'oauth2-proxy:v7', 'credentials');
  Object.assign(memory.workloads['Deployment oauth2-proxy']!.metadata, { managedFields });
  const value = {
    secretName: 'credentials',
    annotation: CHANGED,
    planned: async () => '2026-11-29T00:00:00Z',
    isFromThisRun: () => true,
  };
  return restartStep(memory.cluster, 'pods', 'ns', 'Deployment', 'oauth2-proxy', [value]).plan();
}

const helm = { manager: 'helm', operation: 'Update' };

test.each([
  ['Helm', [helm]],
  ['Helm 4, which applies', [{ ...helm, operation: 'Apply' }]],
  ['the playbooks', [{ manager: 'OpenAPI-Generator', operation: 'Update' }]],
])('the pods of %s stay, as the apply of the manifests replaces them', async (_, managedFields) => {
  expect((await planFor(managedFields)).changes).toEqual([]);
});

test.each([
  ['deploy', [{ manager: 'qdrant-stack', operation: 'Apply' }]],
  ['kubectl over Helm', [helm, { manager: 'kubectl', operation: 'Apply' }]],
  ['kubectl', [{ manager: 'kubectl-create', operation: 'Update' }]],
])('the pods of %s restart', async (_, managedFields) => {
  expect(await planFor(managedFields)).toMatchObject({ action: 'restart', changes: [{}] });
});

test.each([
  ['before the change', 'restart', '2026-11-28T23:59:59Z'],
  ['after the change', 'none', '2026-11-29T00:00:01Z'],
])('pods that started %s: %s, also where times are strings', async (_, action, started) => {
  const changed = '2026-11-29T00:00:00.500Z';
  const memory = new MemoryCluster();
  memory.put('credentials', {}, { [CHANGED]: changed });
  memory.run('Deployment', 'oauth2-proxy', 'oauth2-proxy:v7', 'credentials');
  const value = {
    secretName: 'credentials',
    annotation: CHANGED,
    planned: async () => undefined,
    isFromThisRun: () => false,
  };
  const step = restartStep(memory.cluster, 'pods', 'ns', 'Deployment', 'oauth2-proxy', [value]);

  for (const startedAt of [started, new Date(started)]) {
    memory.startedAt = startedAt;
    expect((await step.plan()).changes).toHaveLength(action === 'restart' ? 1 : 0);
  }
});
