import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../config/load';
import { runCommand } from '../../support/run-command';
import { START } from '../../support/run-process';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command in the folder, where it has no terminal. */
async function init(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await runCommand(['init', ...args], {
    cwd: folder,
    env: { QDRANT_CONFIG: '', ...env },
  });
  return { code, stdout, stderr: stderr.trimEnd() };
}

test('writes config.yaml with what the options say, and names the next command', async () => {
  const result = await init([
    '--domain-name',
    'acme.io',
    '--keycloak-url',
    'https://sso.acme.io/auth',
    '--keycloak-realm',
    'staff',
  ]);

  expect(result).toEqual({ code: 0, stdout: 'The command wrote config.yaml. Next: npm run synth\n', stderr: '' });
  expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({
    domainName: 'acme.io',
    keycloakUrl: 'https://sso.acme.io/auth',
    keycloakRealm: 'staff',
    ingressClassName: 'nginx',
  });
});

test('writes the config of a platform', async () => {
  const result = await init(['--platform', 'thinkube', '--domain-name', 'acme.io']);

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({
    gateway: { name: 'thinkube-gateway', namespace: 'gateway-system', sectionName: 'https' },
    dashboard: { mode: 'proxy' },
    scheduling: { priorityClassName: 'thinkube-workload' },
    images: { qdrant: 'harbor.acme.io/library/qdrant:v1.18.0' },
  });
});

test('with a group, the config of k3s needs nothing more', async () => {
  const options = ['--platform', 'k3s', '--domain-name', 'acme.io', '--group', '/search/a, [b]'];
  const result = await init(options);

  expect(result).toEqual({ code: 0, stdout: 'The command wrote config.yaml. Next: npm run synth\n', stderr: '' });
  expect(loadConfig(join(folder, 'config.yaml')).dashboard).toMatchObject({
    mode: 'proxy',
    access: { groups: ['/search/a, [b]'], roles: [], emailDomains: [] },
  });
});

test.each([
  [['--platform', 'thinkube'], { access: { groups: ['/admins'] }, mode: 'proxy' }],
  [[], { access: { groups: ['/admins'] }, mode: 'auth-request' }],
])('a group is written with %j', async (options, dashboard) => {
  expect((await init([...options, '--domain-name', 'acme.io', '--group', '/admins'])).stderr).toBe('');
  expect(loadConfig(join(folder, 'config.yaml')).dashboard).toMatchObject(dashboard);
});

test.each([
  [['--group', 'admins'], /--group.*has no slash|--group is "admins"/],
  [['--group', '/admins', '--from-values', 'values.yaml'], /--group excludes --from-values and --from-cluster/],
])('fails with %j: exit code 2, nothing written', async (options, message) => {
  const { code, stderr } = await init(['--domain-name', 'acme.io', ...options]);

  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  expect(readdirSync(folder)).toEqual([]);
});

test('fails if an option names another controller than that of the platform: exit code 2, nothing written', async () => {
  const { code, stderr } = await init([
    '--platform',
    'k3s',
    '--domain-name',
    'acme.io',
    '--ingress-class-name',
    'nginx',
  ]);

  expect(code).toBe(2);
  expect(stderr).toContain('--platform k3s excludes --ingress-class-name');
  expect(readdirSync(folder)).toEqual([]);
});

test('fails if the platform is unknown: exit code 2, nothing written', async () => {
  const { code, stderr } = await init(['--platform', 'other', '--domain-name', 'acme.io']);

  expect(code).toBe(2);
  expect(stderr).toContain("argument 'other' is invalid. Allowed choices are thinkube, k3s.");
  expect(readdirSync(folder)).toEqual([]);
});

test('names no schema that is not there', async () => {
  await init(['--domain-name', 'acme.io']);

  expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).not.toContain('$schema');
});

test('writes the file that QDRANT_CONFIG names', async () => {
  expect(await init(['--domain-name', 'acme.io', '--quiet'], { QDRANT_CONFIG: 'other.yaml' })).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  expect(readdirSync(folder)).toEqual(['other.yaml']);
});

test('tells programs which file it wrote', async () => {
  const { stdout } = await init(['--domain-name', 'acme.io', '--output', 'json']);

  expect(JSON.parse(stdout)).toEqual({ result: 'done', file: 'config.yaml', toFillIn: [] });
});

describe('in profile production', () => {
  const PRODUCTION = ['--profile', 'production', '--domain-name', 'acme.io'];

  test('it says what to fill in, synth says it too, and then the config is whole', async () => {
    const result = await init([...PRODUCTION, '--ingress-class-name', 'traefik']);
    const file = join(folder, 'config.yaml');
    const text = readFileSync(file, 'utf8');

    expect(result).toEqual({
      code: 0,
      stdout:
        'The command wrote config.yaml. Fill in networkPolicies.ingressController and dashboard.access. Next: npm run synth\n',
      stderr: '',
    });
    const lineOf = (start: string) => text.split('\n').findIndex(line => line.startsWith(start)) + 1;
    expect(() => loadConfig(file)).toThrow(`2 problems found, nothing was changed.

  ${file}:${lineOf('  access:')}:3 dashboard.access: no user has access to the dashboard, and so to everything in Qdrant.
    Allowed: one or more of groups, roles, emailDomains and rights; or everyUser: true, with a reason in acceptedRisks.everyUser.
    Fix: for example, write dashboard: { access: { groups: [/search/admins] } }.

  ${file}:${lineOf('    namespaceLabels: {}')}:5 networkPolicies.ingressController.namespaceLabels: the mapping is empty.
    Allowed: a mapping of 1 to 20 labels to their values.
    Fix: for example, write { kubernetes.io/metadata.name: ingress-nginx }.`);

    writeFileSync(
      file,
      text
        .replace('    groups: []', '    groups: [/search/admins]')
        .replace('    namespaceLabels: {}', '    namespaceLabels: { kubernetes.io/metadata.name: traefik }'),
    );
    expect(loadConfig(file)).toMatchObject({
      profile: 'production',
      ingressClassName: 'traefik',
      dashboard: { mode: 'proxy', access: { groups: ['/search/admins'] } },
      networkPolicies: {
        enabled: true,
        ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
      },
    });
  });

  test('programs get what to fill in', async () => {
    const { stdout } = await init([...PRODUCTION, '--output', 'json']);

    expect(JSON.parse(stdout)).toEqual({ result: 'done', file: 'config.yaml', toFillIn: ['dashboard.access'] });
  });

  test('fails if the profile is unknown: exit code 2, nothing written', async () => {
    expect(await init(['--profile', 'prod', '--domain-name', 'acme.io'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: init: 1 problem found, nothing was changed.

  --profile is "prod": the value is not one of the allowed values.
    Allowed: seed or production.
    Fix: write seed or production.`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each<[string, (path: string) => void]>([
  ['a file', path => writeFileSync(path, 'mine\n')],
  ['a folder', path => mkdirSync(path)],
  ['a link to nowhere', path => symlinkSync('nowhere', path)],
])('fails if there is %s already, and leaves it as it is', async (_, make) => {
  make(join(folder, 'config.yaml'));
  const before = readdirSync(folder, { withFileTypes: true });

  expect(await init(['--domain-name', 'acme.io'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'Error: config.yaml already exists, and the command did not change it.\n' +
      '  Fix: edit the file, or set the environment variable QDRANT_CONFIG to another file.',
  });
  expect(readdirSync(folder, { withFileTypes: true })).toEqual(before);
});

test('a file that was there keeps its text', async () => {
  writeFileSync(join(folder, 'config.yaml'), 'mine\n');
  await init(['--domain-name', 'acme.io']);

  expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toBe('mine\n');
});

test('fails if its folder does not exist', async () => {
  expect(await init(['--domain-name', 'acme.io'], { QDRANT_CONFIG: 'no/such/config.yaml' })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Error: Could not write no\/such\/config\.yaml: ENOENT.*\n {2}Fix: create its folder/,
    ),
  });
});

test('without a terminal it asks nothing, and says which options it needs: exit code 2', async () => {
  expect(await init([])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: without a terminal, --domain-name is required; ' +
      '--profile, --harbor-registry, --keycloak-url, --keycloak-realm, --ingress-class-name are optional',
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('wrong options are explained all at once, without the password in an URL: exit code 2, nothing written', async () => {
  const { code, stderr } = await init(['--domain-name', 'Acme.io', '--keycloak-url', 'https://me:secret@auth.acme.io']);

  expect(code).toBe(2);
  expect(stderr).toContain('--domain-name is "Acme.io": the value has upper-case letters.');
  expect(stderr).toContain('--keycloak-url is "https://***@auth.acme.io": the URL has credentials.');
  expect(stderr).not.toContain('secret');
  expect(readdirSync(folder)).toEqual([]);
});

test('--help names every option, its default and each exit code', async () => {
  const { code, stdout } = await init(['--help']);
  const text = stdout.replace(/\s+/g, ' ');

  expect(code).toBe(0);
  expect(text).toContain('--domain-name <value> Domain of the cluster');
  expect(text).toContain('(default: harbor.{domainName})');
  expect(text).toContain('(default: https://auth.{domainName})');
  expect(text).toContain('(default: thinkube)');
  expect(text).toContain('(default: nginx)');
  expect(text).toContain('secure, highly available and portable (production) (default: seed)');
  expect(text).toContain('Exit codes: 0 written, 1 error, 2 wrong use.');
});

describe('in a terminal', () => {
  /** Runs the command in a terminal in which somebody types this, once it asks. */
  function initInTerminal(typed: string): Promise<{ stdout: string; exitCode: number | null }> {
    const program = START.map(word => `'${word}'`).join(' ');
    const args = ['-q', '-e', '-f', '-c', `${program} init --keycloak-realm staff`, '/dev/null'];
    const terminal = spawn('script', args, {
      cwd: folder,
      env: { ...process.env, QDRANT_CONFIG: '' },
      timeout: 30_000,
    });
    return new Promise((done, failed) => {
      let stdout = '';
      terminal.stdout.setEncoding('utf8').on('data', text => {
        if (stdout === '') {
          terminal.stdin.write(typed);
        }
        stdout += text;
      });
      terminal.once('error', failed);
      terminal.once('close', exitCode => done({ stdout, exitCode }));
    });
  }

  test('asks for what no option gives, also where all answers are pasted at once', async () => {
    const { exitCode, stdout } = await initInTerminal('Acme.io\nacme.io\n\nregistry.acme.io\n\nnginx-internal\n');

    expect(stdout).toContain('Invalid: the value has upper-case letters.');
    expect(stdout).not.toContain('Keycloak realm of');
    expect(stdout).toContain('The command wrote config.yaml.');
    expect(exitCode).toBe(0);
    expect(loadConfig(join(folder, 'config.yaml'))).toMatchObject({
      domainName: 'acme.io',
      harborRegistry: 'registry.acme.io',
      keycloakUrl: 'https://auth.acme.io',
      keycloakRealm: 'staff',
      ingressClassName: 'nginx-internal',
    });
  });

  test('Ctrl-C before the last answer ends it, and nothing is written', async () => {
    const { exitCode, stdout } = await initInTerminal('acme.io\n\u0003');

    expect(stdout).toContain('Interrupted. The command wrote nothing.');
    expect(exitCode).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });
});
