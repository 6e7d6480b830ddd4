import { io } from '../cli/io';
import { Failure } from '../cli/failure';
import { remember } from '../cli/secrets';
import type { Config } from '../config/schema';
import { stackNames } from '../config/names';
import type { Cluster } from '../clients/kubernetes/cluster';

/** The keys of Qdrant, as far as this command may know them. */
export interface KnownKeys {
  readonly apiKey?: string;
  /** Where it comes from, for messages: `QDRANT_API_KEY`, or the Secret and its key. */
  readonly source: string;
  readonly readOnlyApiKey?: string;
}

/** @param cluster Asked for the Secret where the config has keys; absent where it must not be asked. */
export async function knownKeys(
  cluster: (() => Promise<Pick<Cluster, 'secret'>>) | undefined,
  config: Config,
): Promise<KnownKeys> {
  // One that is empty is none.
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
  const readOnlyApiKey = valueOf(apiKeys.readOnlyApiKey);
  return given
    ? { apiKey: given, source, readOnlyApiKey }
    : {
        apiKey: valueOf(apiKeys.apiKey),
        source: `${apiKeys.apiKey} of Secret ${config.namespace}/${apiKeys.secretName}`,
        readOnlyApiKey,
      };
}

/** The key with which a command that has the cluster at hand asks Qdrant; nothing where there is none. */
export async function apiKeyOf(cluster: Pick<Cluster, 'secret'>, config: Config): Promise<string | undefined> {
  return (await knownKeys(io().env.QDRANT_API_KEY ? undefined : async () => cluster, config)).apiKey;
}

/** Whoever has a key given need not be able to read the Secret. */
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
