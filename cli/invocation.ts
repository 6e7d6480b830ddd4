import { io, variablesOfOptions } from './io';
import { PROGRAM } from './program';

export { PROGRAM };

/** The config file of a command line without `QDRANT_CONFIG`. */
export const DEFAULT_CONFIG = 'config.yaml';

/** A clone runs TypeScript through npm scripts. An installed package has JavaScript only. */
export const IS_CLONE = __filename.endsWith('.ts');

/**
 * A command line of this tool for people to copy: `npm run hook -- --only tls`. It reads the config of the current run, and uses
 * the same cluster and namespace.
 */
export function commandLine(command: string, ...args: readonly string[]): string {
  const config = io().env.QDRANT_CONFIG || DEFAULT_CONFIG;
  const start = IS_CLONE ? ['npm', 'run', command, ...(args.length > 0 ? ['--'] : [])] : ['npx', PROGRAM, command];
  const variables = { ...(config === DEFAULT_CONFIG ? {} : { QDRANT_CONFIG: config }), ...variablesOfOptions() };
  return [...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`), ...start, ...args].join(' ');
}

/** A word of a shell's command line. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
