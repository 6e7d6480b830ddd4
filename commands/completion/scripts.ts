import type { Command, Option } from 'commander';
import { PROGRAM } from '../../cli/invocation';

/** The shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** A command with the words before it: `backup create`. */
interface Entry {
  readonly path: string;
  readonly summary: string;
  /** The commands below this command, or the fixed values of its argument. */
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

/** The completion script of a program, for a shell. */
export function scriptFor(shell: Shell, program: Command): string {
  const entries = program.commands.flatMap(command => entriesOf(command, command.name()));
  switch (shell) {
    case 'bash':
      return bash(entries);
    case 'zsh':
      // zsh runs completion functions of bash.
      return `autoload -Uz compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit\n${bash(entries)}`;
    case 'fish':
      return fish(entries);
  }
}

function entriesOf(command: Command, path: string): Entry[] {
  const { commands, registeredArguments } = command;
  const entry = {
    path,
    summary: command.description(),
    words: [...commands.map(each => each.name()), ...registeredArguments.flatMap(({ argChoices = [] }) => argChoices)],
    options: command.createHelp().visibleOptions(command),
  };
  return [entry, ...commands.flatMap(each => entriesOf(each, `${path} ${each.name()}`))];
}

/** Whether the value of an option is the name of a file or folder. */
function takesFile({ flags }: Option): boolean {
  return /<(?:file|folder)>$/.test(flags);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function spellings({ short, long }: Option): string[] {
  return [short, long].filter(each => each !== undefined);
}

function bash(entries: readonly Entry[]): string {
  const top = entries.filter(({ path }) => !path.includes(' '));
  const nested = new Set(entries.filter(({ path }) => path.includes(' ')).map(({ path }) => path.split(' ')[0]!));
  const values = entries.flatMap(({ path, options }) =>
    options.filter(takesValue).map(option => {
      const patterns = spellings(option).map(each => `'${path} ${each}'`);
      const reply = option.argChoices
        ? `words='${option.argChoices.join(' ')}'`
        : takesFile(option)
          ? `COMPREPLY=($(compgen -f -- "$current")); return`
          : 'return';
      return `    ${patterns.join(' | ')}) ${reply} ;;`;
    }),
  );
  const paths = entries.map(
    ({ path, words, options }) => `      '${path}') words='${[...words, ...options.flatMap(spellings)].join(' ')}' ;;`,
  );
  return `# Completion of ${PROGRAM}
_qdrant_stack() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} path='' words=''
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then
    path=\${COMP_WORDS[1]}
    case "$path" in
      ${[...nested].join(' | ')}) ((COMP_CWORD > 2)) && path="$path \${COMP_WORDS[2]}" ;;
    esac
  fi
  case "$path $previous" in
${values.join('\n')}
    *) case "$path" in
      '') words='${[...top.map(({ path }) => path), '--help', '--version'].join(' ')}' ;;
${paths.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _qdrant_stack ${PROGRAM} kubectl-qdrant_stack
`;
}

function fish(entries: readonly Entry[]): string {
  const names = new Map(entries.map(({ path, summary }) => [path, summary]));
  const lines = entries.flatMap(({ path, words, options }) => {
    const seen = path.split(' ').map(word => `__fish_seen_subcommand_from ${word}`);
    const condition = seen.join('; and ');
    const without =
      words.length > 0 ? `${condition}; and not __fish_seen_subcommand_from ${words.join(' ')}` : condition;
    return [
      ...words.map(word => line(without, `-a ${word}`, names.get(`${path} ${word}`) ?? '')),
      ...options.map(option => line(condition, fishOption(option), option.description)),
    ];
  });
  const top = entries.filter(({ path }) => !path.includes(' '));
  return [
    `# Completion of ${PROGRAM}`,
    `complete -c ${PROGRAM} -f`,
    ...top.map(({ path, summary }) => line('__fish_use_subcommand', `-a ${path}`, summary)),
    ...lines,
    '',
  ].join('\n');
}

function fishOption(option: Option): string {
  const value = option.argChoices
    ? ` -x -a '${option.argChoices.join(' ')}'`
    : takesFile(option)
      ? ' -r -F'
      : option.required
        ? ' -x'
        : '';
  const names = [option.short && `-s ${option.short.slice(1)}`, option.long && `-l ${option.long.slice(2)}`];
  return names.filter(each => each).join(' ') + value;
}

function line(condition: string, what: string, description: string): string {
  const text = description.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `complete -c ${PROGRAM} -n '${condition}' ${what} -d '${text}'`;
}
