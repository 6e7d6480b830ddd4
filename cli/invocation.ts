import { PROGRAM } from './program';

export { PROGRAM };

/** A clone runs TypeScript, by its npm scripts; an installed package has JavaScript only. */
const IS_CLONE = __filename.endsWith('.ts');

/** A command line of this tool, as whoever reads it would type it here: `npm run hook -- --only tls`. */
export function commandLine(command: string, ...args: readonly string[]): string {
  const start = IS_CLONE ? ['npm', 'run', command, ...(args.length > 0 ? ['--'] : [])] : ['npx', PROGRAM, command];
  return [...start, ...args].join(' ');
}
