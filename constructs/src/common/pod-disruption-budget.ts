import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from './errors';

/**
 * How many pods an eviction may take at once. Set exactly one of the two numbers.
 */
export interface PodDisruptionBudgetOptions {
  /**
   * How many pods, or what share of them, may be gone.
   *
   * @default - not set
   */
  readonly maxUnavailable?: k8s.IntOrString;

  /**
   * How many pods, or what share of them, must stay.
   *
   * @default - not set
   */
  readonly minAvailable?: k8s.IntOrString;

  /**
   * `IfHealthyBudget`, or `AlwaysAllow`: a drain also goes on where pods are broken.
   *
   * @default 'IfHealthyBudget'
   */
  readonly unhealthyPodEvictionPolicy?: string;
}

/** Refuses a budget of `construct` that says nothing, or two things. */
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
