import { type Command, Option } from 'commander';
import { buildApp } from '../../app';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { configNotes } from '../../config/notes';
import { loadConfig } from '../../config/load';
import type { Config } from '../../config/schema';
import { READS_CONFIG, withNamespace } from '../options';
import type { ManifestFile } from '../../stack/manifests';
import { outline, summary } from './summary';
import { distFolder, synthesize } from './synthesize';

interface SynthLine extends CommonOptions {
  readonly outdir: string;
  readonly kustomization: boolean;
}

const HELP = `
${READS_CONFIG} Connects to no server. Removes manifests of an earlier run that the
config no longer has. Other files in the folder do not change.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** Defines the command that writes the manifests. */
export function define(command: Command): void {
  const outdir = new Option('-o, --outdir <folder>', 'folder of the manifests')
    .env('CDK8S_OUTDIR') // the output folder of every cdk8s app
    .argParser(withoutSlash)
    .default(distFolder());
  withNamespace(command.addOption(outdir)).option(
    '--kustomization',
    'also write a kustomization.yaml, for kubectl apply -k, Argo CD and Flux; later runs keep it current',
    false,
  );
  defineCommand<SynthLine>(command, {
    help: HELP,
    examples: [
      ['Write the manifests'],
      ['Write them to another folder, and print the result as JSON', '--outdir', 'manifests', '--output', 'json'],
    ],
    run: line => {
      let files: ManifestFile[] = [];
      let config: Config | undefined;
      const { outdir: folder } = line;
      return execute(line, {
        interrupted: 'Some manifests can be new. Run the command again.',
        work: async () => {
          const loaded = (config = loadConfig());
          files = synthesize(() => buildApp(loaded), [folder], line.kustomization);
        },
        text: () => summary(folder, files, config!),
        fields: () => ({ folder, ...outline(files), notes: config ? configNotes(config) : [] }),
      });
    },
  });
}

function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, '');
}
