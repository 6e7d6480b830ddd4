import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import {
  asCommonJs,
  compile,
  example,
  generate,
  LIBRARY,
  type Manifests,
  needPython,
  newApp,
  newPythonApp,
  pack,
  packageJson,
  REPOSITORY,
  synth,
} from './support/apps';
import { run } from './support/run';

const { devDependencies: peers, peerDependencies } = packageJson(LIBRARY);

const folder = mkdtempSync(join(tmpdir(), 'cdk8s-qdrant-'));
const app = join(folder, 'app');
const installed = join(app, 'node_modules', 'cdk8s-qdrant');
let tarball: string;
let npmSaid: string;

beforeAll(async () => {
  tarball = await pack(join(folder, 'packed'));
  npmSaid = await newApp(app, tarball, peers);
});

/** What an example makes here, from the library's source. */
async function fromSource(name: string): Promise<Manifests> {
  const out = join(mkdtempSync(join(folder, 'source-')), 'dist');
  const manifests = await synth('node', ['--require', 'tsx/cjs', `constructs/examples/${name}.ts`], REPOSITORY, out);
  expect(Object.keys(manifests)).toHaveLength({ stack: 5, database: 2, 'web-application': 4 }[name]!);
  return manifests;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('holds the compiled library, its reference and its licence, and nothing else', async () => {
    const sources = readdirSync(join(LIBRARY, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => file.replace(/\.ts$/, ''));
    const listed = (await run('tar', ['-tzf', tarball], folder)).trim().split('\n');

    expect(listed.map(file => file.replace(/^package\//, '')).sort()).toEqual(
      [
        ...['.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json'],
        ...readdirSync(join(LIBRARY, 'programs')).map(program => `programs/${program}`),
        ...sources.flatMap(source => [`lib/${source}.d.ts`, `lib/${source}.js`]),
      ].sort(),
    );
  });

  test("carries the repository's licence", () => {
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toBe(readFileSync(join(REPOSITORY, 'LICENSE'), 'utf8'));
  });

  test('says nothing about the machine that built it', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    const paths = files.map(entry => join(entry.parentPath, entry.name));

    expect(paths).toContain(join(installed, 'lib', 'index.js'));
    expect(paths.filter(path => readFileSync(path, 'utf8').includes(REPOSITORY))).toEqual([]);
  });

  test('installs without a complaint about its peers', async () => {
    expect(npmSaid).not.toMatch(/peer|ERESOLVE|EBADENGINE|deprecated/i);
    await expect(run('npm', ['ls', '--all'], app)).resolves.not.toMatch(/UNMET|invalid|missing/i);
  });

  test("brings none of this app's own dependencies", () => {
    const { dependencies, devDependencies } = packageJson(REPOSITORY);
    const ours = Object.keys({ ...dependencies, ...devDependencies }).filter(
      // cdk8s itself brings yaml, and the library is there by itself.
      name => !(name in peers) && !['yaml', 'cdk8s-qdrant'].includes(name),
    );
    const { dependencies: none, bundleDependencies } = packageJson(installed);
    const scopes = readdirSync(join(app, 'node_modules'));

    expect(none).toBeUndefined();
    expect(bundleDependencies).toBeUndefined();
    expect(ours).toContain('zod');
    expect(scopes).toContain('cdk8s');
    expect(ours.filter(name => scopes.includes(name.split('/')[0]!))).toEqual([]);
  });

  test('exports its constructs, and no helper', async () => {
    const names = await run('node', ['-p', "JSON.stringify(Object.keys(require('cdk8s-qdrant')).sort())"], app);

    expect(JSON.parse(names)).toEqual([
      'BackupDrill',
      'CookieSameSite',
      'DashboardMode',
      'DiscoveryConfigMap',
      'DualIngress',
      'EphemeralValkey',
      'GatewayRoutes',
      'GrafanaDashboard',
      'Images',
      'IssuerKind',
      'LogFormat',
      'NetworkPolicies',
      'OAuth2ProxyChart',
      'OAuth2ProxyProvider',
      'QdrantAlerts',
      'QdrantChart',
      'QdrantSettings',
      'QdrantStack',
      'Reconciler',
      'RouteAdmissionPolicy',
      'ScheduledBackup',
      'SecurityRules',
      'ServerSideEncryption',
      'TlsCertificate',
      'Verifier',
    ]);
  });
});

describe('an example makes the manifests that the source makes', () => {
  beforeAll(() => compile(app, ['stack.ts', 'database.ts', 'web-application.ts']));

  describe.each(['stack', 'database', 'web-application'])('%s', name => {
    test.each([
      ['a CommonJS app', `${name}.cjs`, asCommonJs],
      ['an ES module app', `${name}.mjs`, (program: string) => program],
    ])('in %s', async (_, file, translate) => {
      writeFileSync(join(app, file), translate(example(`${name}.ts`)));

      expect(await synth('node', [file], app, join(folder, file))).toEqual(await fromSource(name));
    });

    test('in a TypeScript app', async () => {
      const manifests = await synth('node', [`compiled/${name}.js`], app, join(folder, `${name}-typescript`));

      expect(manifests).toEqual(await fromSource(name));
    });
  });

  test('beside the oldest versions that the package allows', async () => {
    const old = join(folder, 'oldest');
    const lowest = Object.entries<string>(peerDependencies).map(([peer, range]) => [peer, range.replace('^', '')]);
    await newApp(old, tarball, Object.fromEntries(lowest));
    writeFileSync(join(old, 'stack.cjs'), asCommonJs(example('stack.ts')));

    expect(await synth('node', ['stack.cjs'], old, join(old, 'dist'))).toEqual(await fromSource('stack'));
  });

  test('in a Python app', async () => {
    await needPython();
    await generate(installed, join(folder, 'dist'), ['python']);
    const wheel = readdirSync(join(folder, 'dist', 'python')).find(file => file.endsWith('.whl'))!;
    const python = await newPythonApp(join(folder, 'venv'), join(folder, 'dist', 'python', wheel), peers);

    const manifests = await synth(python, [join(LIBRARY, 'examples', 'stack.py')], folder, join(folder, 'python'));

    expect(manifests).toEqual(await fromSource('stack'));
  });
});

test('the example of a web application leads its host to the sign-in alone, which passes requests on', async () => {
  const objects = Object.values(await fromSource('web-application')).flatMap(text =>
    parseAllDocuments(text).map(document => document.toJS()),
  );
  const named = (kind: string, name: string) => objects.find(each => each.kind === kind && each.metadata.name === name);
  const routes = objects.filter(({ kind }) => kind === 'Ingress').flatMap(({ spec }) => spec.rules);

  expect(routes.map(({ host, http }) => [host, http.paths.map(({ backend }: any) => backend.service.name)])).toEqual([
    ['reports.example.com', ['oauth2-proxy']],
  ]);
  expect(parse(named('ConfigMap', 'oauth2-proxy').data['alpha.yaml']).upstreamConfig.upstreams).toEqual([
    { id: 'qdrant', path: '/', uri: 'http://reports.reports.svc.cluster.local:80', timeout: '60s' },
  ]);
  expect(named('Service', 'reports').spec.ports).toEqual([{ port: 80, targetPort: 8080 }]);
  expect(parse(named('ConfigMap', 'thinkube-service-config').data['service.yaml']).service).toMatchObject({
    name: 'reports',
    scaling: { resource_type: 'deployment', resource_name: 'reports' },
  });
});

test('code for Java, .NET and Go can be generated', async () => {
  const out = join(folder, 'code');
  await generate(installed, out, ['java', 'dotnet', 'go'], '--code-only');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' });

  for (const file of ['QdrantStack.java', 'QdrantStack.cs', 'QdrantStack.go']) {
    expect(files.filter(path => basename(path) === file)).toHaveLength(1);
  }
});

test('README.md shows the examples as they are', () => {
  const readme = readFileSync(join(LIBRARY, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```(?:typescript|python)\n([\s\S]*?)^```$/gm)].map(([, code]) => code);

  expect(blocks).toEqual(['stack.ts', 'stack.py', 'database.ts', 'web-application.ts'].map(example));
});
