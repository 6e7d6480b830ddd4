import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { wildcardFor } from './support/authority';
import { api } from './support/api';
import { kubectl } from './support/cluster';
import { execute } from './support/execute';
import { createNamespace, applyAll, list } from './support/objects';
import { REPOSITORY } from './support/repository';
import { CLIENT, OAUTH2_PROXY_SECRET, Stack, TLS_SECRET } from './support/stack';
import { synth } from './support/synth';

const stack = new Stack('secrets');

beforeAll(async () => {
  await stack.create();
  await applyAll(await synth(stack.config));
});
afterAll(() => stack.delete());

const cookieSecret = () => stack.secretValue(OAUTH2_PROXY_SECRET, 'cookie-secret');
const clientSecret = () => stack.secretValue(OAUTH2_PROXY_SECRET, 'client-secret');

/** How often the pods of oauth2-proxy were rolled: each change of their template is a new generation. */
async function generation(): Promise<number> {
  const deployment = await api.get('deployment', 'oauth2-proxy', stack.namespace);
  return deployment.metadata.generation;
}

describe('the cookie secret', () => {
  test.each([
    ['the placeholder of the chart', 'X'.repeat(16), 'it is a placeholder'],
    ['one that is too short', randomBytes(16).toString('base64url'), 'it is 16 bytes long instead of 32'],
    ['one that a person thought of', 'my.very.secret.cookie.secret.abc', 'it is not random'],
  ])('%s is replaced, which is said, and the pods are rolled', async (_, weak, reason) => {
    await stack.putSecret(OAUTH2_PROXY_SECRET, {
      'client-id': 'somebody',
      'client-secret': 'chosen-by-somebody',
      'cookie-secret': weak,
    });
    const before = await generation();

    const planned = await stack.mustHook(['--dry-run']);
    const stdout = await stack.mustHook();

    for (const output of [planned, stdout]) {
      expect(output).toContain(`note: the cookie secret is replaced, because ${reason}; everyone signs in again`);
    }
    expect(planned).toContain(`Pods of Deployment ${stack.namespace}/oauth2-proxy: would be restarted`);
    expect(await cookieSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await clientSecret()).toBe(await stack.clientSecret());
    expect(await generation()).toBe(before + 1);
    expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
    expect(await generation()).toBe(before + 1);
  });

  test('a good one of somebody else is kept, byte for byte', async () => {
    const theirs = `${randomBytes(32).toString('base64url')}=`;
    await stack.putSecret(OAUTH2_PROXY_SECRET, { 'client-id': CLIENT, 'client-secret': '?', 'cookie-secret': theirs });
    const before = await generation();

    await stack.mustHook();

    expect(await cookieSecret()).toBe(theirs);
    expect((await stack.secret(OAUTH2_PROXY_SECRET)).metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'Helm',
    });
    expect(await generation()).toBe(before);
  });
});

describe('the TLS Secret', () => {
  test('follows its source, with --only tls and without Keycloak', async () => {
    await stack.mustHook();
    const renewed = wildcardFor(stack.domain, 60);
    await stack.putCertificate(renewed);

    const stdout = await stack.mustHook(['--only', 'tls'], { env: { ADMIN_PASSWORD: undefined } });

    expect(stdout).toContain(`Secret ${stack.namespace}/${TLS_SECRET}: updated`);
    expect(await stack.secretValue(TLS_SECRET, 'tls.crt')).toBe(renewed.certificate);
    expect(await stack.secretValue(TLS_SECRET, 'tls.key')).toBe(renewed.key);
  });

  test('a certificate that ends soon is mentioned, every time', async () => {
    await stack.putCertificate(wildcardFor(stack.domain, 5.5));

    await stack.mustHook(['--only', 'tls']);

    expect(await stack.mustHook(['--only', 'tls'])).toContain('note: the certificate ends in 5 days, on ');
    await stack.putCertificate(wildcardFor(stack.domain));
  });
});

describe('--rotate', () => {
  beforeEach(() => stack.mustHook());

  test('client-secret: Keycloak makes a new one, the Secret gets it, and no pod is restarted', async () => {
    const before = { secret: await clientSecret(), cookie: await cookieSecret(), generation: await generation() };
    const [pod] = await list('pods', stack.namespace, { labels: 'app=oauth2-proxy' });

    const planned = await stack.mustHook(['--rotate', 'client-secret', '--dry-run']);
    expect(planned).toContain('~ secret: "***" -> "***"');
    expect(planned).toContain('~ data.client-secret: "***" -> "***"');
    expect(await stack.clientSecret()).toBe(before.secret);
    await stack.mustHook(['--rotate', 'client-secret']);

    expect(await clientSecret()).not.toBe(before.secret);
    expect(await clientSecret()).toBe(await stack.clientSecret());
    expect(await cookieSecret()).toBe(before.cookie);
    expect(await generation()).toBe(before.generation);
    const [after] = await list('pods', stack.namespace, { labels: 'app=oauth2-proxy' });
    expect(after!.metadata.uid).toBe(pod!.metadata.uid);
    // What makes the kubelet bring the new file into the pod at once.
    expect(after!.metadata.resourceVersion).not.toBe(pod!.metadata.resourceVersion);
  });

  test('client-secret that failed between Keycloak and the cluster is finished by the next run, not begun anew', async () => {
    const { id } = await stack.client();
    await stack.admin.post(`/realms/${stack.realm}/clients/${id}/client-secret`, {});
    const begun = await stack.clientSecret();
    expect(await clientSecret()).not.toBe(begun);

    const stdout = await stack.mustHook(['--rotate', 'client-secret']);

    expect(stdout).toContain('from an interrupted rotation: this run finishes it');
    expect(await stack.clientSecret()).toBe(begun);
    expect(await clientSecret()).toBe(begun);
  });

  test('cookie-secret: a new one, and the pods are rolled', async () => {
    const before = { cookie: await cookieSecret(), generation: await generation() };

    await stack.mustHook(['--rotate', 'cookie-secret']);

    expect(await cookieSecret()).not.toBe(before.cookie);
    expect(await generation()).toBe(before.generation + 1);
  });

  test('cookie-secret that failed before the pods were rolled rolls them in the next run', async () => {
    const before = await generation();
    const annotation = { 'qdrant-stack/cookie-secret-changed': new Date().toISOString() };
    await api.patch('secret', OAUTH2_PROXY_SECRET, stack.namespace, {
      metadata: { annotations: annotation },
      stringData: { 'cookie-secret': randomBytes(32).toString('base64url') },
    });

    await stack.mustHook();

    expect(await generation()).toBe(before + 1);
    expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
  });

  test('client-secret whose output nobody reads to the end is carried out to the end', async () => {
    const command = `${process.execPath} --require ./scripts/register.js commands/main.ts hook --rotate client-secret | head -n 1`;
    const before = await clientSecret();

    const { stdout, stderr } = await execute('sh', ['-c', command], { cwd: REPOSITORY, env: stack.env() });

    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
    expect(await clientSecret()).not.toBe(before);
    expect(await clientSecret()).toBe(await stack.clientSecret());
  });

  test('client-secret that is left to Keycloak alone says what is missing then', async () => {
    const stdout = await stack.mustHook(['--rotate', 'client-secret', '--only', 'keycloak']);

    expect(stdout).toContain('note: the cluster keeps the old secret, so nobody can sign in until the hook runs');
    await stack.mustHook();
    expect(await clientSecret()).toBe(await stack.clientSecret());
  });

  test('an apply of the manifests afterwards does not undo it', async () => {
    await stack.mustHook(['--rotate', 'cookie-secret']);
    const before = { cookie: await cookieSecret(), generation: await generation() };

    await applyAll(await synth(stack.config));

    expect(await generation()).toBe(before.generation);
    expect(await cookieSecret()).toBe(before.cookie);
  });
});

describe('--remove', () => {
  test('takes back the client and the Secrets that the hook made, and leaves the rest', async () => {
    await stack.reset();
    await stack.mustHook();

    const planned = await stack.mustHook(['--remove', '--dry-run']);
    expect(planned).toContain(`Client ${CLIENT}: would be removed`);
    expect(await stack.client()).toBeDefined();
    await stack.mustHook(['--remove']);

    expect(await stack.client()).toBeUndefined();
    expect(await stack.secret(OAUTH2_PROXY_SECRET)).toBeUndefined();
    expect(await stack.secret(TLS_SECRET)).toBeUndefined();
    expect(await api.get('namespace', stack.namespace)).toBeDefined();
    expect(await api.get('secret', stack.tlsSource, 'default')).toBeDefined();
    expect(await stack.mustHook(['--remove'])).toMatch(/In sync\.\n$/);
  });

  test('never touches what it adopted, but with --force', async () => {
    await stack.reset();
    await stack.admin.post(`/realms/${stack.realm}/clients`, { clientId: CLIENT, redirectUris: [] });
    const { certificate, key } = wildcardFor(stack.domain);
    await stack.putSecret(TLS_SECRET, { 'tls.crt': certificate, 'tls.key': key }, 'kubernetes.io/tls');
    await stack.mustHook();

    const stdout = await stack.mustHook(['--remove']);

    expect(stdout).toContain(`note: Client ${CLIENT} was not created by this tool, so it stays`);
    expect(stdout).toContain(`note: Secret ${stack.namespace}/${TLS_SECRET} was not created by this tool, so it stays`);
    expect(await stack.client()).toBeDefined();
    expect(await stack.secret(TLS_SECRET)).toBeDefined();
    expect(await stack.secret(OAUTH2_PROXY_SECRET)).toBeUndefined();

    await stack.mustHook(['--remove', '--force']);

    expect(await stack.client()).toBeUndefined();
    expect(await stack.secret(TLS_SECRET)).toBeUndefined();
  });
});

describe('--emit-secrets', () => {
  const emit = (...args: string[]) =>
    stack.run(['hook', '--emit-secrets', ...args]).then(({ stdout, stderr, code }) => {
      const secrets = parseAllDocuments(stdout).map(document => document.toJS());
      return { code, stderr, stdout, secrets };
    });

  test('prints the Secrets for kubectl, writes none, and keeps the cookie secret of the cluster', async () => {
    await stack.reset();

    const { code, stdout, stderr, secrets } = await emit();

    expect(code).toBe(0);
    expect(secrets.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      `Secret ${stack.namespace}/${OAUTH2_PROXY_SECRET}`,
      `Secret ${stack.namespace}/${TLS_SECRET}`,
    ]);
    expect(await api.get('namespace', stack.namespace)).toBeUndefined();
    for (const value of Object.values<string>(secrets[0].data).filter(text => text.length > 30)) {
      expect(stderr).not.toContain(value);
      expect(stderr).not.toContain(Buffer.from(value, 'base64').toString());
    }

    await createNamespace(stack.namespace);
    await kubectl().must(['apply', '-f', '-'], stdout);
    expect(await clientSecret()).toBe(await stack.clientSecret());
    expect((await emit()).secrets[0].data).toEqual(secrets[0].data);
    expect(await stack.mustHook()).toMatch(/In sync\.\n$/);
  });

  test('with --only keycloak it prints a new Secret of oauth2-proxy and asks no cluster', async () => {
    const { code, stderr, secrets } = await emit('--only', 'keycloak');

    expect(code).toBe(0);
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([OAUTH2_PROXY_SECRET]);
    expect(stderr).toContain('note: the cookie secret is new each time, because this run does not read the cluster');
  });

  test('with --rotate the Secrets go over those that the hook has written', async () => {
    await stack.mustHook();

    const { stdout, stderr } = await emit('--rotate', 'cookie-secret');
    await kubectl().must(['apply', '--server-side', '--force-conflicts', '-f', '-'], stdout);

    expect(stderr).toContain(`kubectl rollout restart -n ${stack.namespace} deployment/oauth2-proxy`);
    const emitted = parseAllDocuments(stdout)[0]!.toJS();
    expect((await stack.secret(OAUTH2_PROXY_SECRET)).data).toEqual(emitted.data);
    await emit('--rotate', 'client-secret').then(next =>
      kubectl().must(['apply', '--server-side', '--force-conflicts', '-f', '-'], next.stdout),
    );
    expect(await clientSecret()).toBe(await stack.clientSecret());
  });

  test('fails if standard output is a file or a terminal', async () => {
    const path = stack.file('emitted.yaml', '');
    const file = openSync(path, 'w');
    const run = (command: string, args: string[], stdout: 'pipe' | number) =>
      new Promise<string>((done, failed) => {
        const child = spawn(command, args, { cwd: REPOSITORY, env: stack.env(), stdio: ['ignore', stdout, 'pipe'] });
        let printed = '';
        child.stdout?.on('data', text => (printed += text));
        child.stderr!.on('data', text => (printed += text));
        child.once('error', failed).once('close', code => done(`${printed}exit ${code}`));
      });
    const node = [process.execPath, '--require', './scripts/register.js', 'commands/main.ts', 'hook', '--emit-secrets'];

    const toFile = await run(node[0]!, node.slice(1), file);
    const toTerminal = await run('script', ['-qefc', node.join(' '), '/dev/null'], 'pipe');

    for (const output of [toFile, toTerminal]) {
      expect(output).toContain('error: --emit-secrets prints secrets, so it needs a pipe');
      expect(output).toContain('exit 2');
    }
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

describe('another identity provider', () => {
  const SECRET = 'OAUTH2_PROXY_CLIENT_SECRET';
  const none = { keycloakUrl: undefined, keycloakRealm: undefined, adminUsername: undefined, keycloak: undefined };
  let config: object;
  let known: string;
  const env = (secret?: string) => ({ ADMIN_PASSWORD: undefined, [SECRET]: secret });

  beforeAll(async () => {
    // A realm of Keycloak is an issuer as any other. Its client has been set up by hand.
    await stack.mustHook();
    known = await stack.clientSecret();
    await stack.useNewNamespace();
    const { keycloak: own, keycloakUrl, keycloakRealm } = stack.config;
    const issuerUrl = `${keycloakUrl}/realms/${keycloakRealm}`;
    config = { ...none, identityProvider: { provider: 'oidc', issuerUrl, clientId: CLIENT, ...own } };
  });

  test('without a client secret, or with a wrong one, nothing is written', async () => {
    const { code, stderr } = await stack.hook([], { config, env: env() });
    expect(code).toBe(1);
    expect(stderr).toContain(`the environment variable ${SECRET} is not set`);

    const wrong = await stack.hook([], { config, env: env('not-the-secret-of-the-client') });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`refuses the client secret of client ${CLIENT}: unauthorized_client`);
    expect(wrong.stderr).not.toContain('not-the-secret');
    expect(await api.get('namespace', stack.namespace)).toBeUndefined();
  });

  test('the hook writes the Secret without a sign-in, leaves the provider alone, and tells what to set up there', async () => {
    const before = await stack.client();

    const stdout = await stack.mustHook([], { config, env: env(known) });

    expect(stdout).toContain(`note: set up client ${CLIENT} at the provider: confidential, with a client secret;`);
    expect(stdout).toContain(`redirect URI https://${stack.dashboardHost}/oauth2/callback`);
    expect(await clientSecret()).toBe(known);
    expect(await cookieSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await stack.client()).toEqual(before);
    expect(await stack.mustHook([], { config, env: env() })).toMatch(/In sync\.\n$/);
  });

  test('verify checks the issuer and the client without an account', async () => {
    const { code, stdout } = await stack.run(['verify', '--only', 'identity-provider'], { config, env: env() });
    expect(stdout).toMatch(new RegExp(`Client ${CLIENT}.* ok`));
    expect(code).toBe(0);
  });

  test('deploy and status need no account of Keycloak', async () => {
    const planned = await stack.run(['deploy', '--dry-run', '--output', 'json'], { config, env: env() });
    expect({ code: planned.code, stderr: planned.stderr }).toEqual({ code: 0, stderr: '' });
    const { objects, steps } = JSON.parse(planned.stdout);
    expect(objects).toContainEqual(expect.objectContaining({ title: `Deployment ${stack.namespace}/oauth2-proxy` }));
    expect(JSON.stringify(steps ?? [])).not.toContain('realm');

    const { code, stdout } = await stack.run(['status', '--url', 'http://127.0.0.1:9', '--output', 'json'], {
      config,
      env: env(),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).drift).toContainEqual(
      expect.objectContaining({ object: `ConfigMap ${stack.namespace}/oauth2-proxy`, state: 'missing' }),
    );
  });

  test.each([
    ['--only', 'keycloak'],
    ['--rotate', 'client-secret'],
  ])('%s %s needs Keycloak', async (...args) => {
    const { code, stderr } = await stack.hook(args, { config, env: env() });
    expect(code).toBe(1);
    expect(stderr).toContain('needs Keycloak, and the config has identityProvider.provider oidc');
  });
});
