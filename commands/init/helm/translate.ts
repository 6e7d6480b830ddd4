import { isDeepStrictEqual } from 'node:util';
import { buildApp } from '../../../app';
import { checkConfig } from '../../../config/check';
import { formatPath, type Path, startsWith, valueAt } from '../../../config/path';
import type { Problem } from '../../../config/schema-problems';
import { nearestName } from '../../../config/unknown-key';
import { render } from '../../../stack/manifests';
import { type Context, isEmpty, type Outcome, type Row, valueOf } from './row';
import { DEFAULT_VALUES, TABLE } from './table';
import { isTree, merge, textOf, type Tree, withValue } from './tree';

/** An installation of the chart. */
export interface Installation {
  readonly values: Tree;
  readonly release: string;
  readonly namespace: string;
  readonly chartVersion?: string;
}

/** A key of the config, with the key of the chart that it is from. */
export interface Entry {
  readonly path: Path;
  readonly value: unknown;
  readonly from: string;
}

/** A key of the chart that the config does not say. */
export interface NotCarriedOver {
  readonly key: string;
  readonly problem: string;
  readonly sayAt: string;
}

/** The config of an installation of the chart. */
export interface Translation {
  readonly entries: readonly Entry[];
  readonly notCarriedOver: readonly NotCarriedOver[];
  readonly noEffect: readonly { readonly key: string; readonly reason: string }[];
  readonly toCheck: readonly string[];
  /** The keys that a person must add. */
  readonly toFillIn: readonly string[];
}

/** The part of a translation before the check of the config. */
export type Draft = Omit<Translation, 'toFillIn'>;

/** Translates an installation to keys of the config. @param base The keys that do not come from the chart. */
export function translate(installation: Installation, base: Tree): Translation {
  const context = contextOf(installation);
  const drafts = TABLE.map(row => read(row, installation.values, context));
  const draft: Draft = {
    entries: [
      { path: ['namespace'], value: installation.namespace, from: 'the namespace of the release' },
      ...drafts.flatMap(each => each.entries ?? []),
    ],
    notCarriedOver: [...drafts.flatMap(each => each.notCarriedOver ?? []), ...unknownKeys(installation.values)],
    noEffect: drafts.flatMap(each => each.noEffect ?? []),
    toCheck: drafts.flatMap(each => each.toCheck ?? []),
  };
  return completed(draft, base);
}

/** The data of a config. */
export function dataOf(entries: readonly Entry[], base: Tree): Tree {
  return entries.reduce<Tree>((tree, { path, value }) => withValue(tree, path, value) as Tree, base);
}

/** The name and the version that the chart makes of its values. */
function contextOf({ values: given, release, chartVersion }: Installation): Context {
  const values = merge(DEFAULT_VALUES, withoutMisplaced(given));
  const chart = textOf(values.nameOverride) ?? 'qdrant';
  const name = textOf(values.fullnameOverride) ?? (release.includes(chart) ? release : `${release}-${chart}`);
  return { values, release, name: name.slice(0, 63).replace(/-$/, ''), appVersion: appVersionOf(chartVersion) };
}

/** Charts of 1.x install the version of Qdrant with their own number, except for two. */
const OTHER_VERSIONS: Readonly<Record<string, string>> = { '1.12.2': 'v1.12.1', '1.12.3': 'v1.12.2' };

function appVersionOf(chartVersion = ''): string | undefined {
  const [, version] = /^v?(1\.\d+\.\d+)$/.exec(chartVersion) ?? [];
  return version === undefined ? undefined : (OTHER_VERSIONS[version] ?? `v${version}`);
}

/** Helm ignores a scalar where the chart has a mapping. */
function withoutMisplaced(given: Tree): Tree {
  return Object.fromEntries(
    Object.entries(given).filter(([key, value]) => isTree(value) || value === null || !isSection(key)),
  );
}

/** Whether rows are below a key. */
function isSection(key: string): boolean {
  return TABLE.some(row => row.key.startsWith(`${key}.`));
}

function read(row: Row, given: Tree, context: Context): Partial<Draft> {
  const { key, byDefault, sayAt, noEffect, ifTrue } = row;
  const value = valueOf(context, key);
  if (row.read) {
    return ofOutcomes(row.read(value, context), key);
  }
  const isUnchanged = isDeepStrictEqual(value, byDefault) || (isEmpty(value) && isEmpty(byDefault));
  if (valueAt(given, key.split('.')) === undefined || isUnchanged) {
    return {};
  }
  if (noEffect !== undefined) {
    return { noEffect: [{ key, reason: noEffect }] };
  }
  if (ifTrue !== undefined && valueOf(context, ifTrue) !== true) {
    return { noEffect: [{ key, reason: `the chart uses the key only with ${ifTrue}: true` }] };
  }
  return row.to
    ? { entries: [{ path: row.to, value, from: key }] }
    : { notCarriedOver: [{ key, problem: 'the config has no such key', sayAt: sayAt! }] };
}

/** The parts of a draft. @param key Where an outcome without a place is from. */
export function ofOutcomes(outcomes: readonly Outcome[], key: string): Partial<Draft> {
  return {
    entries: outcomes.flatMap(each =>
      'path' in each ? { path: each.path, value: each.value, from: each.from ?? key } : [],
    ),
    notCarriedOver: outcomes.flatMap(each =>
      'lost' in each ? { key: each.from ?? key, problem: each.lost, sayAt: each.sayAt } : [],
    ),
    toCheck: outcomes.flatMap(each => ('check' in each ? each.check : [])),
  };
}

/** Keys that the chart does not have, and scalars in place of its mappings. */
function unknownKeys(tree: Tree, above = ''): NotCarriedOver[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = above + name;
    if (TABLE.some(row => row.key === key)) {
      return [];
    }
    if (isSection(key)) {
      const misplaced = { key, problem: 'the chart has a mapping at this key', sayAt: 'remove the key' };
      return isTree(value) ? unknownKeys(value, `${key}.`) : value === null ? [] : [misplaced];
    }
    const known = TABLE.filter(row => row.key.startsWith(above)).map(row => row.key.slice(above.length).split('.')[0]!);
    const near = nearestName(name, [...new Set(known)]);
    const problem = `the chart has no such key${near === undefined ? '' : `; did you mean ${above}${near}?`}`;
    return [{ key, problem, sayAt: 'remove the key' }];
  });
}

/** Moves the entries that the config refuses to the keys that are not carried over. */
export function accepted(draft: Draft, base: Tree): { draft: Draft } & ReturnType<typeof checkConfig> {
  const checked = checkConfig(dataOf(draft.entries, base));
  const refused = checked.problems.flatMap(problem =>
    entriesOf(problem, draft.entries).map(entry => ({ entry, problem })),
  );
  return refused.length > 0 ? accepted(without(draft, refused), base) : { draft, ...checked };
}

/** The translation with a config that is valid, apart from the keys to fill in. */
export function completed(given: Draft, base: Tree): Translation {
  const { draft, config, problems } = accepted(given, base);
  const toFillIn = problems.map(({ path }) => formatPath(path));
  if (toFillIn.length > 0) {
    return { ...draft, toFillIn };
  }
  const message = synthesisProblem(() => render(buildApp(config)));
  const cause =
    message && draft.entries.find(({ path }) => isAnnotation(path) && message.includes(String(path.at(-1))));
  if (cause) {
    return completed(without(draft, [{ entry: cause, problem: refusedAnnotation(cause.path) }]), base);
  }
  return {
    ...draft,
    toCheck: [...draft.toCheck, ...(message ? [`synth refuses this config: ${message}`] : [])],
    toFillIn,
  };
}

interface Refused {
  readonly entry: Entry;
  readonly problem: Problem;
}

function without(draft: Draft, refused: readonly Refused[]): Draft {
  const entries = draft.entries.filter(each => !refused.some(({ entry }) => entry === each));
  const told = refused.filter(({ entry }, index) => refused.findIndex(each => each.entry === entry) === index);
  return {
    ...draft,
    entries,
    notCarriedOver: [
      ...draft.notCarriedOver,
      ...told.map(({ entry, problem: { path, problem, allowed } }) => ({
        key: entry.from,
        problem,
        sayAt: `${formatPath(path)}: ${allowed}`,
      })),
    ],
  };
}

/** The entries that a problem is about: its key or a mapping above, or all keys below. */
function entriesOf({ path }: Problem, entries: readonly Entry[]): Entry[] {
  const above = entries.filter(entry => startsWith(path, entry.path));
  return above.length > 0 ? above : entries.filter(entry => startsWith(entry.path, path));
}

function isAnnotation(path: Path): boolean {
  return path[0] === 'hostAnnotations';
}

function refusedAnnotation(path: Path): Problem {
  return {
    path,
    problem: 'the security rules refuse this annotation',
    allowed: 'annotations that do not bypass the sign-in',
    fix: 'remove the annotation',
  };
}

function synthesisProblem(synthesize: () => unknown): string | undefined {
  try {
    synthesize();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
