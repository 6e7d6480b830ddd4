import { type Command, Option } from 'commander';
import { buildApp } from '../../app';
import { conclude, type Manners, withManners } from '../../cli/command';
import { exitWith } from '../../cli/io';
import { stopOnSignals } from '../../cli/output';
import { loadConfig } from '../../config/load';
import type { ManifestFile } from '../../stack/manifests';
import { outline, summary } from './summary';
import { DIST, synthesize } from './synthesize';

interface CommandLine extends Manners {
  readonly outdir: string;
}

const HELP = `
Reads config.yaml, or the file in QDRANT_CONFIG, and connects to no server. Removes manifests of an earlier run that the
config no longer has. Other files in the folder do not change.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** Defines the command that writes the manifests. */
export function define(command: Command): void {
  const outdir = new Option('-o, --outdir <folder>', 'folder of the manifests')
    .env('CDK8S_OUTDIR') // the output folder of every cdk8s app
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
  stopOnSignals('Some manifests can be new. Run the command again.');
  let files: ManifestFile[] = [];
  const work = async () => {
    files = synthesize(() => buildApp(loadConfig()), outdir);
  };
  return conclude(manners, work, {
    text: () => summary(outdir, files),
    fields: () => ({ folder: outdir, ...outline(files) }),
  });
}

function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, '');
}
