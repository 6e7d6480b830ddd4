import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { type Version, versionOf } from '../../stack/image-version';
import type { Manifest } from '../../stack/manifests';
import { unfinished } from '../../stack/pods';

/** A StatefulSet with what its controller says of it; of orphaned pods nobody says anything. */
type Running = Manifest & { readonly status?: unknown };

const BACK_UP = `back up first: ${commandLine('backup', 'create')}`;

/**
 * Whether the database may go from the version that runs to the one that is wanted: Qdrant reads data of the minor version
 * before it, and of no later one.
 *
 * @param live The StatefulSet as it runs; nothing where there is none.
 * @param allowJump Whether what is refused is told as a note instead.
 * @returns what a person should know before, a sentence each
 * @throws Failure where minor versions are left out, or it would go back
 */
export function checkUpgrade(live: Running | undefined, wanted: Manifest, allowJump: boolean): string[] {
  const [from, to] = [live && imageOf(live), imageOf(wanted)];
  if (from === undefined || to === undefined || from === to) {
    return [];
  }
  const [before, after] = [versionOf(from), versionOf(to)];
  if (!before || !after) {
    const unknown = before ? to : from;
    return [
      `the version of Qdrant cannot be read from image ${unknown}, so nobody checks the way from ${from} to ${to}; ${BACK_UP}`,
    ];
  }
  const problem = problemOf(before, after) ?? rolloutProblem(live!, before, after);
  if (problem === undefined) {
    return isSame(before, after) ? [] : [`Qdrant ${text(before)} becomes ${text(after)}; ${BACK_UP}`];
  }
  const told = `Qdrant would go from ${text(before)} to ${text(after)}`;
  if (allowJump) {
    return [`${told}: ${problem.reason}; ${BACK_UP}`];
  }
  const { kind, metadata } = wanted;
  throw new Failure(
    `${told} (${kind} ${metadata.namespace}/${metadata.name}): ${problem.reason}`,
    `${problem.fix}, and ${BACK_UP}. To go on all the same: --allow-version-jump`,
  );
}

/** The next step needs the last one to have been made: data that 1.16 has never seen is not for 1.17. */
function rolloutProblem(live: Running, before: Version, after: Version): ReturnType<typeof problemOf> {
  const isHeld = live.status !== undefined && live.spec.replicas !== 0 && !isSameMinor(before, after);
  const problem = isHeld ? unfinished(live) : undefined;
  if (problem === undefined) {
    return undefined;
  }
  return {
    reason: `${text(before)} is not rolled out yet: ${problem}`,
    fix: `wait until it is, or mend what holds it (${commandLine('status')})`,
  };
}

function problemOf(before: Version, after: Version): { reason: string; fix: string } | undefined {
  const isBack = order(after) < order(before) || (isSameMinor(before, after) && patchOf(after) < patchOf(before));
  if (isBack) {
    return {
      reason: 'an older version may not read what a newer one has written',
      fix: `set images.qdrant in the config to ${text(before)} or later; to go back, restore a backup into a new installation`,
    };
  }
  if (after.major !== before.major || after.minor > before.minor + 1) {
    const next = `${before.major}.${before.minor + 1}`;
    return {
      reason: 'Qdrant is upgraded one minor version at a time',
      fix: `deploy the latest ${next} first, wait until it runs, and go on from there`,
    };
  }
  return undefined;
}

/** The image of the database: that of the first container. */
function imageOf({ spec }: Manifest): string | undefined {
  return spec?.template.spec.containers[0]?.image;
}

/** Where a minor version stands among all. */
function order({ major, minor }: Version): number {
  return major * 1e6 + minor;
}

/** A tag that moves is at its latest patch, as far as anybody knows. */
function patchOf({ patch = Number.POSITIVE_INFINITY }: Version): number {
  return patch;
}

function isSameMinor(one: Version, other: Version): boolean {
  return order(one) === order(other);
}

function isSame(one: Version, other: Version): boolean {
  return isSameMinor(one, other) && one.patch === other.patch;
}

function text({ major, minor, patch }: Version): string {
  return [`v${major}.${minor}`, ...(patch === undefined ? [] : [patch])].join('.');
}
