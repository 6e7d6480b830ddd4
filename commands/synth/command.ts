import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { buildApp } from '../../app';
import { Failure } from '../../cli/failure';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { loadConfig } from '../../config/load';
import { TOOL } from '../../config/names';
import { EXTENSION, type ManifestFile, render, write } from '../../stack/manifests';
import { READS_CONFIG } from '../options';
import { DIST } from './run';
import { outline, summary } from './summary';

interface SynthLine extends CommonOptions {
  readonly outdir: string;
}

const HELP = `
${READS_CONFIG} Connects to no server. Removes manifests of this tool that the config no longer creates from
the folder, and keeps other files.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** The label of every object of this tool. */
const OURS = new RegExp(`^ +app\\.kubernetes\\.io/part-of: ${TOOL}$`, 'm');

/** The command that writes the manifests. */
export function define(command: Command): void {
  const outdir = new Option('-o, --outdir <folder>', 'folder of the manifests')
    .env('CDK8S_OUTDIR') // The cdk8s CLI sets it for every app.
    .argParser(withoutSlash)
    .default(DIST);
  command.addOption(outdir);
  defineCommand<SynthLine>(command, {
    help: HELP,
    run: line => {
      let files: ManifestFile[] = [];
      const { outdir: folder } = line;
      return execute(line, {
        interrupted: 'Some manifests may be new, and the others are unchanged: run the command again.',
        work: async () => {
          const rendered = render(buildApp(loadConfig()));
          writeSafely(rendered, folder);
          files = rendered;
        },
        text: () => summary(folder, files),
        fields: () => ({ folder, ...outline(files) }),
      });
    },
  });
}

function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, '');
}

function writeSafely(files: readonly ManifestFile[], folder: string): void {
  try {
    refuseOthers(folder);
    write(files, folder);
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    throw new Failure(
      `Could not write the manifests into ${folder}: ${(error as Error).message}`,
      'name a writable folder with --outdir',
      { cause: error },
    );
  }
}

/** Other cdk8s apps name their manifests in the same way, and this command would replace those. */
function refuseOthers(folder: string): void {
  const manifests = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(EXTENSION)) : [];
  const others = manifests.filter(name => !OURS.test(readFileSync(join(folder, name), 'utf8')));
  if (others.length > 0) {
    throw new Failure(
      `${folder} has manifests that are not of ${TOOL}, and the command would replace them: ${others.join(', ')}`,
      'name another folder with --outdir, or move these manifests',
    );
  }
}
