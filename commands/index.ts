import type { Command } from 'commander';

/** One command of the command line. */
export interface CommandEntry {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Loads the module that adds the options, the help and the action to the command. */
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>;
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** All commands, in the order of `--help`. The command that is asked for is loaded alone, so that `synth` starts fast. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'Writes a first config with comments.',
    load: async () => require('./init/command'),
  },
  {
    name: 'synth',
    summary: 'Writes the Kubernetes manifests for the config.',
    load: async () => require('./synth/command'),
  },
  {
    name: 'deploy',
    summary:
      'Installs and updates the stack: runs the hook, applies the manifests, waits for the rollout, and checks the result.',
    load: async () => require('./deploy/command'),
  },
  {
    name: 'hook',
    summary: 'Creates and updates the Keycloak client and the Secrets of the cluster, as the config says.',
    load: async () => require('./hook/command'),
  },
  {
    name: 'verify',
    summary: 'Compares the running stack with the config, and checks that the login cannot be bypassed.',
    load: async () => require('./verify/command'),
  },
  {
    name: 'status',
    summary:
      'Shows the state of the stack: versions, pods, collections, volumes, certificate, and drift from the config.',
    load: async () => require('./status/command'),
  },
  {
    name: 'backup',
    summary: 'Backs up every collection of Qdrant. Also lists, verifies and tests backups.',
    load: async () => require('./backup/command'),
  },
  {
    name: 'restore',
    summary: 'Checks a backup, then restores its collections.',
    load: async () => require('./restore/command'),
  },
  {
    name: 'resize-storage',
    summary: 'Expands the volumes of Qdrant to the size in the config, or moves the nodes to another StorageClass.',
    load: async () => require('./resize-storage/command'),
  },
  {
    name: 'scale',
    summary: 'Changes the number of Qdrant nodes, and moves shards off the nodes that it removes.',
    load: async () => require('./scale/command'),
  },
  {
    name: 'code-server-env',
    summary: 'Writes the environment variables of all Thinkube services into the shells of code-server.',
    load: async () => require('./code-server-env/command'),
  },
  {
    name: 'token',
    summary: 'Creates a token with access to some collections for a limited time.',
    load: async () => require('./token/command'),
  },
  {
    name: 'rollback',
    summary: 'Deletes the stack: the objects of the manifests, the Secrets of the hook, and the data.',
    load: async () => require('./rollback/command'),
  },
  {
    name: 'completion',
    summary: 'Prints a completion script for bash, zsh or fish.',
    load: async () => require('./completion/command'),
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */
