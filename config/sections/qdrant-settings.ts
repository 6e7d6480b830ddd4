import { QdrantChart, QdrantSettings } from 'cdk8s-qdrant';
import * as z from 'zod';
import { isMapping } from '../../cli/mapping';
import { looksSecret, MASK } from '../../cli/secrets';
import { issueOf, type Mistake } from '../issue';
import { valueAt } from '../path';

type Path = readonly string[];

interface SettingProblem {
  readonly path: PropertyKey[];
  readonly value?: unknown;
  readonly allowed: string;
  readonly mistake: Mistake;
}

const NAME = /^[a-z0-9_]+$/;

/** The settings end up in a ConfigMap, which holds at most 1 MiB. */
const MOST_CHARACTERS = 256 * 1024;

/** The settings that other keys of the config set. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  'storage.collection.replication_factor': 'qdrant.replicationFactor',
  'storage.collection.write_consistency_factor': 'qdrant.writeConsistencyFactor',
  'storage.snapshots_path': 'qdrant.snapshotStorage: data, for snapshots on the data volume',
  'tls.cert': 'qdrant.tls',
  'tls.key': 'qdrant.tls',
  'tls.ca_cert': 'qdrant.tls',
};

/** The sections with settings of the stack. */
const SECTIONS = [...new Set(QdrantChart.RESERVED_SETTINGS.flatMap(setting => sectionsAbove(setting.split('.'))))];

function sectionsAbove([section, ...rest]: Path): string[] {
  return rest.length === 0 ? [] : [section!, ...sectionsAbove(rest).map(below => `${section}.${below}`)];
}

/** Qdrant's own settings. They end up in a ConfigMap, so they must not contain secrets. */
export const qdrantSettings = z
  .record(z.string().meta({ pattern: NAME.source }), z.unknown(), 'a mapping of Qdrant settings')
  .check(({ value, issues }) => {
    const size = JSON.stringify(value).length;
    const problems =
      size > MOST_CHARACTERS
        ? [sizeProblem(size)]
        : [...secretProblems(value), ...nameProblems(value), ...sectionProblems(value), ...reservedProblems(value)];
    problems.forEach(({ path, value: found, allowed, mistake }) => issues.push(issueOf(found, allowed, mistake, path)));
  });

function sizeProblem(size: number): SettingProblem {
  return {
    path: [],
    allowed: `settings of at most ${MOST_CHARACTERS} characters as JSON`,
    mistake: { problem: `the settings have ${size} characters`, fix: 'remove settings' },
  };
}

function secretProblems(settings: unknown): SettingProblem[] {
  return secretPaths(settings).map(path => ({
    path,
    value: MASK,
    allowed: 'settings that are not secret',
    mistake: {
      problem: 'a config file must not contain a secret',
      fix: 'remove the setting; Secrets of the cluster give keys and passwords to Qdrant',
    },
  }));
}

function nameProblems(settings: unknown): SettingProblem[] {
  const secrets = new Set(secretPaths(settings).map(([key]) => key));
  return namePaths(settings)
    .filter(path => !NAME.test(path.at(-1)!) && !secrets.has(path[0]!))
    .map(path => ({
      path,
      allowed: 'names of lower-case letters, digits and underscores',
      mistake: nameMistake(path.at(-1)!),
    }));
}

function sectionProblems(settings: unknown): SettingProblem[] {
  return SECTIONS.map(section => section.split('.')).flatMap(path => {
    const found = valueAt(settings, path);
    return found === undefined || isMapping(found)
      ? []
      : {
          path,
          allowed: 'a mapping of settings',
          mistake: { problem: 'the value would replace settings of the stack', fix: 'remove the setting' },
        };
  });
}

function reservedProblems(settings: Readonly<Record<string, unknown>>): SettingProblem[] {
  return QdrantSettings.reserved(settings)
    .filter(setting => !looksSecret(setting))
    .map(setting => {
      const path = setting.split('.');
      const value = valueAt(settings, path);
      return { path, value, allowed: 'settings that the stack does not set', mistake: reservedMistake(setting) };
    });
}

function reservedMistake(setting: string): Mistake {
  const ownKey = OWN_KEYS[setting];
  return ownKey
    ? { problem: `the key ${ownKey} sets this value`, fix: `remove the setting, and set ${ownKey}` }
    : {
        problem: 'the stack sets this value, because other objects or the access without a key depend on it',
        fix: 'remove the setting',
      };
}

/** The paths of all names, as deep as the settings of the stack. Deeper names can be yours. */
function namePaths(tree: unknown, depth = 3): string[][] {
  return depth > 0 && isMapping(tree)
    ? Object.entries(tree).flatMap(([name, value]) => [
        [name],
        ...namePaths(value, depth - 1).map(path => [name, ...path]),
      ])
    : [];
}

function nameMistake(name: string): Mistake {
  const plain = name.toLowerCase().replaceAll('-', '_');
  return NAME.test(plain)
    ? { problem: 'Qdrant does not spell its settings in this form', fix: `write ${plain}` }
    : {
        problem: 'Qdrant reads the name as the path of a setting',
        fix: 'write the setting inside its section, as in service: { max_workers: 4 }',
      };
}

/** Paths with the name of a secret, or with a URL that has credentials. */
function secretPaths(tree: unknown): PropertyKey[][] {
  if (typeof tree !== 'object' || tree === null) {
    return typeof tree === 'string' && /:\/\/[^/?#]*@/.test(tree) ? [[]] : [];
  }
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = Array.isArray(tree) ? Number(name) : name;
    return looksSecret(name) ? [[key]] : secretPaths(value).map(path => [key, ...path]);
  });
}
