import { parseConfig } from '../../config/load';

test.each([
  [
    'the API keys would stand with the password of the session store',
    '{ apiKeys: { enabled: true, secretName: ephemeral-valkey }, valkey: { password: true } }',
    `config.yaml:1:29 apiKeys.secretName: the stack uses the Secret of that name for something else.
    Allowed: a name other than oauth2-proxy, qdrant-tls-secret, ephemeral-valkey.
    Fix: for example, write qdrant-api-keys.`,
  ],
  [
    'the certificate of the session store would stand with the API keys',
    '{ valkey: { tls: { secretName: qdrant-api-keys } }, apiKeys: { enabled: true } }',
    `config.yaml:1:20 valkey.tls.secretName: the stack uses the Secret of that name for something else.
    Allowed: a name other than oauth2-proxy, qdrant-tls-secret, qdrant-api-keys.
    Fix: for example, write valkey-tls.`,
  ],
  [
    'the certificate of the session store has a name that no Secret has',
    '{ valkey: { tls: { secretName: Valkey_TLS } } }',
    `config.yaml:1:20 valkey.tls.secretName is "***": the value has upper-case letters.
    Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.
    Fix: for example, write valkey-tls.`,
  ],
  [
    'the keys of the bucket would stand with the credentials of the login',
    'scheduledBackup: { s3: { bucket: backups, secretName: oauth2-proxy } }',
    `config.yaml:1:43 scheduledBackup.s3.secretName: the stack uses the Secret of that name for something else.
    Allowed: a name other than oauth2-proxy, qdrant-tls-secret.
    Fix: for example, write backup-bucket.`,
  ],
  [
    'backups would go to the volume of a node',
    'scheduledBackup: { volume: { claimName: qdrant-storage-qdrant-0 } }',
    `config.yaml:1:30 scheduledBackup.volume.claimName is "qdrant-storage-qdrant-0": a Qdrant node uses this volume.
    Allowed: a PersistentVolumeClaim for backups only.
    Fix: for example, create the claim backups, and write backups.`,
  ],
  [
    'Keycloak has the host of the dashboard',
    'keycloakUrl: https://qdrant-dashboard.example.com/auth',
    `config.yaml:1:1 keycloakUrl is "https://qdrant-dashboard.example.com/auth": dashboardHostname has the same host.
    Allowed: the host of Keycloak.
    Fix: for example, write https://auth.example.com.`,
  ],
  [
    'the dashboard has the default host of Keycloak',
    'dashboardHostname: auth.example.com',
    `config.yaml:1:1 dashboardHostname is "auth.example.com": Keycloak has this host, by the default of keycloakUrl.
    Allowed: a host other than that of Keycloak.
    Fix: for example, write qdrant-dashboard.example.com; or set keycloakUrl, if Keycloak has another host.`,
  ],
])('fails if %s', (_name, text, message) => {
  const headline = 'config.yaml: 1 problem found, nothing was changed.\n\n  ';
  expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
});

test('Keycloak may have another port of the same host', () => {
  const keycloakUrl = 'https://qdrant.example.com:8443';
  expect(parseConfig(`keycloakUrl: ${keycloakUrl}`, 'config.yaml')).toMatchObject({ keycloakUrl });
});

test.each([
  ['oauth2-proxy', 'the secrets of oauth2-proxy', ''],
  ['qdrant-api-keys', 'apiKeys.secretName', 'apiKeys: { enabled: true }'],
  ['qdrant-tls-secret', 'the public certificate', ''],
  ['own-tls', 'tlsSecretName', 'tlsSecretName: own-tls'],
  ['ephemeral-valkey', 'valkey.password', 'valkey: { password: true }'],
  ['session-tls', 'valkey.tls.secretName', 'valkey: { tls: { secretName: session-tls } }'],
  ['node-tls', 'qdrant.tls.secretName', 'qdrant: { tls: { secretName: node-tls } }'],
  ['bucket', 'scheduledBackup.s3.secretName', 'scheduledBackup: { s3: { bucket: backups, secretName: bucket } }'],
  ['pull', 'imagePullSecrets', 'imagePullSecrets: [pull]'],
])('fails if the account of reconcile has the Secret %s of %s', (name, use, more) => {
  expect(() => parseConfig(`reconcile: { keycloakSecretName: ${name} }\n${more}`, 'config.yaml')).toThrow(`
  config.yaml:1:14 reconcile.keycloakSecretName: the Secret ${name} is that of ${use}, and hook --create-account would overwrite its client-id and client-secret.
    Allowed: the name of a Secret for this account alone.
    Fix: for example, write qdrant-reconcile, or rename the other Secret.`);
});

test('another Secret of the stack cannot have the default name of the account either', () => {
  const text = 'reconcile: {}\napiKeys: { enabled: true, secretName: qdrant-reconcile }';
  expect(() => parseConfig(text, 'config.yaml')).toThrow('the Secret qdrant-reconcile is that of apiKeys.secretName');
});

test('without reconcile, no account needs a Secret', () => {
  const text = 'apiKeys: { enabled: true, secretName: qdrant-reconcile }';
  expect(parseConfig(text, 'config.yaml').apiKeys.secretName).toBe('qdrant-reconcile');
});
