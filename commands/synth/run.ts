import type { App } from 'cdk8s';
import { render, write } from '../../stack/manifests';
import { summary } from './summary';

/** The folder of the manifests, where nobody names another. */
export const DIST = 'dist';

/**
 * The output folder that `cdk8s.yaml` names. The CLI empties its output folder before the app has even read its config,
 * so it gets one of its own, and `dist/` is only replaced once every manifest is made.
 */
const CLI_STAGING = '.cache/synth';

/**
 * What `cdk8s synth` runs: synthesizes the app into `dist/`, or into the folder that the CLI was told to use (`CDK8S_OUTDIR`).
 * Where something is wrong, it says what (with a stack trace where `DEBUG` is set), sets exit code 1 and leaves the
 * folder as it was.
 */
export function run(build: () => App): void {
  try {
    const outdir = process.env.CDK8S_OUTDIR ?? DIST;
    const files = render(build());
    const folders = outdir === CLI_STAGING ? [CLI_STAGING, DIST] : [outdir];
    folders.forEach(folder => write(files, folder));
    console.log(summary(folders.at(-1)!, files));
  } catch (error) {
    process.exitCode = 1;
    const { message, stack } = error as Error;
    console.error(process.env.DEBUG ? stack : message);
  }
}
