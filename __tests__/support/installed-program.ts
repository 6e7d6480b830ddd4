import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, type Result } from '../e2e/support/execute';
import { pack, REPOSITORY } from '../library/support/apps';
import { run } from '../library/support/run';

/** The program as a release would have it, installed where a reader of the README begins: into an empty folder. */
export class InstalledProgram {
  private constructor(
    /** Where it is run. */
    readonly folder: string,
    /** What the package holds, by its paths in it. */
    readonly files: readonly string[],
    /** What `npm install` printed. */
    readonly npmSaid: string,
  ) {}

  /** @param parent An existing folder, for the package and for the folder that is empty at first. */
  static async in(parent: string): Promise<InstalledProgram> {
    const program = await pack(join(parent, 'program'), REPOSITORY);
    const files = (await run('tar', ['-tzf', program], parent)).trim().split('\n');
    const folder = join(parent, 'empty');
    mkdirSync(folder);
    const options = ['--prefer-offline', '--no-audit', '--no-fund'];
    const npmSaid = await run('npm', ['install', ...options, program], folder);
    return new InstalledProgram(
      folder,
      files.map(file => file.replace(/^package\//, '')),
      npmSaid,
    );
  }

  /** Runs `npx qdrant-stack` in the folder. */
  run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Result> {
    return execute('npx', ['--offline', 'qdrant-stack', ...args], { cwd: this.folder, env });
  }

  /** The text of a file of the package. */
  textOf(file: string): string {
    return readFileSync(join(this.folder, 'node_modules', 'qdrant-stack', file), 'utf8');
  }
}
