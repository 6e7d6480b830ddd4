import { stackNames } from '../names';
import { type CrossFieldRule } from '../rule';
import { type Config } from '../schema';

/** The Secret of a key must not be a Secret that the stack uses for something else: the hook would overwrite it. */
function isSeparate(key: string, example: string, nameIn: (config: Config) => string | undefined): CrossFieldRule {
  const path = key.split('.');
  return {
    keys: [path, ['apiKeys', 'enabled'], ['apiKeys', 'secretName'], ['valkey', 'password']],
    check: config => {
      const { apiKeys, credentials, tlsSecret, valkeyPassword } = stackNames(config);
      const keys = key === 'apiKeys.secretName' ? undefined : apiKeys;
      const others = [credentials.secretName, tlsSecret, keys?.secretName, valkeyPassword?.secretName];
      const name = nameIn(config);
      return name !== undefined && others.includes(name)
        ? {
            path,
            problem: 'the stack uses the Secret of that name for something else',
            allowed: `a name other than ${others.filter(each => each !== undefined).join(', ')}`,
            fix: `for example, write ${example}`,
          }
        : undefined;
    },
  };
}

export const SECRET_RULES: readonly CrossFieldRule[] = [
  isSeparate('apiKeys.secretName', 'qdrant-api-keys', config => stackNames(config).apiKeys?.secretName),
  isSeparate('qdrant.tls.secretName', 'qdrant-internal-tls', ({ qdrant }) => qdrant.tls?.secretName),
  isSeparate('valkey.tls.secretName', 'valkey-tls', ({ valkey }) => valkey.tls?.secretName),
  isSeparate(
    'scheduledBackup.s3.secretName',
    'backup-bucket',
    ({ scheduledBackup }) => scheduledBackup?.s3?.secretName,
  ),
];
