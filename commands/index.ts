import type { Command } from 'commander';

/** One command of the command line. */
export interface CommandEntry {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Loads the module that adds the options, the help and the action to the command. */
  readonly load: () => { readonly define: (command: Command) => void };
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** All commands, in the order of `--help`. The command that is asked for is loaded alone, so that `synth` starts fast. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'Writes a commented config for your cluster, to begin with.',
    load: () => require('./init/command'),
  },
  {
    name: 'synth',
    summary: 'Makes the manifests of the config. The same config gives the same bytes.',
    load: () => require('./synth/command'),
  },
  {
    name: 'deploy',
    summary: 'Makes the cluster as the config says: hook, manifests, rollouts and checks, any number of times.',
    load: () => require('./deploy/command'),
  },
  {
    name: 'hook',
    summary: "Makes Keycloak and the cluster's Secrets match the config, any number of times.",
    load: () => require('./hook/command'),
  },
  {
    name: 'verify',
    summary: 'Checks that what runs is what the config says, and that nobody gets in without signing in.',
    load: () => require('./verify/command'),
  },
  {
    name: 'status',
    summary: 'Shows what runs: versions, pods, collections, volumes, certificate, and drift from the config.',
    load: () => require('./status/command'),
  },
  {
    name: 'backup',
    summary: 'Backs up every collection of Qdrant, and checks backups.',
    load: () => require('./backup/command'),
  },
  {
    name: 'restore',
    summary: 'Restores collections from a backup, after everything has been checked.',
    load: () => require('./restore/command'),
  },
  {
    name: 'resize-storage',
    summary: 'Makes the volumes of Qdrant as large as the config says, around its running pods.',
    load: () => require('./resize-storage/command'),
  },
  {
    name: 'scale',
    summary: 'Takes Qdrant to as many nodes as the config says, and shards away from those that leave.',
    load: () => require('./scale/command'),
  },
  {
    name: 'code-server-env',
    summary: 'Brings the environment variables of all services into the shells of code-server, any number of times.',
    load: () => require('./code-server-env/command'),
  },
  {
    name: 'token',
    summary: 'Makes a token that opens some collections for some time, signed with the API key.',
    load: () => require('./token/command'),
  },
  {
    name: 'rollback',
    summary: 'Takes the stack away: what the manifests and the hook make, and the data.',
    load: () => require('./rollback/command'),
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */
