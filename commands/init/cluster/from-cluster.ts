import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../cli/failure';
import { checkConfig } from '../../../config/check';
import { PART_OF, TOOL } from '../../../config/names';
import { formatPath, valueAt } from '../../../config/path';
import { PROFILE_NAMES } from '../../../config/profiles';
import type { LiveObject } from '../../../clients/kubernetes/objects';
import { Expected, type ExpectedObject } from '../../../stack/expected';
import { configText } from '../helm/document';
import { baseOf, domainOf } from '../helm/from-helm';
import { type Outcome, set } from '../helm/row';
import { accepted, completed, dataOf, type Draft, type Entry, ofOutcomes, type Translation } from '../helm/translate';
import { textOf, type Tree } from '../helm/tree';
import type { Answers } from '../questions';
import { accountOutcomes, databaseContainer, databaseOutcomes, processOutcomes } from './database';
import { podOutcomes, type Workload } from './pod-fields';
import type { Running } from './running';
import { annotationOutcomes, routeOutcomes } from './routes';
import { otherOptionOutcomes, proxyContainer, proxyOptions, signInOutcomes } from './sign-in';
import {
  budgetOutcomes,
  monitorOutcomes,
  nameOutcomes,
  storeContainer,
  storeOf,
  surroundingOutcomes,
} from './surroundings';

/** Keys that stand in the config even where they are the defaults. A later default would change the installation. */
const ALWAYS_WRITTEN = [
  ...['namespace', 'apiHostname', 'dashboardHostname', 'images.qdrant', 'qdrant.replicas'],
  ...['qdrant.storage.size', 'apiKeys.enabled'],
];

/** The config of what runs in a namespace, and what the config cannot say. */
export function fromCluster(running: Running, answers: Answers, schema: string | undefined) {
  const { namespace, qdrant } = running;
  const first = draftOf([
    set('namespace', namespace, 'the namespace of the StatefulSet'),
    ...databaseOutcomes(running),
    ...accountOutcomes(running),
    ...signInOutcomes(running),
    ...routeOutcomes(running),
    ...surroundingOutcomes(running),
  ]);
  const domainName = answers.domainName ?? domainOf(first) ?? cookieDomainOf(running);
  if (domainName === undefined) {
    throw new Failure(
      `Namespace ${namespace} has no host name from which the domain follows`,
      'add --domain-name, with the domain of the cluster',
    );
  }
  const bases = profilesFor(running, answers).map(profile => baseOf({ ...answers, profile, domainName }));
  const [best] = bases
    .map(base => ({ base, translation: translated(running, first, base) }))
    .sort((one, other) => sizeOf(one.translation) - sizeOf(other.translation));
  const { base, translation } = best!;
  const { notCarriedOver, noEffect, toCheck, toFillIn } = translation;
  const origin = `namespace ${namespace}: StatefulSet ${qdrant.metadata.name}`;
  return {
    text: configText(translation, base, { schema, origin, from: 'the fields of the running objects' }),
    toFillIn,
    told: { notCarriedOver, toCheck, noEffect },
  };
}

/** The profile, or every profile for a stack of this tool: the best one needs the fewest keys. */
function profilesFor({ qdrant }: Running, { profile }: Answers): (string | undefined)[] {
  return profile === undefined && qdrant.metadata.labels?.[PART_OF] === TOOL ? [...PROFILE_NAMES] : [profile];
}

function sizeOf({ entries, notCarriedOver, toCheck, toFillIn }: Translation): number {
  return entries.length + notCarriedOver.length + toCheck.length + toFillIn.length;
}

function translated(running: Running, first: Draft, base: Tree): Translation {
  const { draft, objects } = buildable(joined(first, draftOf([])), base);
  const all = joined(draft, draftOf(comparedOutcomes(running, objects)));
  return completed(minimal(buildable(all, base).draft, base), base);
}

/** The draft without an entry that a construct refuses. */
function withoutEntry(draft: Draft, entry: Entry, problem: string): Draft {
  return {
    ...draft,
    entries: draft.entries.filter(each => each !== entry),
    notCarriedOver: [...draft.notCarriedOver, { key: entry.from, problem, sayAt: formatPath(entry.path) }],
  };
}

const AS_IT_RUNS = 'the running installation is so';

/** The draft with a reason for each risk of the running installation, and the objects of its stack. */
function buildable(given: Draft, base: Tree): { draft: Draft; objects: readonly ExpectedObject[] } {
  const { draft, config } = accepted(given, base);
  try {
    return { draft, objects: new Expected(config).objects };
  } catch (error) {
    const { message } = error as Error;
    const [, risk] = /acceptedRisks\.(\w+)/.exec(message) ?? [];
    const isAccepted = draft.entries.some(({ path }) => path.join('.') === `acceptedRisks.${risk}`);
    if (risk === undefined || isAccepted) {
      const [, prop] = /^\w+: (\w+)/.exec(message) ?? [];
      const cause = draft.entries.find(({ path }) => path[0] === 'qdrant' && path.includes(prop ?? ''));
      return cause ? buildable(withoutEntry(draft, cause, message), base) : { draft, objects: [] };
    }
    const reason = [
      set(`acceptedRisks.${risk}`, AS_IT_RUNS, 'the running installation'),
      { check: `The config accepts the risk ${risk} of the running installation. ${message}` },
    ];
    return buildable(joined(draft, draftOf(reason)), base);
  }
}

function draftOf(outcomes: readonly Outcome[]): Draft {
  const { entries = [], notCarriedOver = [], noEffect = [], toCheck = [] } = ofOutcomes(outcomes, 'the installation');
  return { entries, notCarriedOver, noEffect, toCheck };
}

/** The first of two entries for one key wins. */
function joined(one: Draft, other: Draft): Draft {
  return {
    entries: unique([...one.entries, ...other.entries]),
    notCarriedOver: [...one.notCarriedOver, ...other.notCarriedOver],
    noEffect: [...one.noEffect, ...other.noEffect],
    toCheck: [...one.toCheck, ...other.toCheck],
  };
}

function unique(entries: readonly Entry[]): Entry[] {
  return [...new Map([...entries].reverse().map(each => [formatPath(each.path), each])).values()].reverse();
}

/** The entries whose values are not the defaults. */
function minimal(draft: Draft, base: Tree): Draft {
  return draft.entries.reduce<Draft>((reduced, entry) => {
    const entries = reduced.entries.filter(each => each !== entry);
    const { config } = checkConfig(dataOf(entries, base));
    const value = valueAt(config, entry.path);
    // One reason for a risk is enough.
    const isDefault =
      isDeepStrictEqual(value, entry.value) || (entry.path[0] === 'acceptedRisks' && value !== undefined);
    return isDefault && !ALWAYS_WRITTEN.includes(formatPath(entry.path)) ? { ...reduced, entries } : reduced;
  }, draft);
}

/** What differs between the running objects and those that the stack would have. */
function comparedOutcomes(running: Running, ours: readonly ExpectedObject[]): Outcome[] {
  const { qdrant, oauth2Proxy } = running;
  const store = storeOf(running);
  const workload = (part: Workload['part'], live: LiveObject, container: Workload['container']): Workload => ({
    ...{ part, live, container },
    ours: ours.find(({ kind, metadata }) => kind === live.kind && metadata.name === live.metadata.name),
    isOfChart: part === 'qdrant' && textOf(live.metadata.labels?.['helm.sh/chart'])?.startsWith('qdrant-') === true,
  });
  const database = workload('qdrant', qdrant, databaseContainer);
  const proxy = oauth2Proxy && workload('oauth2Proxy', oauth2Proxy, proxyContainer);
  return [
    ...podOutcomes(database),
    ...processOutcomes(database),
    ...budgetOutcomes(running, qdrant, 'qdrant', ours),
    ...(proxy ? [...podOutcomes(proxy), ...budgetOutcomes(running, proxy.live, 'oauth2Proxy', ours)] : []),
    ...(store ? podOutcomes(workload('valkey', store, storeContainer)) : []),
    ...monitorOutcomes(running, ours),
    ...otherOptionOutcomes(running, ours),
    ...annotationOutcomes(running, ours),
    ...nameOutcomes(running, ours),
  ];
}

function cookieDomainOf({ oauth2Proxy, configMaps }: Running): string | undefined {
  const domains = oauth2Proxy ? proxyOptions(oauth2Proxy, configMaps).cookie_domains : undefined;
  const [domain] = Array.isArray(domains) ? domains : [];
  return textOf(domain)?.replace(/^\./, '');
}
