import type { Command } from 'commander';

/** Adds the option with the private key of an encrypted backup. */
export function withIdentity(command: Command): Command {
  return command.option('--identity <file>', 'private key of an encrypted backup, in a file of age-keygen');
}
