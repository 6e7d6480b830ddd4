import { join } from 'node:path';
import { execute, type Result } from './execute';

/** Which cluster `Kubectl` speaks to. */
export interface KubectlOptions {
  readonly binary: string;
  readonly kubeconfig: string;
  /** @default - the kubeconfig's current context */
  readonly context?: string;
  /** Where kubectl keeps its cache. */
  readonly folder: string;
}

/** Nothing of the person who runs the checks. */
const OWN = { KUBECONFIG: '', KUBECTL_EXTERNAL_DIFF: '' };

/** Runs kubectl against one cluster, whatever the environment of the person who runs the checks says. */
export class Kubectl {
  constructor(private readonly options: KubectlOptions) {}

  /** Runs `kubectl ARGS` and returns what came of it. */
  async run(args: readonly string[], stdin = ''): Promise<Result> {
    const { binary, kubeconfig, context, folder } = this.options;
    const where = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${join(folder, 'kubectl-cache')}`];
    if (context) where.push(`--context=${context}`);
    return execute(binary, [...where, ...args], { env: OWN, stdin });
  }

  /** Runs `kubectl ARGS`; returns stdout, and throws what was printed if it fails. */
  async must(args: readonly string[], stdin = ''): Promise<string> {
    const { stdout, stderr, code } = await this.run(args, stdin);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
    return stdout;
  }

  /** Whether `kubectl ARGS` succeeds. */
  async succeeds(...args: string[]): Promise<boolean> {
    return (await this.run(args)).code === 0;
  }

  /** Runs a line of shell in which `kubectl` means this cluster. */
  async shell(line: string, variables: NodeJS.ProcessEnv = {}): Promise<Result> {
    const { binary, kubeconfig, context, folder } = this.options;
    const flags = [
      `--kubeconfig="$E2E_KUBECONFIG"`,
      `--cache-dir="$E2E_CACHE"`,
      ...(context ? [`--context="$E2E_CONTEXT"`] : []),
    ];
    const script = `set -eu; kubectl() { "$E2E_KUBECTL" ${flags.join(' ')} "$@"; }\n${line}`;
    const own = {
      E2E_KUBECTL: binary,
      E2E_KUBECONFIG: kubeconfig,
      E2E_CONTEXT: context,
      E2E_CACHE: join(folder, 'kubectl-cache'),
    };
    return execute('sh', ['-c', script], { env: { ...OWN, ...variables, ...own } });
  }
}
