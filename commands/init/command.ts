import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import { io } from '../../cli/io';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import { docsPage } from '../../cli/pages';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { ConfigError } from '../../config/errors';
import { configFile, LOCAL_CONFIG } from '../../config/load';
import { PROFILE_NAMES } from '../../config/profiles';
import { isScript } from '../../config/script';
import { connectCluster } from '../../stack/kubernetes';
import { withKubeconfig } from '../options';
import { fromCluster as configOfCluster } from './cluster/from-cluster';
import { readRunning } from './cluster/running';
import { fromHelm, lists } from './helm/from-helm';
import { interview } from './interview';
import { PLATFORMS, platformAnswers } from './platforms';
import { answerOf, type Answers, defaultOf, type Key, KEYS, meaningOf, missingKeys, problemsOf } from './questions';
import { fillIn } from './template';

/** The options for an installation that exists. */
interface SourceLine {
  readonly fromValues?: string;
  readonly release?: string;
  readonly namespace?: string;
  readonly chartVersion?: string;
  readonly fromCluster?: boolean;
  readonly statefulSet?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

type InitLine = Answers & SourceLine & CommonOptions;

/** These files are next to the code, in a clone and in the installed package. */
const TEMPLATE = join(__dirname, '..', '..', 'config.yaml');
const SCHEMA = join(__dirname, '..', '..', 'config.schema.json');

const HELP = `
Writes config.yaml, or the file in QDRANT_CONFIG. In a clone, config.yaml is an example, so the command writes
config.local.yaml, which Git ignores. Never replaces an existing file. In a terminal, the command asks for every
value without an option. With --quiet, with --output json, or without a terminal, the command asks nothing and needs
--domain-name. The file has all other keys too, mostly as comments with their defaults.

With --platform thinkube, the config fits the Gateway of Thinkube. In profile seed, it also fits the Qdrant that the
playbooks of Thinkube installed: ${docsPage('thinkube')}

With --platform k3s, the config is of profile production, for one node and the Traefik that k3s installs.

With --from-values, the config keeps an installation of the Helm chart qdrant as the installation is. The file has the values
of the chart, an Argo CD Application or a Flux HelmRelease. The command lists every key that the config cannot have, and where
to write the key: ${docsPage('taking-over')}

With --from-cluster, the config keeps the Qdrant that runs in the namespace of --namespace as it runs, whoever installed it: its
StatefulSet, settings, volumes, Services, routes, sign-in, monitoring and network policies. The command only reads, and reads no
Secret. It needs the rights in docs/examples/init-rbac.yaml.

In profile production, dashboard.access has no default: name a group with --group. The pods of an ingress controller have a
default only for ingress-nginx. The command lists the keys that you must fill in. Images come from their publishers, unless you use --harbor-registry.

Exit codes: 0 written, 1 error, 2 wrong use.`;

/** Defines the command that writes a first config. */
export function define(command: Command): void {
  for (const key of KEYS) {
    const byDefault = defaultOf(key, { domainName: 'example.com' })?.replace('example.com', '{domainName}');
    const suffix = byDefault === undefined ? '' : ` (default: ${byDefault})`;
    const option = new Option(`${optionOf(key)} <value>`, `${meaningOf(key)}${suffix}`);
    if (key === 'profile') {
      // For the help and the completion. The check of the config refuses other values, with a fix.
      option.argChoices = [...PROFILE_NAMES];
    }
    command.addOption(option);
  }
  command.option('--group <path>', meaningOf('group'));
  command.addOption(
    new Option(
      '--platform <name>',
      'write the keys of this platform, such as its Gateway or its ingress class',
    ).choices(PLATFORMS),
  );
  command
    .option('--from-values <file>', 'write the config of this installation of the Helm chart qdrant')
    .option('--release <name>', 'with --from-values: name of the release (default: from the file, or qdrant)')
    .option('--chart-version <version>', 'with --from-values: version of the chart (default: from the file)')
    .option('--from-cluster', 'write the config of the Qdrant that runs in a namespace', false)
    .option(
      '-n, --namespace <name>',
      'namespace of the installation (default: qdrant; with --from-values: from the file, or qdrant)',
    )
    .option('--stateful-set <name>', 'with --from-cluster: the StatefulSet of Qdrant, if the namespace has several');
  withKubeconfig(command, 'with --from-cluster: ');
  defineCommand<InitLine>(command, {
    help: HELP,
    examples: [
      ['Write a config in profile production', '--domain-name', 'example.net', '--profile', 'production'],
      [
        'Write a config for k3s with Traefik',
        ...['--platform', 'k3s', '--domain-name', 'example.net', '--group', '/search/admins'],
      ],
      ['Keep an installation of the Helm chart', '--from-values', 'values.yaml', '--domain-name', 'example.net'],
      ['Keep what runs in a namespace', '--from-cluster', '-n', 'vectors', '--domain-name', 'example.net'],
    ],
    misuse: ({ output, quiet, ...line }) => {
      const { source, given } = split(line);
      return (
        sourceMisuse(source, given) ??
        platformMisuse(given) ??
        misuseOf(withPlatform(given), asks({ output, quiet }) || isInstalled(source))
      );
    },
    run: ({ output, quiet, ...line }) => {
      const { source, given: options } = split(line);
      const given = withPlatform(options);
      let file = configFile();
      let toFillIn: readonly string[] = [];
      let told: ReturnType<typeof configOfCluster>['told'] | undefined;
      const execution = {
        interrupted: 'The command wrote nothing.',
        work: async () => {
          file = newConfig();
          if (existsSync(file)) {
            throw existsAlready(file);
          }
          const installed = await installation(source, given, schemaFor(file));
          if (installed) {
            writeNew(file, installed.text);
            ({ told, toFillIn } = installed);
            return;
          }
          const answers = asks({ output, quiet }) ? await interview(given) : given;
          writeNew(file, fillIn(readFileSync(TEMPLATE, 'utf8'), answers, schemaFor(file)));
          toFillIn = missingKeys(answers);
        },
        text: () => {
          const task = toFillIn.length > 0 ? `Fill in ${toFillIn.join(' and ')}. ` : '';
          const written = `The command wrote ${file}. ${task}Next: ${commandLine('synth')}`;
          return told ? [written, ...lists(told)].join('\n') : written;
        },
        fields: () => ({ file, toFillIn, ...told }),
      };
      return execute({ output, quiet }, execution);
    },
  });
}

/** The file to write. The example of a clone stays as it is. */
function newConfig(): string {
  const file = configFile();
  if (isScript(file) && !existsSync(file)) {
    throw new Failure(
      `${file} is not the name of a YAML file, and init writes YAML`,
      'set the environment variable QDRANT_CONFIG to a file with the extension .yaml',
    );
  }
  return resolve(file) === TEMPLATE ? LOCAL_CONFIG : file;
}

function withPlatform(given: Answers): Answers {
  return { ...platformAnswers(given.platform), ...given };
}

/** Whether a person can answer questions. */
function asks({ output, quiet }: CommonOptions): boolean {
  return Boolean(io().stdin.isTTY && io().stdout.isTTY) && output === 'text' && !quiet;
}

/** `--domain-name` for `domainName`. */
function optionOf(key: Key | 'group' | keyof SourceLine): string {
  return `--${key.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`)}`;
}

function misuseOf(given: Answers, isAsked: boolean): string | undefined {
  const problems = problemsOf(given).map(problem => ({ ...problem, path: optionOf(answerOf(problem.path)!) }));
  if (problems.length > 0) {
    return new ConfigError('init', problems).message;
  }
  return given.domainName === undefined && !isAsked
    ? `without a terminal, ${optionOf('domainName')} is required; ${KEYS.slice(1).map(optionOf).join(', ')} are optional`
    : undefined;
}

/** The options about an installation, apart from the answers. */
function split(line: Answers & SourceLine) {
  const { fromValues, release, namespace, chartVersion, fromCluster, statefulSet, kubeconfig, context, ...given } =
    line;
  const source = { fromValues, release, namespace, chartVersion, fromCluster, statefulSet, kubeconfig, context };
  return { source, given };
}

function isInstalled({ fromValues, fromCluster }: SourceLine): boolean {
  return fromValues !== undefined || fromCluster === true;
}

/** The config of an installation that exists. Undefined for a new installation. */
async function installation(source: SourceLine, given: Answers, schema: string | undefined) {
  const { fromValues, release, namespace, chartVersion, fromCluster, statefulSet, context } = source;
  if (fromValues !== undefined) {
    return fromHelm({ file: fromValues, release, namespace, chartVersion }, given, schema);
  }
  if (!fromCluster) {
    return undefined;
  }
  const cluster = await connectCluster(context, { page: 'taking-over' });
  return configOfCluster(await readRunning(cluster, { namespace: namespace ?? 'qdrant', statefulSet }), given, schema);
}

/** The other keys of a platform are those of its controller. */
function platformMisuse({ platform, ingressClassName }: Answers): string | undefined {
  return platform !== undefined && ingressClassName !== undefined
    ? `--platform ${platform} excludes ${optionOf('ingressClassName')}: the config names the controller of the platform`
    : undefined;
}

/** The options of each source. */
const OF_VALUES = ['release', 'chartVersion'] as const;
const OF_CLUSTER = ['statefulSet', 'kubeconfig', 'context'] as const;

function sourceMisuse(source: SourceLine, { group }: Answers): string | undefined {
  const { fromValues, fromCluster, namespace } = source;
  const ofValues = OF_VALUES.find(key => source[key] !== undefined);
  const ofCluster = OF_CLUSTER.find(key => source[key] !== undefined);
  if (fromValues !== undefined && fromCluster) {
    return '--from-values excludes --from-cluster: choose the file or the namespace';
  }
  if (group !== undefined && isInstalled(source)) {
    return '--group excludes --from-values and --from-cluster: write dashboard.access in the config';
  }
  if (ofValues !== undefined && fromValues === undefined) {
    return `${optionOf(ofValues)} needs --from-values`;
  }
  if (ofCluster !== undefined && !fromCluster) {
    return `${optionOf(ofCluster)} needs --from-cluster`;
  }
  return namespace !== undefined && !isInstalled(source)
    ? '--namespace needs --from-values or --from-cluster'
    : undefined;
}

/** Writes a new file, completely or not at all. */
function writeNew(file: string, text: string): void {
  let created = false;
  try {
    // A single call would not tell an existing file from an incomplete one.
    writeFileSync(file, '', { flag: 'wx' });
    created = true;
    writeFileSync(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (created) {
      rmSync(file, { force: true });
    }
    throw code === 'EEXIST'
      ? existsAlready(file)
      : new Failure(`Could not write ${file}: ${message}`, 'create its folder, and check the permissions', {
          cause: error,
        });
  }
}

function existsAlready(file: string): Failure {
  return new Failure(
    `${file} already exists, and the command did not change it`,
    'edit the file, or set the environment variable QDRANT_CONFIG to another file',
  );
}

/** The path of the schema for editors. Undefined if the schema is in a temporary folder, as with npx. */
function schemaFor(file: string): string | undefined {
  const path = relative(dirname(resolve(file)), SCHEMA)
    .split(sep)
    .join('/');
  return /^(?:node_modules\/.*|[^/]+)$/.test(path) ? `./${path}` : undefined;
}
