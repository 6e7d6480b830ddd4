import { parse } from 'yaml';
import { remember } from '../cli/secrets';
import { qdrantContainer, type QdrantWorkload } from './qdrant-image';

/** The entries of a ConfigMap or a Secret. */
type Data = Readonly<Record<string, string>>;

/** Reads the ConfigMaps and Secrets of the pods. */
export interface PodData {
  readonly configMap: (name: string) => Promise<Data | undefined>;
  /** `'forbidden'` without the right to read the Secret. */
  readonly secret: (name: string) => Promise<Data | 'forbidden' | undefined>;
}

/** A setting of Qdrant. */
export interface Setting {
  /** `true` for a key: nothing else knows its value. */
  readonly value: unknown;
  /** Such as `production.yaml of ConfigMap qdrant`. */
  readonly source: string;
  /** The Secret with the value, and its entry with nothing but the value. */
  readonly secret?: { readonly name: string; readonly entry?: string };
}

/** The settings with which Qdrant starts. */
export interface QdrantSettings {
  /** By their paths, e.g. `service.api_key`. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Secrets that give settings to Qdrant, and that cannot be read. */
  readonly unread: readonly string[];
}

export const API_KEY = 'service.api_key';
export const READ_ONLY_KEY = 'service.read_only_api_key';
const KEYS = [API_KEY, READ_ONLY_KEY, 'service.alt_api_key'];

/** The folder in which Qdrant starts. */
const HOME = '/qdrant';
const EXTENSIONS = ['yaml', 'yml', 'json'];

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

/** The file of a mounted ConfigMap or Secret. */
interface MountedFile {
  readonly text: string;
  readonly source: string;
  readonly secret?: { readonly name: string; readonly data: Data };
}

/** Reads the settings in Qdrant's own order: its files, and then its environment variables. */
export async function settingsOf(workload: QdrantWorkload, data: PodData): Promise<QdrantSettings> {
  const settings = new Map<string, Setting>();
  const unread = new Set<string>();
  const variables = await variablesOf(workload, data, unread);
  const mode = variables.get('RUN_MODE')?.value ?? 'production';
  const { command = [], args = [] }: any = qdrantContainer(workload) ?? {};
  const given = /--config-path[ =]+'?"?([^\s'"]+)/.exec([...command, ...args].join(' '))?.[1];
  const names = ['config', String(mode), 'local'].flatMap(name => EXTENSIONS.map(end => `config/${name}.${end}`));
  for (const path of [...names, ...(given ? [given] : [])]) {
    const file = await fileOf(workload, absolute(path), data, unread);
    for (const [setting, value] of file ? leaves(parse(file.text)) : []) {
      settings.set(setting, settingOf(setting, value, file!));
    }
  }
  for (const [name, variable] of variables) {
    const setting = pathOf(name);
    if (setting !== undefined) {
      settings.set(setting, isKey(setting) ? { ...variable, value: hide(variable.value) } : variable);
    }
  }
  // Qdrant needs no key if the key is empty.
  KEYS.filter(key => !settings.get(key)?.value).forEach(key => settings.delete(key));
  return { settings, unread: [...unread] };
}

/** The setting of an environment variable: `service.api_key` of `QDRANT__SERVICE__API_KEY`. */
export function pathOf(variable: string): string | undefined {
  return /^qdrant__/i.test(variable)
    ? variable
        .toLowerCase()
        .replace(/^qdrant__/, '')
        .replaceAll('__', '.')
    : undefined;
}

/**
 * Where a folder of Qdrant is stored: the volume, and the folder inside of it.
 *
 * @param setting The setting of the folder. @param fallback Qdrant's default for the setting.
 */
export function placeOf(workload: QdrantWorkload, { settings }: QdrantSettings, setting: string, fallback: string) {
  const folder = absolute(String(settings.get(setting)?.value ?? fallback));
  const mount = mountOf(workload, folder);
  if (!mount) {
    return undefined;
  }
  const { spec, metadata }: any = workload;
  const volume = (spec.template.spec.volumes ?? []).find(({ name }: any) => name === mount.name);
  const isTemplate = (spec.volumeClaimTemplates ?? []).some(({ metadata: of }: any) => of.name === mount.name);
  const claim: string | undefined = volume?.persistentVolumeClaim?.claimName;
  const isOfTemplate = isTemplate || (claim !== undefined && claim.startsWith(`${mount.name}-${metadata.name}-`));
  return {
    volume: isOfTemplate ? mount.name : JSON.stringify(volume ?? mount.name),
    isTemplate: isOfTemplate,
    folder: inside(mount, folder),
  };
}

function absolute(path: string): string {
  const parts = (path.startsWith('/') ? path : `${HOME}/${path}`)
    .split('/')
    .filter(part => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** The mount with a path, the deepest one. */
function mountOf(workload: QdrantWorkload, path: string): Mount | undefined {
  const { volumeMounts = [] }: { volumeMounts?: readonly Mount[] } = (qdrantContainer(workload) as any) ?? {};
  return [...volumeMounts]
    .filter(({ mountPath }) => `${path}/`.startsWith(`${absolute(mountPath)}/`))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
}

/** The path inside of a volume. */
function inside({ mountPath, subPath, subPathExpr }: Mount, path: string): string {
  const rest = path.slice(absolute(mountPath).length);
  return [subPathExpr ?? subPath ?? '', rest]
    .flatMap(part => part.split('/'))
    .filter(Boolean)
    .join('/');
}

async function fileOf(
  workload: QdrantWorkload,
  path: string,
  data: PodData,
  unread: Set<string>,
): Promise<MountedFile | undefined> {
  const mount = mountOf(workload, path);
  const volumes: any[] = (workload.spec as any)?.template.spec.volumes ?? [];
  const volume = volumes.find(({ name }) => name === mount?.name);
  if (!mount || !volume) {
    return undefined;
  }
  for (const { configMap, secret } of [volume, ...(volume.projected?.sources ?? [])]) {
    const { items }: { items?: { key: string; path: string }[] } = configMap ?? secret ?? {};
    const file = inside(mount, path);
    const key = items ? items.find(item => item.path === file)?.key : file;
    if (key === undefined || (!configMap && !secret)) {
      continue;
    }
    if (configMap) {
      const text = (await data.configMap(configMap.name))?.[key];
      if (text !== undefined) {
        return { text, source: `${key} of ConfigMap ${configMap.name}` };
      }
      continue;
    }
    const name: string = secret.secretName ?? secret.name;
    const entries = await data.secret(name);
    if (entries === 'forbidden') {
      unread.add(name);
    } else if (entries?.[key] !== undefined) {
      return { text: entries[key], source: `${key} of Secret ${name}`, secret: { name, data: entries } };
    }
  }
  return undefined;
}

/** The environment variables of Qdrant, in their order. */
async function variablesOf(workload: QdrantWorkload, data: PodData, unread: Set<string>) {
  const { env = [], envFrom = [] }: any = qdrantContainer(workload) ?? {};
  const variables = new Map<string, Setting>();
  for (const { prefix = '', configMapRef, secretRef } of envFrom) {
    const name: string = (configMapRef ?? secretRef).name;
    const entries = await (configMapRef ? data.configMap(name) : data.secret(name));
    if (entries === 'forbidden') {
      unread.add(name);
      continue;
    }
    for (const [entry, value] of Object.entries(entries ?? {})) {
      const source = `${configMapRef ? 'ConfigMap' : 'Secret'} ${name}`;
      variables.set(prefix + entry, { value, source, ...(secretRef && { secret: { name, entry } }) });
    }
  }
  for (const { name, value = '', valueFrom } of env) {
    const { secretKeyRef: secret, configMapKeyRef: configMap } = valueFrom ?? {};
    if (secret) {
      const { name: of, key: entry } = secret;
      variables.set(name, { value: true, source: `Secret ${of}`, secret: { name: of, entry } });
    } else if (configMap) {
      const found = (await data.configMap(configMap.name))?.[configMap.key];
      variables.set(name, { value: found, source: `ConfigMap ${configMap.name}` });
    } else {
      variables.set(name, { value, source: `variable ${name}` });
    }
  }
  return variables;
}

function settingOf(setting: string, value: unknown, { source, secret }: MountedFile): Setting {
  const entry = Object.entries(secret?.data ?? {}).find(([, each]) => each === value)?.[0];
  return {
    value: isKey(setting) ? hide(value) : value,
    source,
    ...(secret && { secret: { name: secret.name, entry } }),
  };
}

function isKey(setting: string): boolean {
  return KEYS.includes(setting);
}

/** Whether there is a key. */
function hide(value: unknown): boolean {
  if (typeof value === 'string' && value !== '') {
    remember(value);
  }
  return Boolean(value);
}

/** The values of a tree, by their paths. */
function leaves(tree: unknown, path: readonly string[] = []): [path: string, value: unknown][] {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
    ? Object.entries(tree).flatMap(([name, value]) => leaves(value, [...path, name]))
    : [[path.join('.'), tree]];
}
