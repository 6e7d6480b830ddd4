import { stackNames } from '../../names';
import { CrossFieldRule } from '../rule';

const SECRET = ['qdrant', 'tls', 'secretName'];

/** The hook writes those that the stack has for something else, and none of them has an authority. */
const secretIsItsOwn: CrossFieldRule = {
  involved: [SECRET, ['apiKeys', 'enabled'], ['apiKeys', 'secretName'], ['valkey', 'password']],
  judge: config => {
    const { qdrantTls, apiKeys, credentials, tlsSecret, valkeyPassword } = stackNames(config);
    const others = [credentials.secretName, tlsSecret, apiKeys?.secretName, valkeyPassword?.secretName];
    return qdrantTls && others.includes(qdrantTls.secretName)
      ? {
          path: SECRET,
          value: qdrantTls.secretName,
          problem: 'the stack has a Secret of that name for something else',
          allowed: `another name than ${others.filter(name => name !== undefined).join(', ')}`,
          fix: 'write for example qdrant-internal-tls',
        }
      : undefined;
  },
};

export const QDRANT_TLS_RULES: readonly CrossFieldRule[] = [secretIsItsOwn];
