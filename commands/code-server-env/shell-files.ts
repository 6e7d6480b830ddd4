import { MANAGED, type Variable } from './variables';

/** What the shells read, as text. */
export interface ShellFiles {
  /** For bash and zsh. */
  readonly sh: string;
  readonly fish: string;
}

const HEADER = `# Made from the ConfigMaps labelled ${MANAGED}. Changes are overwritten: qdrant-stack code-server-env`;

/** The files that set the variables, to exactly the values they have. */
export function shellFiles(variables: readonly Variable[]): ShellFiles {
  return {
    sh: file(variables, ({ name, value }) => `export ${name}=${shQuoted(value)}`),
    fish: file(variables, ({ name, value }) => `set -gx ${name} ${fishQuoted(value)}`),
  };
}

/** Nothing has a meaning between single quotes in sh, bash and zsh, so a quote itself stands outside of them. */
export function shQuoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Between single quotes, fish knows \' and \\, and leaves every other backslash alone. */
export function fishQuoted(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&')}'`;
}

function file(variables: readonly Variable[], line: (variable: Variable) => string): string {
  const lines = variables.flatMap((variable, index) => {
    const isFirstOfSource = variable.source !== variables[index - 1]?.source;
    return [...(isFirstOfSource ? [`# ${variable.source}`] : []), line(variable)];
  });
  return [HEADER, ...lines].map(text => `${text}\n`).join('');
}
