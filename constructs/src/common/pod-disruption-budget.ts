import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { invalidProp } from './errors';
import { type StringMap } from './labels';

/**
 * How many pods evictions can remove at the same time. Set exactly one of `maxUnavailable` and `minAvailable`.
 */
export interface PodDisruptionBudgetOptions {
  /**
   * Number or percentage of pods that can be unavailable.
   *
   * @default - not set
   */
  readonly maxUnavailable?: k8s.IntOrString;

  /**
   * Number or percentage of pods that must stay available.
   *
   * @default - not set
   */
  readonly minAvailable?: k8s.IntOrString;

  /**
   * `IfHealthyBudget` or `AlwaysAllow`. With `AlwaysAllow`, evictions also remove pods that are not ready.
   *
   * @default 'IfHealthyBudget'
   */
  readonly unhealthyPodEvictionPolicy?: string;
}

/** The PodDisruptionBudget of a workload, where options are given. */
export function podDisruptionBudget(
  scope: Construct,
  metadata: k8s.ObjectMeta,
  selector: StringMap,
  options: PodDisruptionBudgetOptions | undefined,
): void {
  if (options) {
    new k8s.KubePodDisruptionBudget(scope, 'pod-disruption-budget', {
      metadata,
      spec: { ...options, selector: { matchLabels: selector } },
    });
  }
}

/** Rejects a budget of a construct that sets none or both of the numbers. */
export function validateBudget(construct: string, budget: PodDisruptionBudgetOptions | undefined): void {
  if (budget && (budget.maxUnavailable === undefined) === (budget.minAvailable === undefined)) {
    throw invalidProp(
      construct,
      'podDisruptionBudget',
      Object.keys(budget),
      'exactly one of maxUnavailable and minAvailable',
      'set maxUnavailable to 1',
    );
  }
}
