import { Argument, type Command } from 'commander';
import { type CommonOptions, defineCommand, execute } from '../../cli/command';
import { printRaw } from '../../cli/output';
import { type Shell, scriptFor, SHELLS } from './scripts';

const HELP = `
The script completes commands, options, and the values of options with a fixed set of values. It completes file names after options
that name a file or folder. bash and zsh read the script at the start of the shell, and fish reads a file.

Exit codes: 0 printed, 1 error, 2 wrong use.`;

/** The command that prints a completion script. */
export function define(command: Command): void {
  command.addArgument(new Argument('<shell>', 'the shell that reads the script').choices(SHELLS));
  defineCommand<CommonOptions>(command, {
    help: HELP,
    examples: [
      ['Print the script for bash; in ~/.bashrc: source <(qdrant-stack completion bash)', 'bash'],
      ['Print the script for zsh; in ~/.zshrc: source <(qdrant-stack completion zsh)', 'zsh'],
      ['Print the script for fish; into ~/.config/fish/completions/qdrant-stack.fish', 'fish'],
    ],
    run: (line, shell) => {
      let script = '';
      return execute(line, {
        work: async () => {
          script = scriptFor(shell as Shell, command.parent!);
          if (line.output === 'text') {
            await printRaw(script);
          }
        },
        fields: () => ({ shell, script }),
      });
    },
  });
}
