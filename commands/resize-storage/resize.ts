import { Failure } from '../../cli/failure';
import { type Progress, type Report, type Task } from '../../cli/progress';
import type { Config } from '../../config/schema';
import { reconcile } from '../../reconcile/reconcile';
import type { StepResult } from '../../reconcile/step';
import type { Timeout } from '../../reconcile/until';
import { isClaimOf } from '../../stack/live-stack';
import { type Cluster } from '../../clients/kubernetes/cluster';
import { titleOf } from '../../clients/kubernetes/objects';
import { claimTemplatesOf, Expected, type ExpectedObject } from '../../stack/expected';
import { connectCluster } from '../../stack/kubernetes';
import { claimStep, waitForGrowth } from './claim-steps';
import { capacityOf, grows, hasItsSize, refuseImpossible, type SizedClaim } from './sizes';
import { declaredSize, type Replacing, requireTemplates, statefulSetStep } from './stateful-set-step';
import { refuseFixedClass } from './storage-class';

export interface ResizeOptions {
  /** Show the differences and change nothing. */
  readonly dryRun: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long a volume may take to grow, in seconds. */
  readonly timeout: number;
}

/** The results of a run. They are added one by one, so that a failure leaves the results before it. */
export interface ResizeOutcome {
  readonly steps: StepResult[];
  /** The volumes that were too small at the start, and their current size. */
  readonly growing: { readonly claim: string; readonly wanted: string; capacity?: string }[];
  readonly notes: string[];
  readonly replacing: Replacing;
}

/**
 * Expands the volumes to the size in the config. Sets the size of every claim, creates the StatefulSet again with the new
 * templates, and waits for the volumes. The pods keep running. The run detects every refusal before the first write.
 */
export async function runResize(
  config: Config,
  options: ResizeOptions,
  progress: Progress,
  outcome: ResizeOutcome,
): Promise<void> {
  let waits: Task[] = [];
  await reconcile({
    isDryRun: options.dryRun,
    progress,
    results: outcome.steps,
    prepare: async say => {
      const timeout: Timeout = { timeout: options.timeout, say };
      const cluster = await connectCluster(options.context, { page: 'resize-storage' });
      const declared = new Expected(config).qdrant;
      requireTemplates(config, declared);
      const claims = await claimsOf(cluster, declared);
      await refuse(cluster, declared, claims);
      waits = claims
        .filter(claim => !hasItsSize(claim))
        .map(claim => ({ title: titleOf(claim.claim), run: () => wait(cluster, claim, timeout, outcome) }));
      return {
        steps: [
          ...claims.map(claim => claimStep(cluster, claim)),
          statefulSetStep(cluster, declared, timeout, outcome.replacing),
        ],
        headline: `Cluster ${cluster.name}, namespace ${config.namespace}`,
        details: claims.map(describeClaim),
      };
    },
    afterApply: () => waits,
  });
}

/** Every claim of the StatefulSet, including those of pods that were scaled down: they would return too small. */
async function claimsOf(cluster: Cluster, declared: ExpectedObject): Promise<SizedClaim[]> {
  const all = await cluster.list('v1', 'PersistentVolumeClaim', declared.metadata.namespace!);
  return all
    .filter(claim => isClaimOf(claim, declared))
    .map(claim => {
      const templates: string[] = claimTemplatesOf(declared.spec).map(({ metadata }) => metadata.name);
      const template = templates.find(name => claim.metadata.name.startsWith(`${name}-${declared.metadata.name}-`))!;
      const pod = claim.metadata.name.slice(template.length + 1);
      return { claim, wanted: declaredSize(declared, template), pod };
    });
}

async function refuse(cluster: Cluster, declared: ExpectedObject, claims: readonly SizedClaim[]): Promise<void> {
  if (claims.length === 0) {
    throw new Failure(
      `${titleOf(declared)} has no volume claims in cluster ${cluster.name}`,
      'deploy the stack first, or choose another cluster with --context; the first deployment creates volumes of the size in the config',
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

async function wait(cluster: Cluster, sized: SizedClaim, timeout: Timeout, outcome: ResizeOutcome): Promise<Report> {
  const { metadata } = sized.claim;
  const entry: ResizeOutcome['growing'][number] = {
    claim: metadata.name,
    wanted: sized.wanted,
    capacity: capacityOf(sized.claim),
  };
  outcome.growing.push(entry);
  const { capacity, notes } = await waitForGrowth(cluster, sized, timeout);
  entry.capacity = capacity;
  outcome.notes.push(...notes);
  return { headline: `Volume of ${metadata.name}: ${capacity}`, details: notes.map(text => `note: ${text}`) };
}
