import { Failure } from '../../cli/failure';
import { createBackup } from '../backup/create';
import type { CreateOutcome } from '../backup/create-options';
import { type Progress, reporter } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { removeClientStep } from '../hook/client-steps';
import { hasTokens, removeTokensSteps } from '../hook/rights-removal';
import { removeSecretStep } from '../hook/secret-step';
import { applyTask, planAll, planTask } from '../../reconcile/reconcile';
import { isInSync, type Step, type StepResult } from '../../reconcile/step';
import { stackNames } from '../../config/names';
import type { Declared } from '../../clients/kubernetes/objects';
import type { Keycloak } from '../../clients/keycloak/keycloak';
import { Expected } from '../../stack/expected';
import { connectKeycloak, KEYCLOAK_TIMEOUT } from '../../stack/keycloak';
import { connectCluster } from '../../stack/kubernetes';
import type { Confirm } from './confirmation';
import { askQdrant, type DataLoss, describeLoss, lostClaim } from './data-loss';
import { removeNamespaceStep } from './namespace-step';
import type { RollbackOptions } from './options';
import { type Removal, type RemovalStep, removeFoundStep, removeObjectStep } from './removal-steps';
import { type LiveStack, liveStackOf, refuseToLoseClaims } from '../../stack/live-stack';

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface RollbackOutcome {
  loss?: DataLoss;
  /** What is removed, and what stays. */
  readonly steps: StepResult[];
  readonly backup: CreateOutcome;
}

interface Work {
  readonly steps: (Step & Partial<RemovalStep>)[];
  /** The plans of these steps. */
  readonly planned: StepResult[];
  keycloak?: Keycloak;
}

/**
 * Removes the stack: the objects of the manifests in reverse order, the Secrets of the hook, and the volume claims. Also
 * removes the namespace if nothing else is in it. Before the first deletion, the run plans everything, and
 * sends each deletion to the server as a dry run.
 */
export async function runRollback(
  config: Config,
  options: RollbackOptions,
  confirm: Confirm,
  progress: Progress,
  outcome: RollbackOutcome,
): Promise<void> {
  const { say, ...reporting } = reporter(progress);
  const work: Work = { steps: [], planned: [] };
  const { planned } = work;
  const plan = async () => {
    const cluster = await connectCluster(options.context, { page: 'rollback' });
    const removal: Removal = { cluster, force: options.force, timeout: options.timeout, say };
    outcome.loss = await prepare(config, options, removal, work);
    const { length } = planned.filter(isRemoved);
    return {
      headline: `Cluster ${cluster.name}, namespace ${config.namespace}: ${length} to remove`,
      details: [...describeLoss(outcome.loss), ...planned.flatMap(({ notes }) => notes)],
    };
  };
  try {
    await reporting.progress([{ title: 'Plan', run: plan }]);
    // An object that does not exist is not worth a line.
    outcome.steps.push(...planned.filter(each => !isRemoved(each) && each.notes.length > 0));
    if (options.dryRun) {
      outcome.steps.push(...planned.filter(isRemoved));
      await reporting.progress(planned.filter(isRemoved).map(planTask));
      return;
    }
    if (!planned.some(isRemoved)) {
      return;
    }
    await confirm(outcome.loss!);
    if (options.backup !== undefined) {
      await backUp(options.backup, options, progress, outcome);
    }
    const removing = work.steps.filter((_, at) => isRemoved(planned[at]!));
    await reporting.progress(removing.map(step => applyTask(step, outcome.steps, 'already removed')));
  } finally {
    await work.keycloak?.close();
  }
}

/** Finds the steps, and plans them. */
async function prepare(config: Config, options: RollbackOptions, removal: Removal, work: Work): Promise<DataLoss> {
  const { cluster, say } = removal;
  const expected = new Expected(config);
  const stack = await liveStackOf(cluster, expected, options.force);
  if (options.keepData) {
    refuseToLoseClaims(stack);
  }
  if (options.keycloak && !stackNames(config).isKeycloak) {
    throw new Failure(
      '--keycloak needs Keycloak, and the config has identityProvider.provider oidc',
      'run the command without --keycloak, and remove the client at the provider',
    );
  }
  if (options.keycloak) {
    work.keycloak = await connectKeycloak(config, KEYCLOAK_TIMEOUT, say);
  }
  const names = stackNames(config);
  // The keys stay with the data, because clients have them.
  const keys = names.apiKeys && !config.apiKeys.existing && !options.keepData ? [names.apiKeys.secretName] : [];
  const { valkeyPassword } = names;
  const secrets = [
    ...(names.tlsSecretExists ? [] : [names.tlsSecret]),
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
    ...(work.keycloak && (await hasTokens(work.keycloak, config, names))
      ? removeTokensSteps(work.keycloak, config, names)
      : []),
    ...(work.keycloak ? [removeClientStep(work.keycloak, names, options.force)] : []),
    ...(options.keepData ? [] : stack.claims.map(claim => removeFoundStep(claim, removal))),
    removeNamespaceStep(expected.one('Namespace'), () => removedObjects(work), removal),
  );
  await planAll(work.steps, work.planned);
  return options.keepData ? { claims: [] } : lossOf(stack, options);
}

async function lossOf({ claims, statefulSets }: LiveStack, { withQdrant }: RollbackOptions): Promise<DataLoss> {
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
  { backup }: RollbackOutcome,
): Promise<void> {
  const form = { collections: [], format: 'snapshot', compression: 'none', parallel: 1, resume: false } as const;
  await withQdrant(access => createBackup({ ...access, ...form, dir }, progress, backup));
}

/** The objects that the plans so far remove. */
function removedObjects({ steps, planned }: Work): Declared[] {
  return planned.flatMap((result, at) => (isRemoved(result) ? (steps[at]!.removes ?? []) : []));
}

export function isRemoved(result: StepResult): boolean {
  return !isInSync(result);
}
