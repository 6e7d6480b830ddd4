import type { Progress } from '../../cli/progress';
import { counted } from '../../cli/text';
import { requireReadableConfig } from '../../config/load';
import { reconcile, type Work } from '../../reconcile/reconcile';
import type { StepResult } from '../../reconcile/step';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { connectCluster } from '../../stack/kubernetes';
import { homeStep } from './home-step';
import { findWorkplaces, LABEL, NAMESPACE } from './pods';
import { shellFiles } from './shell-files';
import { environmentOf, MANAGED, type Variable } from './variables';

export interface CodeServerEnvOptions {
  /** Show the differences and write nothing. */
  readonly dryRun: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
}

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface CodeServerEnvOutcome {
  readonly steps: StepResult[];
  readonly variables: Variable[];
  readonly notes: string[];
}

/** Sets the environment variables that the services of the cluster announce in the shells of code-server. */
export async function runCodeServerEnv(
  { context, dryRun }: CodeServerEnvOptions,
  progress: Progress,
  outcome: CodeServerEnvOutcome,
): Promise<void> {
  requireReadableConfig();
  await reconcile({
    isDryRun: dryRun,
    progress,
    results: outcome.steps,
    prepare: async () => prepare(await connectCluster(context, { page: 'code-server' }), outcome),
  });
}

/** The pods of a rollout may share the home: the step of the second pod then finds it in sync. */
async function prepare(cluster: Cluster, { variables, notes }: CodeServerEnvOutcome): Promise<Work> {
  const workplaces = await findWorkplaces(cluster);
  notes.push(...workplaces.notes);
  let headline = `Cluster ${cluster.name}: no pod labelled ${LABEL} in namespace ${NAMESPACE}`;
  let summary = '';
  if (workplaces.containers.length > 0) {
    const configMaps = await cluster.configMaps(MANAGED);
    const environment = environmentOf(configMaps);
    variables.push(...environment.variables);
    notes.push(...environment.notes);
    summary = counted(variables.length, 'variable');
    headline = `Cluster ${cluster.name}: ${summary} of ${counted(configMaps.length, 'ConfigMap')}`;
  }
  const files = shellFiles(variables);
  return {
    steps: workplaces.containers.map(container => homeStep(cluster, container, { files, summary })),
    headline,
    details: [...namesBySource(variables), ...notes.map(text => `note: ${text}`)],
  };
}

/** Only the names. A value may be secret. */
function namesBySource(variables: readonly Variable[]): string[] {
  const sources = new Set(variables.map(({ source }) => source));
  return [...sources].map(source => {
    const names = variables.filter(variable => variable.source === source).map(({ name }) => name);
    return `${source}: ${names.join(', ')}`;
  });
}
