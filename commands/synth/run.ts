import type { App } from 'cdk8s';
import { explain } from '../../cli/output';
import { render, write } from '../../stack/manifests';
import { summary } from './summary';

/** The default folder of the manifests. */
export const DIST = 'dist';

/**
 * The output folder in `cdk8s.yaml`. The CLI empties its output folder before the app reads its config, so it has a folder of
 * its own. The app replaces `dist/` after it has created every manifest.
 */
const CLI_STAGING = '.cache/synth';

/**
 * The entry of `cdk8s synth`: writes the manifests into `dist/`, or into the folder in `CDK8S_OUTDIR`. After an error, the exit
 * code is 1 and the folder is unchanged.
 */
export function run(build: () => App): void {
  try {
    const outdir = process.env.CDK8S_OUTDIR ?? DIST;
    const files = render(build());
    const folders = outdir === CLI_STAGING ? [CLI_STAGING, DIST] : [outdir];
    folders.forEach(folder => write(files, folder));
    console.log(summary(folders.at(-1)!, files));
  } catch (error) {
    process.exitCode = explain(error);
  }
}
