import { type Command, Option } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { commandLine } from '../../cli/invocation';
import { printError, printRaw } from '../../cli/output';
import { loadConfig } from '../../config/load';
import { READS_CONFIG, withContext } from '../options';
import { collectionAccess, duration, revocation } from './arguments';
import { type Claims, claimsOf, type CollectionAccess, type Revocation } from './claims';
import { signedToken } from './token';

interface TokenLine extends CommonOptions {
  readonly collection: readonly CollectionAccess[];
  /** Seconds. */
  readonly expires: number;
  readonly revocable?: Revocation;
  readonly context?: string;
}

const help = () => `
${READS_CONFIG} Signs with the API key in QDRANT_API_KEY, or with the API key in the Secret of the
cluster. Does not connect to Qdrant. Prints only the token on standard output. The token is a secret, so keep it out of logs.

There are two ways to revoke a token before it expires. With --revocable, Qdrant accepts the token only while a point exists:
delete the point to revoke the token. Without --revocable, rotate the API key, which revokes all its tokens:
${commandLine('hook', '--rotate', 'api-key')}, then the same command with --finish.

Exit codes: 0 printed, 1 error, 2 wrong use.`;

/** Defines the command that creates a token for some collections and a limited time. */
export function define(command: Command): void {
  command
    .requiredOption(
      '--collection <name:access>',
      'collection with access r (read), prw (also write points) or rw (also manage); can be repeated',
      collectionAccess,
    )
    .addOption(
      new Option('--expires <time>', 'lifetime of the token, such as 90m, 24h or 30d')
        .argParser(duration)
        .default(duration('24h'), '24h'),
    )
    .option(
      '--revocable <collection:field=value>',
      'let Qdrant accept the token only while a point with this value exists',
      revocation,
    );
  withContext(command);
  defineCommand<TokenLine>(command, {
    help: help(),
    examples: [
      ['Create a token that reads one collection for a week', '--collection', 'articles:r', '--expires', '7d'],
    ],
    run: line => {
      const { collection, expires, revocable, context, output, quiet } = line;
      let created: { readonly token: string; readonly claims: Claims } | undefined;
      return execute(line, {
        work: async () => {
          const claims = claimsOf(collection, expires, revocable, Date.now());
          created = { token: await signedToken(loadConfig(), context, claims), claims };
          if (output === 'text') {
            await printRaw(`${created.token}\n`);
          }
          if (output === 'text' && !quiet) {
            explanation(claims).forEach(printError);
          }
        },
        fields: () => ({ ...created }),
      });
    },
  });
}

/** The access of the token, and its end. */
function explanation({ access, exp, value_exists: exists }: Claims): string[] {
  const collections = access.map(({ collection, access: how }) => `${collection} (${how})`).join(', ');
  const [match] = exists?.matches ?? [];
  return [
    `The token has access to ${collections} until ${new Date(exp * 1000).toISOString()}.`,
    match
      ? `To revoke the token, delete the point with ${match.key} ${match.value} from collection ${exists!.collection}.`
      : `To revoke the token, rotate the API key: ${commandLine('hook', '--rotate', 'api-key')}, then the same command with --finish.`,
  ];
}
