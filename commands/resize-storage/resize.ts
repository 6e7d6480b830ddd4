import { Failure } from '../../cli/failure';
import { type Progress, type Report, type Task, speaking } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { describe } from '../../reconcile/describe';
import { carryOut, rehearse, type Step, type StepResult } from '../../reconcile/step';
import type { Patience } from '../../reconcile/deletion';
import { isClaimOf } from '../../stack/live-stack';
import { Cluster } from '../../clients/kubernetes/cluster';
import { titleOf } from '../../clients/kubernetes/objects';
import { Expected, type ExpectedObject } from '../../stack/expected';
import { claimStep, waitForGrowth } from './claim-steps';
import { capacityOf, grows, hasItsSize, refuseImpossible, type SizedClaim } from './sizes';
import { declaredSize, type Duty, statefulSetStep } from './stateful-set-step';
import { refuseFixedClass } from './storage-class';

export interface ResizeOptions {
  /** Tell what is to do and change nothing. */
  readonly dryRun: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long a volume may take to grow, in seconds. */
  readonly timeout: number;
}

/** What came of a run so far: it is filled in step by step, so that a failure leaves what was done before it. */
export interface Outcome {
  readonly steps: StepResult[];
  /** Volumes that have not had their size at the first look, and what they have now. */
  readonly growing: { readonly claim: string; readonly wanted: string; capacity?: string }[];
  readonly notes: string[];
  readonly duty: Duty;
}

/**
 * Makes the volumes as large as the config says: every claim asks for its size, the StatefulSet is made again around its
 * pods with the new templates, and the volumes are waited for. Whatever can be refused is refused before anything is written.
 */
export async function runResize(
  config: Config,
  options: ResizeOptions,
  progress: Progress,
  outcome: Outcome,
): Promise<void> {
  const { say, task } = speaking();
  const patience: Patience = { timeout: options.timeout, say };
  const steps: Step[] = [];
  const waits: Task[] = [];
  const planned: StepResult[] = [];
  const looking = task('Look', async () => {
    const cluster = await Cluster.connect(options.context, 'docs/resize-storage.md');
    const [declared] = new Expected(config).all('StatefulSet') as [ExpectedObject];
    const claims = await claimsOf(cluster, declared);
    await refuse(cluster, declared, claims);
    steps.push(...claims.map(claim => claimStep(cluster, claim)));
    steps.push(statefulSetStep(cluster, declared, patience, outcome.duty));
    for (const step of steps) {
      planned.push(await rehearse(step));
    }
    const growing = claims.filter(claim => !hasItsSize(claim));
    waits.push(...growing.map(claim => task(titleOf(claim.claim), () => wait(cluster, claim, patience, outcome))));
    return {
      headline: `Cluster ${cluster.name}, namespace ${config.namespace}`,
      details: claims.map(describeClaim),
    };
  });
  await progress([looking]);

  if (options.dryRun) {
    outcome.steps.push(...planned);
    await progress(planned.map(each => task(each.title, async () => describe(each, true))));
    return;
  }
  const writing = steps.map(step =>
    task(step.title, async () => {
      const result = await carryOut(step);
      outcome.steps.push(result);
      return describe(result, false);
    }),
  );
  await progress([...writing, ...waits]);
}

/** Every claim that the StatefulSet has made, those of pods that were scaled away too: they would come back small. */
async function claimsOf(cluster: Cluster, declared: ExpectedObject): Promise<SizedClaim[]> {
  const all = await cluster.list('v1', 'PersistentVolumeClaim', declared.metadata.namespace!);
  return all
    .filter(claim => isClaimOf(claim, declared))
    .map(claim => {
      const templates: string[] = declared.spec.volumeClaimTemplates.map(({ metadata }: any) => metadata.name);
      const template = templates.find(name => claim.metadata.name.startsWith(`${name}-${declared.metadata.name}-`))!;
      const pod = claim.metadata.name.slice(template.length + 1);
      return { claim, wanted: declaredSize(declared, template), pod };
    });
}

async function refuse(cluster: Cluster, declared: ExpectedObject, claims: readonly SizedClaim[]): Promise<void> {
  if (claims.length === 0) {
    throw new Failure(
      `${titleOf(declared)} has no volume claims in cluster ${cluster.name}`,
      'deploy the stack first, or choose another cluster with --context; a first deployment has the size of the config',
    );
  }
  for (const sized of claims) {
    refuseImpossible(sized);
    if (grows(sized)) {
      await refuseFixedClass(cluster, sized.claim);
    }
  }
}

function describeClaim({ claim, wanted }: SizedClaim): string {
  return `volume claim ${claim.metadata.name}: has ${capacityOf(claim) ?? 'no volume'}, config ${wanted}`;
}

async function wait(cluster: Cluster, sized: SizedClaim, patience: Patience, outcome: Outcome): Promise<Report> {
  const { metadata } = sized.claim;
  const entry: Outcome['growing'][number] = {
    claim: metadata.name,
    wanted: sized.wanted,
    capacity: capacityOf(sized.claim),
  };
  outcome.growing.push(entry);
  const { capacity, notes } = await waitForGrowth(cluster, sized, patience);
  entry.capacity = capacity;
  outcome.notes.push(...notes);
  return { headline: `Volume of ${metadata.name}: ${capacity}`, details: notes.map(text => `note: ${text}`) };
}
