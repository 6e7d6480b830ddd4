import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './repository';

/** The oldest supported Keycloak, and the newest one of Maven Central. */
export const VERSIONS = ['26.0.8', '26.7.3'] as const;

const HOW_TO_GET_IT = `Either install Java 17 or later and Maven, with which Keycloak is fetched once (Debian and Ubuntu:
apt-get install --no-install-recommends openjdk-17-jre-headless maven); or point E2E_KEYCLOAK_URL at a Keycloak that runs.`;

/** The version that the tests start: `E2E_KEYCLOAK_VERSION`, or the newest supported one. */
export const keycloakVersion = (env: NodeJS.ProcessEnv = process.env): string =>
  env.E2E_KEYCLOAK_VERSION ?? VERSIONS[1];

/** Finds the Keycloak to start; a version that is not in the cache is fetched from Maven Central first. */
export function findKeycloak(version = keycloakVersion(), env: NodeJS.ProcessEnv = process.env): string {
  const folder = join(cacheFolder(env), `keycloak-${version}`);
  try {
    execFileSync(env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java', ['-version'], { stdio: 'ignore' });
    if (!existsSync(folder)) fetchInto(folder, version);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`No Keycloak ${version} in ${folder}: ${message}\n${HOW_TO_GET_IT}`, { cause: error });
  }
  return folder;
}

/** The folder gets its name last: one that is there is complete. */
function fetchInto(folder: string, version: string): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
    run('mvn', '-q', '-B', '-C', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${unfinished}`);
    const archive = join(unfinished, `keycloak-quarkus-dist-${version}.tar.gz`);
    run('tar', 'xzf', archive, '--strip-components=1', '--no-same-owner', '-C', unfinished);
    rmSync(archive);
    // Otherwise every start would do this first, in a folder that several servers share.
    run(join(unfinished, 'bin', 'kc.sh'), 'build', '--db=dev-file');
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
