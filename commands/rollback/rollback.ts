import { createBackup } from '../backup/create';
import type { CreateOutcome } from '../backup/create-options';
import { type Progress, type Report, speaking } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { removeClientStep } from '../hook/client-steps';
import { connectKeycloak } from '../hook/hook';
import { removeSecretStep } from '../hook/secret-step';
import { carryOut, rehearse, type Step, type StepResult } from '../../reconcile/step';
import { stackNames } from '../../config/names';
import { Cluster } from '../../clients/kubernetes/cluster';
import type { Declared } from '../../clients/kubernetes/objects';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { Expected } from '../../stack/expected';
import type { Consent } from './confirmation';
import { askQdrant, describeLosses, type Losses, lostClaim } from './data-loss';
import { removeNamespaceStep } from './namespace-step';
import type { RollbackOptions } from './options';
import { type Removal, type RemovalStep, removeFoundStep, removeObjectStep } from './removal-steps';
import { type LiveStack, liveStackOf, refuseToLoseClaims } from '../../stack/live-stack';

/** How long to wait for Keycloak while it does not answer, in seconds. */
const KEYCLOAK_TIMEOUT = 60;

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  losses?: Losses;
  /** What would go, or has gone, and what stays. */
  readonly steps: StepResult[];
  readonly backup: CreateOutcome;
}

/** What was looked at, and what is to do. */
interface Work {
  readonly steps: (Step & Partial<RemovalStep>)[];
  keycloak?: Keycloak;
}

/**
 * Takes the stack away: what the manifests make in the reverse of their order, what the hook made, the volume claims, and
 * the namespace if nothing else is in it. Everything is looked at, and the server asked whether it will have it, before
 * anything is deleted.
 */
export async function runRollback(
  config: Config,
  options: RollbackOptions,
  consent: Consent,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const { say, task } = speaking();
  const work: Work = { steps: [] };
  const planned: StepResult[] = [];
  try {
    const looking = task('Look', async () => {
      const cluster = await Cluster.connect(options.context, 'docs/rollback.md');
      const removal: Removal = { cluster, force: options.force, timeout: options.timeout, say };
      outcome.losses = await prepare(config, options, removal, work, planned);
      const { length } = planned.filter(goes);
      return {
        headline: `Cluster ${cluster.name}, namespace ${config.namespace}: ${length} to remove`,
        details: [...describeLosses(outcome.losses), ...planned.flatMap(({ notes }) => notes)],
      };
    });
    await progress([looking]);

    outcome.steps.push(...planned.filter(stays));
    if (options.dryRun) {
      outcome.steps.push(...planned.filter(goes));
      await progress(planned.filter(goes).map(each => task(each.title, async () => describe(each, true))));
      return;
    }
    if (!planned.some(goes)) {
      return;
    }
    await consent(outcome.losses!);
    if (options.backup !== undefined) {
      await backUp(options.backup, options, progress, outcome);
    }
    const removing = work.steps
      .filter((_, at) => goes(planned[at]!))
      .map(step =>
        task(step.title, async () => {
          const result = await carryOut(step);
          outcome.steps.push(result);
          return describe(result, false);
        }),
      );
    await progress(removing);
  } finally {
    await work.keycloak?.close();
  }
}

/** Looks at everything; fills in the steps and what they will do. */
async function prepare(
  config: Config,
  options: RollbackOptions,
  removal: Removal,
  work: Work,
  planned: StepResult[],
): Promise<Losses> {
  const { cluster, say } = removal;
  const expected = new Expected(config);
  const stack = await liveStackOf(cluster, expected, options.force);
  if (options.keepData) {
    refuseToLoseClaims(stack);
  }
  if (options.keycloak) {
    work.keycloak = await connectKeycloak(config, { timeout: KEYCLOAK_TIMEOUT }, say);
  }
  const names = stackNames(config);
  // With the data stays what opens it: clients have that key.
  const keys = names.apiKeys && !config.apiKeys.existing && !options.keepData ? [names.apiKeys.secretName] : [];
  const { valkeyPassword } = names;
  const secrets = [
    names.tlsSecret,
    names.credentials.secretName,
    ...(valkeyPassword ? [valkeyPassword.secretName] : []),
    ...keys,
  ];
  work.steps.push(
    ...expected.inReverse().map(object => removeObjectStep(object, removal)),
    ...stack.orphans.map(pod => removeFoundStep(pod, removal)),
    ...secrets.map(name => ({
      ...removeSecretStep(cluster, config.namespace, name, options.force),
      removes: { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: config.namespace } },
    })),
    ...(work.keycloak ? [removeClientStep(work.keycloak, names, options.force)] : []),
    ...(options.keepData ? [] : stack.claims.map(claim => removeFoundStep(claim, removal))),
    removeNamespaceStep(expected.one('Namespace'), () => going(work.steps, planned), removal),
  );
  for (const step of work.steps) {
    planned.push(await rehearse(step));
  }
  return options.keepData ? { claims: [] } : lossesOf(stack, options);
}

async function lossesOf({ claims, statefulSets }: LiveStack, { withQdrant }: RollbackOptions): Promise<Losses> {
  const runs = statefulSets.length > 0;
  const held = runs
    ? await askQdrant(withQdrant)
    : claims.length > 0 && { unasked: 'there are volume claims, and no StatefulSet' };
  return { ...held, claims: claims.map(lostClaim) };
}

async function backUp(
  dir: string,
  { withQdrant }: RollbackOptions,
  progress: Progress,
  { backup }: Outcome,
): Promise<void> {
  const form = { collections: [], format: 'snapshot', compression: 'none', parallel: 1, resume: false } as const;
  await withQdrant(access => createBackup({ ...access, ...form, dir }, progress, backup));
}

/** The objects that go, as far as that is planned. */
function going(steps: Work['steps'], planned: readonly StepResult[]): Declared[] {
  return planned.flatMap((result, at) => (goes(result) ? (steps[at]!.removes ?? []) : []));
}

export function goes({ state }: StepResult): boolean {
  return state !== 'in sync';
}

/** What is not there is not worth telling. */
function stays(result: StepResult): boolean {
  return !goes(result) && result.notes.length > 0;
}

function describe(result: StepResult, dryRun: boolean): Report {
  const { title, notes } = result;
  const outcome = goes(result)
    ? dryRun
      ? 'would be removed'
      : 'removed'
    : notes.length > 0
      ? 'stays'
      : 'gone already';
  return { headline: `${title}: ${outcome}`, details: notes.map(text => `note: ${text}`) };
}
