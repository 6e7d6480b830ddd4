import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../cli/failure';
import type { Change } from '../../reconcile/changes';
import type { Step } from '../../reconcile/step';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { Container } from '../../clients/kubernetes/objects';
import type { ShellFiles } from './shell-files';

const HOME = '/home/thinkube';

/** Runs in the container, with any POSIX shell. */
export const SCRIPT = readFileSync(join(__dirname, 'home.sh'), 'utf8');

/** The declared content of a home. */
interface Wanted {
  readonly files: ShellFiles;
  /** A summary of the files. */
  readonly summary: string;
}

/** The two files in a home directory, and a line in the startup file of each shell that reads them. */
export function homeStep(cluster: Cluster, container: Container, { files, summary }: Wanted): Step {
  const run = async (mode: 'read' | 'write'): Promise<Change[]> => {
    const command = ['sh', '-c', SCRIPT, 'sh', mode, HOME];
    const { code, stdout, stderr } = await cluster.execute(container, command, scriptInput(files));
    if (code !== 0) {
      throw new Failure(
        `Could not ${mode === 'read' ? 'read' : 'write to'} ${HOME} in pod ${container.namespace}/${container.pod}: ${stderr.trim() || `sh ended with exit code ${code}`}`,
        `fix the cause that the message names; the user of container ${container.name} must own ${HOME}`,
      );
    }
    return changesOf(stdout, summary);
  };
  return {
    name: 'home',
    title: `${HOME} in pod ${container.namespace}/${container.pod}`,
    plan: async () => ({
      action: 'update',
      changes: await run('read'),
      apply: async () => {
        await run('write');
      },
    }),
  };
}

/** The input of the script. Values never go into arguments, which other users can see. */
export function scriptInput({ sh, fish }: ShellFiles): string {
  const lines = (text: string) => text.replace(/\n$/, '').split('\n');
  return [sh, fish].flatMap(text => [...lines(text).map(line => `-${line}\n`), '.\n']).join('');
}

/** The changes that the script reports. */
export function changesOf(stdout: string, summary: string): Change[] {
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [what, field] = line.split(' ') as ['create' | 'update' | 'append', string];
      const isFish = field.endsWith('.fish');
      const loader = `a line that reads ~/.config/thinkube/service-env-cs.${isFish ? 'fish' : 'sh'}`;
      return {
        field,
        ...(what === 'update' && { from: 'something else' }),
        to: what === 'append' ? loader : summary,
      };
    });
}
