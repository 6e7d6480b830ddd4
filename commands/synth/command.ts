import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { buildApp } from '../../app';
import { exitWith } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { conclude, type Manners, withManners } from '../../cli/command';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { TOOL } from '../../config/names';
import { EXTENSION, type ManifestFile, render, write } from '../../stack/manifests';
import { DIST } from './run';
import { outline, summary } from './summary';

interface CommandLine extends Manners {
  readonly outdir: string;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names, and asks no server. What else is in the folder stays, but for
manifests of this tool that the config no longer makes.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** The label that every object of this tool has. */
const OURS = new RegExp(`^ +app\\.kubernetes\\.io/part-of: ${TOOL}$`, 'm');

/** The command that makes the manifests. */
export function define(command: Command): void {
  const outdir = new Option('-o, --outdir <folder>', 'folder of the manifests')
    .env('CDK8S_OUTDIR') // which tells every cdk8s app where its manifests go
    .argParser(withoutSlash)
    .default(DIST);
  command.addOption(outdir);
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (options: CommandLine) => {
      exitWith(await run(options));
    });
}

async function run({ outdir, ...manners }: CommandLine): Promise<number> {
  stopOnSignals('The manifests are as they were, or some are new: run the command again.');
  let files: ManifestFile[] = [];
  const work = async () => {
    const rendered = render(buildApp(loadConfig()));
    writeSafely(rendered, outdir);
    files = rendered;
  };
  return conclude(manners, work, {
    text: () => summary(outdir, files),
    fields: () => ({ folder: outdir, ...outline(files) }),
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
      'name a folder that may be written to with --outdir',
      { cause: error },
    );
  }
}

/** Other apps name their manifests the same way, and those would be replaced. */
function refuseOthers(folder: string): void {
  const manifests = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(EXTENSION)) : [];
  const others = manifests.filter(name => !OURS.test(readFileSync(join(folder, name), 'utf8')));
  if (others.length > 0) {
    throw new Failure(
      `${folder} has manifests that are not of ${TOOL}, which would be replaced: ${others.join(', ')}`,
      'name another folder with --outdir, or move those away',
    );
  }
}
