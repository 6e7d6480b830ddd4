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

/** The command that ends every token of the current API key. */
const rotation = () => `${commandLine('hook', '--rotate', 'api-key')}, then the same with --finish`;

/** The command that creates a token for some collections and some time. */
export function define(command: Command): void {
  command
    .requiredOption(
      '--collection <name:access>',
      'collection, and r to read, prw to also write its points, rw to also manage it; may be repeated',
      collectionAccess,
    )
    .addOption(
      new Option('--expires <time>', 'how long the token is valid: 90m, 24h, 30d')
        .argParser(duration)
        .default(duration('24h'), '24h'),
    )
    .option('--revocable <collection:field=value>', 'valid only while a point with this value exists', revocation);
  withContext(command);
  defineCommand<TokenLine>(command, {
    help: `
${READS_CONFIG} Signs with the API key in QDRANT_API_KEY, or with the key of the Secret. Sends no request to Qdrant.
Standard output gets only the token. The token is a secret: keep it out of logs.

Two ways end a token before it expires. A token with --revocable is valid only while its point exists: delete the point. A new
API key ends all tokens of the previous one: ${rotation()}.

Exit codes: 0 printed, 1 error, 2 wrong use.`,
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

/** The collections of the token, and how it ends. */
function explanation({ access, exp, value_exists: exists }: Claims): string[] {
  const opened = access.map(({ collection, access: how }) => `${collection} (${how})`).join(', ');
  const [match] = exists?.matches ?? [];
  return [
    `Opens ${opened} until ${new Date(exp * 1000).toISOString()}.`,
    match
      ? `Ends earlier when no point of collection ${exists!.collection} has ${match.key} ${match.value}.`
      : `Ends earlier only with the API key: ${rotation()}.`,
  ];
}
