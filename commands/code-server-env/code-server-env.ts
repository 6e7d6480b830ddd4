import type { Progress, Task } from '../../cli/progress';
import { describe } from '../../reconcile/describe';
import { carryOut, look, readBack, type Step, type StepResult } from '../../reconcile/step';
import { Cluster } from '../../clients/kubernetes/cluster';
import { homeStep } from './home-step';
import { findWorkplaces, LABEL, NAMESPACE } from './pods';
import { shellFiles } from './shell-files';
import { environmentOf, MANAGED, type Variable } from './variables';

export interface CodeServerEnvOptions {
  /** Show what is to do and write nothing. */
  readonly dryRun: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
}

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  readonly steps: StepResult[];
  readonly variables: Variable[];
  readonly notes: string[];
}

/** Makes the shells of code-server know the environment variables that the cluster's services announce. */
export async function runCodeServerEnv(
  { context, dryRun }: CodeServerEnvOptions,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const steps: Step[] = [];
  const planned: StepResult[] = [];
  const looking: Task = {
    title: 'Look',
    run: async () => {
      const cluster = await Cluster.connect(context, 'docs/code-server.md');
      const headline = await prepare(cluster, steps, outcome);
      for (const step of steps) {
        planned.push(await look(step));
      }
      return { headline, details: [...bySource(outcome.variables), ...outcome.notes.map(text => `note: ${text}`)] };
    },
  };
  await progress([looking]);

  if (dryRun) {
    outcome.steps.push(...planned);
    await progress(planned.map(each => ({ title: each.title, run: async () => describe(each, true) })));
    return;
  }
  // One after the other: the pods of a rollout may share the home, and the second finds it as it should be.
  const writing = steps.map(step => ({
    title: step.title,
    run: async () => {
      const result = await carryOut(step);
      outcome.steps.push(result);
      await readBack(step);
      return describe(result, false);
    },
  }));
  await progress(writing);
}

/** Finds what has to be written and where; returns both in words. */
async function prepare(cluster: Cluster, steps: Step[], { variables, notes }: Outcome): Promise<string> {
  const workplaces = await findWorkplaces(cluster);
  notes.push(...workplaces.notes);
  if (workplaces.containers.length === 0) {
    return `Cluster ${cluster.name}: no pod labelled ${LABEL} in namespace ${NAMESPACE}`;
  }
  const configMaps = await cluster.configMaps(MANAGED);
  const environment = environmentOf(configMaps);
  variables.push(...environment.variables);
  notes.push(...environment.notes);
  const summary = counted(variables.length, 'variable');
  const files = shellFiles(variables);
  steps.push(...workplaces.containers.map(container => homeStep(cluster, container, { files, summary })));
  return `Cluster ${cluster.name}: ${summary} of ${counted(configMaps.length, 'ConfigMap')}`;
}

/** Names only: what a value holds is the service's business. */
function bySource(variables: readonly Variable[]): string[] {
  const sources = new Set(variables.map(({ source }) => source));
  return [...sources].map(source => {
    const names = variables.filter(variable => variable.source === source).map(({ name }) => name);
    return `${source}: ${names.join(', ')}`;
  });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
