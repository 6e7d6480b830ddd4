import { stackNames } from '../names';
import { type Config } from '../schema';
import { type CrossFieldRule } from '../rule';

/** A Secret that a key names, and that the stack must not have for something else: the hook would write into it. */
function isItsOwn(key: string, example: string, nameIn: (config: Config) => string | undefined): CrossFieldRule {
  const path = key.split('.');
  return {
    involved: [path, ['apiKeys', 'enabled'], ['apiKeys', 'secretName'], ['valkey', 'password']],
    judge: config => {
      const { apiKeys, credentials, tlsSecret, valkeyPassword } = stackNames(config);
      const keys = key === 'apiKeys.secretName' ? undefined : apiKeys;
      const others = [credentials.secretName, tlsSecret, keys?.secretName, valkeyPassword?.secretName];
      const name = nameIn(config);
      return name !== undefined && others.includes(name)
        ? {
            path,
            problem: 'the stack has a Secret of that name for something else',
            allowed: `another name than ${others.filter(each => each !== undefined).join(', ')}`,
            fix: `write for example ${example}`,
          }
        : undefined;
    },
  };
}

export const SECRET_RULES: readonly CrossFieldRule[] = [
  isItsOwn('apiKeys.secretName', 'qdrant-api-keys', config => stackNames(config).apiKeys?.secretName),
  isItsOwn('qdrant.tls.secretName', 'qdrant-internal-tls', ({ qdrant }) => qdrant.tls?.secretName),
  isItsOwn('valkey.tls.secretName', 'valkey-tls', ({ valkey }) => valkey.tls?.secretName),
  isItsOwn('scheduledBackup.s3.secretName', 'backup-bucket', ({ scheduledBackup }) => scheduledBackup?.s3?.secretName),
];
