import { eq, lt, type SemVer } from 'semver';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Manifest } from '../../stack/manifests';
import { unfinished } from '../../stack/pods';
import { qdrantContainer, versionOfWorkload, versionText } from '../../stack/qdrant-image';

/** A StatefulSet with its status. Pods without a StatefulSet have no status. */
type Running = Manifest & { readonly status?: unknown };

interface Problem {
  readonly reason: string;
  readonly fix: string;
}

/**
 * Checks whether the database may go from the running version to the wanted version. Qdrant reads the data of the previous
 * minor version, and of no later version.
 *
 * @param live The running StatefulSet, if there is one.
 * @param allowJump Whether a refusal becomes a note.
 * @returns what a person should know before the upgrade, one sentence each
 * @throws Failure where the upgrade skips a minor version, or is a downgrade
 */
export function checkUpgrade(live: Running | undefined, wanted: Manifest, allowJump: boolean): string[] {
  const to = qdrantContainer(wanted)?.image;
  if (!live || to === undefined) {
    return [];
  }
  const from = qdrantContainer(live)?.image;
  if (from === to) {
    return [];
  }
  const backUp = `back up first: ${commandLine('backup', 'create')}`;
  const before = versionOfWorkload(live);
  const after = versionOfWorkload(wanted);
  if (from === undefined || !before || !after) {
    const unknown = before ? `image ${to}` : from === undefined ? 'the running pods' : `image ${from}`;
    return [
      `the version of Qdrant cannot be read from ${unknown}, so nothing checks the upgrade to ${to}; set qdrant.version, and ${backUp}`,
    ];
  }
  const problem = problemOf(before, after) ?? rolloutProblem(live, before, after);
  if (problem === undefined) {
    return eq(before, after) ? [] : [`Qdrant ${versionText(before)} becomes ${versionText(after)}; ${backUp}`];
  }
  const upgrade = `Qdrant would go from ${versionText(before)} to ${versionText(after)}`;
  if (allowJump) {
    return [`${upgrade}: ${problem.reason}; ${backUp}`];
  }
  const { kind, metadata } = wanted;
  throw new Failure(
    `${upgrade} (${kind} ${metadata.namespace}/${metadata.name}): ${problem.reason}`,
    `${problem.fix}, and ${backUp}. To upgrade all the same: --allow-version-jump`,
  );
}

/** The upgrade before this one must be complete: 1.17 cannot read data that 1.16 has not converted. */
function rolloutProblem(live: Running, before: SemVer, after: SemVer): Problem | undefined {
  const matters = live.status !== undefined && live.spec.replicas !== 0 && before.minor !== after.minor;
  const problem = matters ? unfinished(live) : undefined;
  return problem === undefined
    ? undefined
    : {
        reason: `${versionText(before)} is not rolled out yet: ${problem}`,
        fix: `wait until the rollout ends, or find out what blocks it (${commandLine('status')})`,
      };
}

function problemOf(before: SemVer, after: SemVer): Problem | undefined {
  if (lt(after, before)) {
    return {
      reason: 'an older version may not read the data of a newer version',
      fix: `set images.qdrant in the config to ${versionText(before)} or later; to go back, restore a backup into a new installation`,
    };
  }
  if (after.major !== before.major || after.minor > before.minor + 1) {
    return {
      reason: 'Qdrant is upgraded one minor version at a time',
      fix: `first deploy the latest ${before.major}.${before.minor + 1}, wait until it runs, and continue from there`,
    };
  }
  return undefined;
}
