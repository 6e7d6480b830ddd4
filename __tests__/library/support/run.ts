import { execFile } from 'node:child_process';

/** Runs a program to its end and returns what it printed. A failure says what was run, and all that it printed. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = { cwd, env: { ...environment(), ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error) {
        reject(new Error([`${program} ${args.join(' ')} failed in ${cwd}`, error.message, stdout, stderr].join('\n')));
      } else {
        resolve(stdout + stderr);
      }
    });
  });
}

/** Our own environment, without what an `npm run` above us says about this repository. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|config_local_prefix|config_workspace)|NODE_OPTIONS$|CDK8S_OUTDIR$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1' };
}
