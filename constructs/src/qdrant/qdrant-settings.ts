import { posix } from 'node:path';
import { Images, isVersion } from '../common/images';
import { type Fields, isMapping } from '../common/mapping';
import { nearest } from '../common/nearest';
import { DECIDED_BY_PROPS, decidedSettings } from './qdrant-config';
import { SETTING_TABLE } from './qdrant-setting-table';

/**
 * A setting that Qdrant ignores, or that Qdrant or the stack cannot use.
 */
export interface QdrantSettingProblem {
  /** Names of the sections and the setting. */
  readonly path: string[];

  /** What is wrong. */
  readonly problem: string;

  /** The allowed values. */
  readonly allowed: string;

  /** What to do. */
  readonly fix: string;
}

/**
 * Checks of settings in the structure of the configuration file of Qdrant.
 */
export class QdrantSettings {
  /** Folders of the Qdrant container that Qdrant can write to. */
  public static readonly WRITABLE_PATHS: string[] = ['/qdrant/storage', '/qdrant/snapshots'];

  /** Paths of the settings that props of `QdrantChart` decide, e.g. `service.http_port`, among the given settings. */
  public static reserved(settings: { readonly [key: string]: unknown }): string[] {
    return decidedSettings(settings);
  }

  /**
   * Problems of settings, at most 20: names that a version of Qdrant does not have, values of wrong types, and paths outside of the
   * volumes.
   *
   * @param settings The settings.
   * @param image Image of Qdrant. Its tag is the version. With another tag, such as `latest`, the settings of every version are known.
   * @param allowUnknownSettings Whether names that the version does not have are no problem. By default: false.
   * @param writablePaths Folders that Qdrant can write to. By default: `WRITABLE_PATHS`.
   */
  public static problems(
    settings: { readonly [key: string]: unknown },
    image: string,
    allowUnknownSettings: boolean = false,
    writablePaths: string[] = QdrantSettings.WRITABLE_PATHS,
  ): QdrantSettingProblem[] {
    const context = { image, allowUnknownSettings, writablePaths, spell: (place: string) => place };
    const problems: QdrantSettingProblem[] = [];
    for (const { path, value } of leaves(settings)) {
      const problem = settingProblem(path, [value], context);
      if (problem) {
        problems.push(problem);
      }
      if (problems.length === MOST_PROBLEMS) {
        break;
      }
    }
    return problems;
  }

  private constructor() {}
}

/** People correct this many settings before they try again. */
const MOST_PROBLEMS = 20;

/** What decides about a setting beside its name and value. */
interface Context {
  readonly image: string;
  readonly allowUnknownSettings: boolean;
  readonly writablePaths: readonly string[];
  /** Spells the path of another setting in a fix. */
  readonly spell: (place: string) => string;
}

/** The problem of the environment variable of a setting. `text` is `undefined` for a value that only the cluster knows. */
export function variableProblem(
  setting: string,
  text: string | undefined,
  context: Omit<Context, 'spell'>,
): QdrantSettingProblem | undefined {
  const spell = (place: string) => `QDRANT__${place.toUpperCase().replaceAll('.', '__')}`;
  return settingProblem(setting.split('.'), text === undefined ? [] : readings(text), { ...context, spell });
}

/** What a text can mean to Qdrant: the text, or the boolean or number that Qdrant reads from it. */
function readings(text: string): unknown[] {
  return [
    text,
    ...(/^(?:true|on|yes|1)$/i.test(text) ? [true] : []),
    ...(/^(?:false|off|no|0)$/i.test(text) ? [false] : []),
    ...(/^[-+]?\d+(?:\.\d+)?$/.test(text) ? [Number(text)] : []),
  ];
}

interface Setting {
  /** The types and values, e.g. `text` and `json`; none for a section. */
  readonly types: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

let table: ReadonlyMap<string, Setting> | undefined;

/** The settings and sections of Qdrant, by their paths. */
function knownSettings(): ReadonlyMap<string, Setting> {
  table ??= new Map(parsedTable());
  return table;
}

function* parsedTable(): Generator<[string, Setting]> {
  const path: string[] = [];
  for (const line of SETTING_TABLE.trim().split('\n')) {
    const [name, type = '', ...versions] = line.trim().split(' ');
    path.splice(line.search(/\S/), Infinity, name!);
    const version = (word: string) => (versions.includes(word) ? versions[versions.indexOf(word) + 1] : undefined);
    const types = type === '' ? [] : type.replace(/\?$/, '|null').split('|');
    yield [path.join('.'), { types, since: version('since'), until: version('until') }];
  }
}

/** The values of settings. A mapping in place of a section or an unknown setting is not a value. */
function* leaves(settings: Fields, above: readonly string[] = []): Generator<{ path: string[]; value: unknown }> {
  for (const [name, value] of Object.entries(settings)) {
    const path = [...above, name];
    const isSection = !knownSettings().get(path.join('.'))?.types.length;
    if (isSection && isMapping(value)) {
      yield* leaves(value, path);
    } else if (value !== undefined) {
      yield { path, value };
    }
  }
}

/** The problem of a setting. Only one of its possible values must be right; none is checked without values. */
function settingProblem(
  path: readonly string[],
  values: readonly unknown[],
  context: Context,
): QdrantSettingProblem | undefined {
  const { image, allowUnknownSettings, writablePaths } = context;
  const name = path.join('.');
  const setting = knownSettings().get(name);
  const found = { path: [...path] };
  const isLater = setting?.since !== undefined && Images.isBefore(image, setting.since);
  if (allowUnknownSettings && (!setting || isLater || isRemoved(image, setting.until))) {
    return undefined;
  }
  if (!setting) {
    const problem = 'Qdrant has no such setting at this place';
    return { ...found, problem, allowed: namesBeside(path), fix: placeOf(path, context) };
  }
  if (isLater) {
    const allowed = `Qdrant v${setting.since} and later`;
    const fix = 'remove the setting, or upgrade Qdrant first';
    return { ...found, problem: 'this version of Qdrant does not have the setting', allowed, fix };
  }
  if (isRemoved(image, setting.until)) {
    const problem = 'this version of Qdrant does not have the setting any more';
    return { ...found, problem, allowed: `Qdrant before v${setting.until}`, fix: placeOf(path, context) };
  }
  if (values.length > 0 && !values.some(value => hasType(value, setting.types))) {
    const allowed = wordsOf(setting.types) || `a mapping of ${namesBelow(name).join(', ')}`;
    return { ...found, problem: 'the value has a wrong type', allowed, fix: `write ${allowed}` };
  }
  const [value] = values;
  return typeof value === 'string' ? stringProblem(name, value, found, writablePaths) : undefined;
}

/** Settings with a file or folder that Qdrant creates. */
const PATHS = ['audit.dir', 'logger.on_disk.log_file', 'storage.temp_path'];

function stringProblem(
  name: string,
  value: string,
  found: Pick<QdrantSettingProblem, 'path'>,
  writablePaths: readonly string[],
): QdrantSettingProblem | undefined {
  // The image starts Qdrant in this folder.
  const absolute = posix.resolve('/qdrant', value);
  if (PATHS.includes(name) && !writablePaths.some(path => `${absolute}/`.startsWith(`${path}/`))) {
    const problem = 'the path is outside of the volumes, and the other folders of the container are read-only';
    const allowed = `a path below ${writablePaths.join(', ')}`;
    return {
      ...found,
      problem,
      allowed,
      fix: `for example, write /qdrant/storage/${posix.basename(value) || 'files'}`,
    };
  }
  if (name === 'service.metrics_prefix' && !/^(?:[A-Za-z_]\w*)?$/.test(value)) {
    const problem = 'the names of metrics cannot start with the value';
    return { ...found, problem, allowed: 'letters, digits and underscores', fix: 'for example, write vectors_' };
  }
  return undefined;
}

/** The types of values, with their words in messages. Every other type in the table is a literal value. */
const TYPES: Readonly<Record<string, readonly [words: string, test: (value: unknown) => boolean]>> = {
  boolean: ['true or false', value => typeof value === 'boolean'],
  string: ['a string', value => typeof value === 'string'],
  count: ['an integer of 0 or more', value => Number.isInteger(value) && (value as number) >= 0],
  integer: ['an integer', value => Number.isInteger(value)],
  number: ['a number', value => Number.isFinite(value)],
  list: ['a list', value => Array.isArray(value)],
  mapping: ['a mapping', value => isMapping(value)],
};

/** Whether a value has one of the types. A mapping is the value of a section, which has no types. */
function hasType(value: unknown, types: readonly string[]): boolean {
  const isLiteral = typeof value !== 'object' || value === null;
  const fits = (type: string) => TYPES[type]?.[1](value) ?? (isLiteral && String(value) === type);
  return types.length === 0 ? isMapping(value) : types.some(fits);
}

function wordsOf(types: readonly string[]): string {
  return types.map(type => TYPES[type]?.[0] ?? type).join(' or ');
}

/** The names in the section of an unknown setting. */
function namesBeside(path: readonly string[]): string {
  const section = path.slice(0, -1);
  while (section.length > 0 && !knownSettings().has(section.join('.'))) {
    section.pop();
  }
  const names = namesBelow(section.join('.')).join(', ');
  return section.length === 0 ? names : `in section ${section.join('.')}: ${names}`;
}

function namesBelow(section: string): string[] {
  const start = section && `${section}.`;
  const below = [...knownSettings().keys()]
    .filter(name => name.startsWith(start))
    .map(name => name.slice(start.length));
  return below.filter(name => !name.includes('.'));
}

/** Where to write a setting instead: by the same name in another section, or by a similar name. */
function placeOf(path: readonly string[], { image, spell }: Context): string {
  const settings = [...knownSettings()].filter(([, { types, until }]) => types.length > 0 && !isRemoved(image, until));
  const names = settings.map(([name]) => name);
  const sameName = names.filter(name => name.split('.').at(-1) === path.at(-1));
  const plain = new Map(names.map(name => [name.replaceAll('.', '_'), name]));
  const similar = plain.get(nearest(path.join('_'), [...plain.keys()]) ?? '');
  const found = sameName.length > 0 ? sameName : similar ? [similar] : [];
  const [first, ...others] = found.filter(name => !(name in DECIDED_BY_PROPS)).slice(0, 3);
  if (first) {
    const since = knownSettings().get(first)?.since;
    const upgrade = since && Images.isBefore(image, since) ? `upgrade Qdrant to v${since} first, and ` : '';
    return `${upgrade}write it as ${[first, ...others].map(spell).join(' or ')}`;
  }
  return found.length > 0
    ? `remove the setting: the stack sets ${found[0]}`
    : 'remove the setting; or set allowUnknownSettings, for a setting of another version';
}

function isRemoved(image: string, until: string | undefined): boolean {
  return until !== undefined && isVersion(image) && !Images.isBefore(image, until);
}
