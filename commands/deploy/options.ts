import { firstBroken } from '../../cli/options';
import type { Address } from '../../clients/http';
import { type CheckLine, checkRules, type DryRunLine, exitCodeRule } from '../options';

/** The options of a deploy on the command line. */
export interface DeployOptions {
  /** Show the differences and write nothing. */
  readonly dryRun: boolean;
  /** Whether Keycloak and the Secrets are changed too. */
  readonly hook: boolean;
  /** Whether objects of an earlier deploy that the config no longer declares are deleted. */
  readonly prune: boolean;
  /** Whether routes of Thinkube's playbooks are deleted. */
  readonly removeOldRoutes: boolean;
  /** Whether the running stack is checked at the end. */
  readonly verify: boolean;
  /** Whether the shells of code-server are updated at the end. */
  readonly codeServerEnv: boolean;
  /** Whether Qdrant may skip minor versions, or go back. */
  readonly allowVersionJump: boolean;
  /** Whether nodes of Qdrant may leave. */
  readonly allowFewerNodes: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long the pods may take to become ready, in seconds. */
  readonly timeout: number;
  /** For the checks: the address of the ingress, instead of the address in DNS. */
  readonly ingress?: Address;
  /** For the checks: connect to the pods, without the ingress. */
  readonly inCluster: boolean;
  /** For the checks: certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
}

/** Why the options cannot be used together. */
export function misuseOf(options: DryRunLine & CheckLine & Pick<DeployOptions, 'verify'>): string | undefined {
  const { verify, ingress, inCluster, caFile } = options;
  return firstBroken([
    exitCodeRule(options),
    [!verify && ingress !== undefined, '--ingress is for the checks, which --no-verify turns off'],
    [!verify && inCluster === true, '--in-cluster is for the checks, which --no-verify turns off'],
    [!verify && caFile !== undefined, '--ca-file is for the checks, which --no-verify turns off'],
    ...checkRules(options),
  ]);
}
