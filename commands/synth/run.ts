import type { App } from 'cdk8s';
import { io } from '../../cli/io';
import { explain, print } from '../../cli/output';
import type { Config } from '../../config/schema';
import { summary } from './summary';
import { distFolder, synthesize } from './synthesize';

/**
 * The output folder in `cdk8s.yaml`. The cdk8s CLI empties its output folder before the app reads the config. A separate
 * folder keeps `dist/` unchanged until every manifest is ready.
 */
const CLI_STAGING = '.cache/synth';

/**
 * The work of `cdk8s synth`: writes the manifests of an app to `dist/`, or to the output folder of the CLI. After an
 * error, the exit code is not 0 and the folder is unchanged.
 */
export function run(load: () => Config, build: (config: Config) => App): void {
  const outdir = io().env.CDK8S_OUTDIR || distFolder();
  const folders = outdir === CLI_STAGING ? [CLI_STAGING, distFolder()] : [outdir];
  try {
    const config = load();
    const files = synthesize(() => build(config), folders);
    print(summary(folders.at(-1)!, files, config));
  } catch (error) {
    process.exitCode = explain(error);
  }
}
