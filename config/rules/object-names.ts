import { type CrossFieldRule } from '../rule';
import { type Config } from '../schema';
import { LONGEST_CRON_JOB_NAME } from '../values/kubernetes';

/** The name of the objects of a part. */
interface PartName {
  readonly part: string;
  readonly name: string;
  readonly byDefault: string;
  /** The ends of the names of further CronJobs. */
  readonly suffixes: readonly string[];
  readonly isCronJob: boolean;
}

const KEYS = ['oauth2Proxy', 'valkey', 'scheduledBackup', 'reconcile', 'qdrant'].map(part => [part, 'name']);

/** The names of all parts. */
function namesOf({ oauth2Proxy, valkey, scheduledBackup, reconcile, qdrant }: Config): PartName[] {
  const named = (part: string, byDefault: string, name = byDefault, suffixes?: readonly string[]): PartName[] => [
    { part, name, byDefault, suffixes: suffixes ?? [], isCronJob: suffixes !== undefined },
  ];
  const withDrill = scheduledBackup?.drill ? ['-drill'] : [];
  const withRuns = [...(reconcile?.tlsSchedule ? ['-tls'] : []), ...(reconcile?.verify ? ['-verify'] : [])];
  return [
    ...named('oauth2Proxy', 'oauth2-proxy', oauth2Proxy.name),
    ...named('valkey', 'ephemeral-valkey', valkey.name),
    ...(scheduledBackup ? named('scheduledBackup', `${qdrant.name}-backup`, scheduledBackup.name, withDrill) : []),
    ...(reconcile ? named('reconcile', `${qdrant.name}-reconcile`, reconcile.name, withRuns) : []),
    ...named('qdrant', 'qdrant', qdrant.name),
  ];
}

/** The names of all objects of a part. */
const allOf = ({ name, suffixes }: PartName) => ['', ...suffixes].map(suffix => name + suffix);

/** The network policies that belong to no part. */
const policiesOf = ({ networkPolicies, certificate }: Config) =>
  networkPolicies.enabled ? ['deny-all', ...(certificate ? ['acme-solver'] : [])] : [];

/** Objects with one name would replace each other, and Services would select pods of both parts. */
const nameIsFree: CrossFieldRule = {
  keys: [...KEYS, ['scheduledBackup', 'drill'], ['reconcile', 'tlsSchedule'], ['reconcile', 'verify']],
  check: (config, isSet) => {
    const parts = namesOf(config);
    const violations = parts.flatMap(each => {
      const others = [...parts.filter(other => other !== each).flatMap(allOf), ...policiesOf(config)];
      return allOf(each).some(name => others.includes(name)) ? [{ ...each, others }] : [];
    });
    // The default of another part is not the mistake.
    const found = violations.findLast(({ part }) => isSet([part, 'name']));
    return (
      found && {
        path: [found.part, 'name'],
        value: found.name,
        problem: `another part of the stack has this name${found.suffixes.length > 0 ? `, or the name with ${found.suffixes.join(' or ')}` : ''}`,
        allowed: `a name other than ${found.others.slice(0, -1).join(', ')} and ${found.others.at(-1)}`,
        fix: found.others.includes(found.byDefault) ? 'use another name' : `write ${found.byDefault}`,
      }
    );
  },
};

/** A name by default contains `qdrant.name`, which can be too long for Jobs. */
const nameLeavesRoom: CrossFieldRule = {
  keys: nameIsFree.keys,
  check: (config, isSet) =>
    namesOf(config).flatMap(({ part, name, suffixes, isCronJob }) => {
      const path = isSet([part, 'name']) ? [part, 'name'] : ['qdrant', 'name'];
      const value = isSet([part, 'name']) ? name : config.qdrant.name;
      const ends = name.length - value.length + Math.max(0, ...suffixes.map(({ length }) => length));
      const most = LONGEST_CRON_JOB_NAME - ends;
      return isCronJob && value.length > most
        ? [
            {
              path,
              value,
              problem: `the names of the Jobs of ${part} are too long`,
              allowed: `at most ${most} characters`,
              fix: `shorten the value to ${most} characters${path[0] === part ? '' : `, or set ${part}.name`}`,
            },
          ]
        : [];
    }),
};

export const OBJECT_NAME_RULES: readonly CrossFieldRule[] = [nameIsFree, nameLeavesRoom];
