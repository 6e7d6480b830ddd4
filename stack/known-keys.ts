import { io } from '../cli/io';
import { Failure } from '../cli/failure';
import { remember } from '../cli/secrets';
import type { Config } from '../config/schema';
import { stackNames } from '../config/names';
import type { Cluster } from '../clients/kubernetes/cluster';

/** The keys of Qdrant that a command knows. */
export interface KnownKeys {
  readonly apiKey?: string;
  /** The source of the key in messages: `QDRANT_API_KEY`, or the Secret and its key. */
  readonly source: string;
  readonly readOnlyApiKey?: string;
}

/** @param cluster The source of the Secret. Without it, only the environment counts. */
export async function knownKeys(
  cluster: (() => Promise<Pick<Cluster, 'secret'>>) | undefined,
  config: Config,
): Promise<KnownKeys> {
  // An empty key is no key.
  const given = io().env.QDRANT_API_KEY || undefined;
  const { apiKeys } = stackNames(config);
  const source = 'QDRANT_API_KEY';
  if (!apiKeys || !cluster) {
    return { apiKey: given, source };
  }
  const data = await secretData(cluster, config.namespace, apiKeys.secretName, given !== undefined);
  const valueOf = (key: string) => {
    const value = Buffer.from(data[key] ?? '', 'base64').toString();
    return value === '' ? undefined : remember(value);
  };
  const readOnlyApiKey = apiKeys.readOnlyApiKey === undefined ? undefined : valueOf(apiKeys.readOnlyApiKey);
  return given
    ? { apiKey: given, source, readOnlyApiKey }
    : {
        apiKey: valueOf(apiKeys.apiKey),
        source: `${apiKeys.apiKey} of Secret ${config.namespace}/${apiKeys.secretName}`,
        readOnlyApiKey,
      };
}

/** The API key for a command with a connection to the cluster. */
export async function apiKeyOf(cluster: Pick<Cluster, 'secret'>, config: Config): Promise<string | undefined> {
  return (await knownKeys(io().env.QDRANT_API_KEY ? undefined : async () => cluster, config)).apiKey;
}

/** A user with QDRANT_API_KEY needs no right to read the Secret. */
async function secretData(
  cluster: () => Promise<Pick<Cluster, 'secret'>>,
  namespace: string,
  name: string,
  isGiven: boolean,
): Promise<Readonly<Record<string, string>>> {
  try {
    return (await (await cluster()).secret(namespace, name))?.data ?? {};
  } catch (error) {
    if (isGiven && error instanceof Failure) {
      return {};
    }
    throw error;
  }
}
