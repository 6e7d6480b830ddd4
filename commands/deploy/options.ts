import type { Address } from '../../clients/http';

/** What a deploy is asked to do, as the command line says it. */
export interface DeployOptions {
  /** Show the differences and write nothing. */
  readonly dryRun: boolean;
  /** With `dryRun`: tell by the exit code whether there are differences. */
  readonly exitCode: boolean;
  /** Whether Keycloak and the Secrets are made to match too. */
  readonly hook: boolean;
  /** Whether objects of an earlier deploy that are not wanted any more go. */
  readonly prune: boolean;
  /** Whether all that runs is checked at the end. */
  readonly verify: boolean;
  /** Whether the shells of code-server are brought up to date at the end. */
  readonly codeServerEnv: boolean;
  /** Whether Qdrant may leave out minor versions, or go back. */
  readonly allowVersionJump: boolean;
  /** Whether nodes of Qdrant may go. */
  readonly allowFewerNodes: boolean;
  /** Context of the kubeconfig. */
  readonly context?: string;
  /** How long the pods may take to become ready, in seconds. */
  readonly timeout: number;
  /** For the checks: where the ingress is, instead of where DNS says. */
  readonly ingress?: Address;
  /** For the checks: ask at the pods, past the ingress. */
  readonly inCluster: boolean;
  /** For the checks: certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
}

/** Options that only the checks at the end heed. */
type ForChecks = Pick<DeployOptions, 'ingress' | 'inCluster'> & { readonly caFile?: string };

/** Why options cannot be used together; nothing where they can. */
export function misuseOf(
  options: Pick<DeployOptions, 'dryRun' | 'exitCode' | 'verify'> & ForChecks,
): string | undefined {
  const { dryRun, exitCode, verify, ingress, inCluster, caFile } = options;
  const rules: [wrong: boolean, message: string][] = [
    [exitCode && !dryRun, '--exit-code needs --dry-run'],
    [!verify && ingress !== undefined, '--ingress is for the checks, which --no-verify leaves out'],
    [!verify && inCluster, '--in-cluster is for the checks, which --no-verify leaves out'],
    [!verify && caFile !== undefined, '--ca-file is for the checks, which --no-verify leaves out'],
    [inCluster && ingress !== undefined, '--in-cluster goes past the ingress, so not with --ingress'],
    [inCluster && caFile !== undefined, '--in-cluster needs no certificate authority named, so not with --ca-file'],
  ];
  return rules.find(([wrong]) => wrong)?.[1];
}
