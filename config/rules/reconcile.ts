import { CERTIFICATE_KEYS, stackNames } from '../names';
import { type CrossFieldRule } from '../rule';
import { type Config } from '../schema';

const PATH = ['reconcile', 'tlsSchedule'];

const certificateIsCopied: CrossFieldRule = {
  keys: [PATH, ...CERTIFICATE_KEYS.map(key => [key])],
  check: config => {
    const value = config.reconcile?.tlsSchedule;
    const other = CERTIFICATE_KEYS.find(key => config[key] !== undefined);
    return value !== undefined && other !== undefined
      ? {
          path: PATH,
          value,
          problem: `with ${other}, no run copies a certificate`,
          allowed: `absent with ${CERTIFICATE_KEYS.join(', ')}`,
          fix: 'remove the key',
        }
      : undefined;
  },
};

/** The other Secrets of the stack, and what each is for. */
function otherSecrets(config: Config): readonly (readonly [name: string | undefined, use: string])[] {
  const { apiKeys, credentials, tlsSecret, valkeyPassword, qdrantTls } = stackNames(config);
  return [
    [credentials.secretName, 'the secrets of oauth2-proxy'],
    [apiKeys?.secretName, 'apiKeys.secretName'],
    [tlsSecret, config.tlsSecretName === undefined ? 'the public certificate' : 'tlsSecretName'],
    [valkeyPassword?.secretName, 'valkey.password'],
    [qdrantTls?.secretName, 'qdrant.tls.secretName'],
    [config.valkey.tls?.secretName, 'valkey.tls.secretName'],
    [config.scheduledBackup?.s3?.secretName, 'scheduledBackup.s3.secretName'],
    ...config.imagePullSecrets.map(name => [name, 'imagePullSecrets'] as const),
  ];
}

const accountIsSeparate: CrossFieldRule = {
  keys: [
    ['reconcile', 'keycloakSecretName'],
    ['apiKeys', 'enabled'],
    ['apiKeys', 'secretName'],
    ['valkey', 'password'],
    ['valkey', 'tls', 'secretName'],
    ['qdrant', 'tls', 'secretName'],
    ['scheduledBackup', 's3', 'secretName'],
    ['tlsSecretName'],
    ['imagePullSecrets'],
  ],
  check: config => {
    const [name, use] = otherSecrets(config).find(([each]) => each === config.reconcile?.keycloakSecretName) ?? [];
    return config.reconcile && stackNames(config).isKeycloak && name !== undefined
      ? {
          path: ['reconcile', 'keycloakSecretName'],
          problem: `the Secret ${name} is that of ${use}, and hook --create-account would overwrite its client-id and client-secret`,
          allowed: 'the name of a Secret for this account alone',
          fix: 'for example, write qdrant-reconcile, or rename the other Secret',
        }
      : undefined;
  },
};

export const RECONCILE_RULES: readonly CrossFieldRule[] = [certificateIsCopied, accountIsSeparate];
