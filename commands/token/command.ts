import { type Command, Option } from 'commander';
import { exitWith } from '../../cli/io';
import { conclude, type Manners, withManners } from '../../cli/command';
import { commandLine } from '../../cli/invocation';
import { printError, printRaw } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { collectionAccess, duration, revocation } from './arguments';
import { type Claims, claimsOf, type CollectionAccess, type Revocation } from './claims';
import { signedToken } from './token';

interface CommandLine extends Manners {
  readonly collection: readonly CollectionAccess[];
  /** Seconds. */
  readonly expires: number;
  readonly revocable?: Revocation;
  readonly context?: string;
}

const HELP = `
Reads config.yaml, or the file that QDRANT_CONFIG names. Signs with the API key in QDRANT_API_KEY, or else with that of the
cluster's Secret. Asks no Qdrant. Standard output gets the token and nothing else: it is a secret, so keep it out of logs.

A token cannot be taken back before it expires, but in two ways. One that is made with --revocable is taken only while a point is
there: delete the point, and Qdrant refuses the token. And a new API key ends all tokens of the old one:
${commandLine('hook', '--rotate', 'api-key')}, then the same with --finish.

Exit codes: 0 printed, 1 error, 2 wrong use.`;

/** The command that makes a token for some collections and some time. */
export function define(command: Command): void {
  command
    .requiredOption(
      '--collection <name:access>',
      'collection, and r to read, prw to write its points too, rw to manage it too; may be repeated',
      collectionAccess,
    )
    .addOption(
      new Option('--expires <time>', 'how long it is good: 90m, 24h, 30d')
        .argParser(duration)
        .default(duration('24h'), '24h'),
    )
    .option('--revocable <collection:field=value>', 'good only while a point with this value is there', revocation)
    .option('--context <name>', 'context of the kubeconfig (default: the current one)');
  withManners(command)
    .addHelpText('after', HELP)
    .action(async (line: CommandLine) => {
      exitWith(await run(line));
    });
}

async function run(line: CommandLine): Promise<number> {
  const { collection, expires, revocable, context, output, quiet } = line;
  let made: { readonly token: string; readonly claims: Claims } | undefined;
  const make = async () => {
    const claims = claimsOf(collection, expires, revocable, Date.now());
    made = { token: await signedToken(loadConfig(), context, claims), claims };
    if (output === 'text') {
      await printRaw(`${made.token}\n`);
    }
    if (output === 'text' && !quiet) {
      explanation(claims).forEach(printError);
    }
  };
  // The token is all that goes to standard output.
  return conclude({ ...line, quiet: true }, make, { text: () => '', fields: () => ({ ...made }) });
}

/** What the token is good for, and how it ends. */
function explanation({ access, exp, value_exists: exists }: Claims): string[] {
  const opened = access.map(({ collection, access: how }) => `${collection} (${how})`).join(', ');
  const [match] = exists?.matches ?? [];
  return [
    `Opens ${opened} until ${new Date(exp * 1000).toISOString()}.`,
    match
      ? `Ends before that when collection ${exists!.collection} holds no point any more whose ${match.key} is ${match.value}.`
      : `Ends before that only with the API key: ${commandLine('hook', '--rotate', 'api-key')}, then --finish.`,
  ];
}
