import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { buildApp } from '../../../app';
import { loadConfig } from '../../../config/load';
import { render, write } from '../../../stack/manifests';
import { referencedSecrets, summary } from '../../../commands/synth/summary';

const ROOT = resolve(__dirname, '../../..');
/** What `cdk8s synth` needs to run: it is tried in a copy, never on the checkout itself. */
const APP = [
  'app.ts',
  'main.ts',
  'cdk8s.yaml',
  'config.yaml',
  'tsconfig.json',
  'VERSION',
  'package.json',
  'config',
  'cli',
  'clients',
  'commands',
  'reconcile',
  'stack',
  'scripts',
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Every file of a folder, by name. */
function contents(path: string): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map(name => [name, readFileSync(join(path, name), 'utf8')]));
}

/** A chart with one ConfigMap. */
function appOf(...charts: string[]): App {
  const app = new App();
  for (const id of charts) {
    new k8s.KubeConfigMap(new Chart(app, id), 'config-map', { metadata: { name: id } });
  }
  return app;
}

describe('the committed manifests', () => {
  test('dist/ is what the code makes of config.yaml', () => {
    const files = render(buildApp(loadConfig(join(ROOT, 'config.yaml'))));

    expect(contents(join(ROOT, 'dist'))).toEqual(Object.fromEntries(files.map(({ name, text }) => [name, text])));
  });
});

describe('write', () => {
  test('replaces manifests, deletes those that the app no longer makes, and keeps other files', () => {
    const dist = join(folder, 'dist');
    write(render(appOf('one', 'two')), dist);
    writeFileSync(join(dist, 'kustomization.yaml'), 'resources: []\n');

    write(render(appOf('one')), dist);

    expect(Object.keys(contents(dist))).toEqual(['0000-one.k8s.yaml', 'kustomization.yaml']);
    expect(readdirSync(folder)).toEqual(['dist']);
  });

  test('leaves the folder as it was when it fails half-way', () => {
    const dist = join(folder, 'dist');
    write(render(appOf('one')), dist);
    const before = contents(dist);
    const files = render(appOf('other', 'broken'));

    expect(() => write([files[0]!, { ...files[1]!, name: 'no/such/folder.k8s.yaml' }], dist)).toThrow('ENOENT');

    expect(contents(dist)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['dist']);
  });

  test('makes folders that are missing', () => {
    write(render(appOf('one')), join(folder, 'deep', 'dist'));

    expect(Object.keys(contents(join(folder, 'deep', 'dist')))).toEqual(['0000-one.k8s.yaml']);
  });
});

describe('render', () => {
  test('reports every broken rule of the app at once', () => {
    const app = appOf('one', 'two');
    app.node.children.forEach(chart => chart.node.addValidation({ validate: () => [`${chart.node.id} is broken`] }));

    expect(() => render(app)).toThrow(/\[one\] one is broken\n.*\[two\] two is broken/);
  });
});

describe('the summary', () => {
  test('names the files, the addresses and the Secrets that are still needed', () => {
    const config = loadConfig(join(ROOT, 'config.yaml'));

    expect(summary('dist', render(buildApp(config)), config)).toMatchSnapshot();
  });

  test('finds the Secrets of volumes, variables, pull secrets and ingresses', () => {
    const objects = [
      {
        kind: 'Deployment',
        metadata: { name: 'a' },
        spec: {
          template: {
            spec: {
              imagePullSecrets: [{ name: 'pull' }],
              initContainers: [{ env: [{ name: 'I', valueFrom: { secretKeyRef: { name: 'init', key: 'k' } } }] }],
              containers: [{ env: [{ name: 'V', value: 'x' }] }, { envFrom: [{ secretRef: { name: 'from' } }] }],
              volumes: [{ secret: { secretName: 'volume' } }, { emptyDir: {} }],
            },
          },
        },
      },
      { kind: 'Ingress', metadata: { name: 'b' }, spec: { tls: [{ secretName: 'tls' }, { secretName: 'volume' }] } },
    ];

    expect(referencedSecrets(objects)).toEqual([
      { secret: 'pull', user: 'Deployment a' },
      { secret: 'volume', user: 'Deployment a' },
      { secret: 'init', user: 'Deployment a' },
      { secret: 'from', user: 'Deployment a' },
      { secret: 'tls', user: 'Ingress b' },
    ]);
  });
});

describe('the app of cdk8s.yaml', () => {
  const committed = contents(join(ROOT, 'dist'));
  const config = join(ROOT, 'config.yaml');
  let checkout: string;

  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
    APP.forEach(name => cpSync(join(ROOT, name), join(checkout, name), { recursive: true }));
    mkdirSync(join(checkout, 'constructs'));
    cpSync(join(ROOT, 'constructs/package.json'), join(checkout, 'constructs/package.json'));
    cpSync(join(ROOT, 'constructs/src'), join(checkout, 'constructs/src'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  });

  beforeEach(() => {
    cpSync(config, join(checkout, 'config.yaml'));
    rmSync(join(checkout, 'dist'), { recursive: true, force: true });
  });

  afterAll(() => rmSync(checkout, { recursive: true }));

  function command(args: string[], env: NodeJS.ProcessEnv = {}) {
    return spawnSync(process.execPath, args, {
      cwd: checkout,
      env: { PATH: process.env.PATH, HOME: folder, CDK8S_CHECK_UPGRADE: 'false', ...env },
      encoding: 'utf8',
    });
  }
  const app = (env?: NodeJS.ProcessEnv) => command(['--require', './scripts/register.js', 'main.ts'], env);
  const cdk8s = (...args: string[]) => command(['node_modules/cdk8s-cli/bin/cdk8s', 'synth', ...args]);

  test.each([
    ['the app', app, 'https://qdrant-dashboard.example.com/'],
    ['cdk8s synth', () => cdk8s(), ''],
  ])('%s makes dist/, and leaves dist/ as it is if the config is wrong', (_name, run, output) => {
    const made = run();
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining(output) });
    expect(contents(join(checkout, 'dist'))).toEqual(committed);

    writeFileSync(join(checkout, 'config.yaml'), 'domainName: example.com\nqdrant: { storage: { size: 150GB } }\n');
    const { status, stderr } = run();

    expect(status).toBe(1);
    expect(stderr).toContain('config.yaml: 1 problem found, nothing was changed.');
    expect(stderr).toContain('config.yaml:2:22 qdrant.storage.size is "150GB"');
    expect(contents(join(checkout, 'dist'))).toEqual(committed);
  });

  test('cdk8s synth --output makes the same bytes there, and leaves dist/ alone', () => {
    expect(cdk8s('--output', 'elsewhere').status).toBe(0);

    expect(contents(join(checkout, 'elsewhere'))).toEqual(committed);
    expect(existsSync(join(checkout, 'dist'))).toBe(false);
  });

  test('cdk8s synth --stdout prints manifests and nothing else', () => {
    const { status, stdout } = cdk8s('--stdout');

    expect(status).toBe(0);
    expect(stdout.match(/^kind: .*/gm)).toHaveLength(
      Object.values(committed)
        .join('')
        .match(/^kind: .*/gm)!.length,
    );
    expect(stdout).not.toContain('kubectl apply');
    expect(existsSync(join(checkout, 'dist'))).toBe(false);
  });

  test('the app reads the file that QDRANT_CONFIG names', () => {
    writeFileSync(join(checkout, 'other.yaml'), 'domainName: example.net\n');

    expect(app({ QDRANT_CONFIG: 'other.yaml' })).toMatchObject({ status: 0, stderr: '' });

    const ingresses = contents(join(checkout, 'dist'))['0004-ingress.k8s.yaml'];
    expect(ingresses).toContain('host: qdrant.example.net');
    expect(ingresses).not.toContain('example.com');
  });

  test('the app runs what the sources are now, and a stack trace names them', () => {
    const source = join(checkout, 'app.ts');
    const before = readFileSync(source, 'utf8');
    writeFileSync(source, before.replace('const app = new App();', "throw new TypeError('changed');"));
    const line = before.split('\n').findIndex(each => each.includes('const app = new App();')) + 1;
    try {
      expect(app({ DEBUG: '1' }).stderr).toMatch(
        new RegExp(`TypeError: changed\\n    at build \\(${join(checkout, 'app.ts')}:${line}:`),
      );
    } finally {
      writeFileSync(source, before);
    }
    expect(app()).toMatchObject({ status: 0, stderr: '' });
  });

  test('the app fails in one message, without a stack trace, if dist/ cannot be written', () => {
    writeFileSync(join(checkout, 'dist'), 'a file, not a folder\n');

    const { status, stderr } = app();

    expect(status).toBe(1);
    expect(stderr).toContain('dist');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
