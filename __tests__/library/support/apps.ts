import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './run';

/** The root of this repository. */
export const REPOSITORY = resolve(__dirname, '../../..');

/** The folder of the library. */
export const LIBRARY = join(REPOSITORY, 'constructs');

/** Versions of what the library builds on: package name to version. */
export type Peers = Readonly<Record<string, string>>;

/** What an app made: file name to text. */
export type Manifests = Readonly<Record<string, string>>;

/** The package.json in a folder. */
export function packageJson(folder: string): any {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The text of one of the examples. */
export function example(file: string): string {
  return readFileSync(join(LIBRARY, 'examples', file), 'utf8');
}

/** The same program for Node.js without modules. */
export function asCommonJs(program: string): string {
  return program.replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);');
}

/**
 * Packs the library, or the package in another folder, as a release would, and returns the path of the tarball. Takes the
 * one in the folder that `QDRANT_STACK_PACKS` names, where CI has packed both for all of its steps.
 */
export async function pack(folder: string, source = LIBRARY): Promise<string> {
  const { QDRANT_STACK_PACKS: packed } = process.env;
  const { name, version } = packageJson(source);
  if (packed) return join(packed, `${name}-${version}.tgz`);
  mkdirSync(folder, { recursive: true });
  await run('npm', ['pack', '--pack-destination', folder], source);
  return join(folder, readdirSync(folder)[0]!);
}

/** A new app with the packed library beside exactly these versions of what it builds on. Returns what npm said. */
export async function newApp(folder: string, tarball: string, peers: Peers): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const dependencies = { ...peers, 'cdk8s-qdrant': `file:${tarball}` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies }));
  return run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], folder);
}

/** A new Python environment with a wheel of the library beside these versions. Returns the path of its interpreter. */
export async function newPythonApp(folder: string, wheel: string, peers: Peers): Promise<string> {
  await run('python3', ['-m', 'venv', folder], REPOSITORY);
  const python = join(folder, 'bin', 'python');
  const pins = Object.entries(peers).map(([name, version]) => `${name}==${version}`);
  await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', wheel, ...pins], folder);
  return python;
}

/** Fails with advice where wheels can be neither built nor installed. */
export async function needPython(): Promise<void> {
  await run('python3', ['-c', 'import venv, ensurepip'], REPOSITORY).catch(cause => {
    throw new Error(
      'The Python test needs python3 in the PATH, with its modules venv and ensurepip (Debian and Ubuntu: apt-get install python3-venv).',
      { cause },
    );
  });
}

/** Generates the library for other languages from an installed package. */
export function generate(
  installed: string,
  outdir: string,
  languages: string[],
  ...options: string[]
): Promise<string> {
  const targets = languages.flatMap(language => ['--target', language]);
  const packCommand = ['--pack-command', 'npm pack --ignore-scripts --silent'];
  const jsiiPacmak = join(REPOSITORY, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
  return run('node', [jsiiPacmak, ...targets, '--outdir', outdir, ...packCommand, ...options], installed);
}

/** Runs an app to its end and returns its manifests. */
export async function synth(program: string, args: readonly string[], folder: string, out: string): Promise<Manifests> {
  await run(program, args, folder, { CDK8S_OUTDIR: out });
  return Object.fromEntries(readdirSync(out).map(file => [file, readFileSync(join(out, file), 'utf8')]));
}

/** Copies examples into an app and compiles them there, the library's own types included in the check. */
export async function compile(folder: string, files: string[]): Promise<void> {
  files.forEach(file => copyFileSync(join(LIBRARY, 'examples', file), join(folder, file)));
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: 'es2022',
    module: 'node16',
    types: [],
    rootDir: '.',
    outDir: 'compiled',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await run('node', [join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc')], folder);
}
