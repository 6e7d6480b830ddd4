import { ExpectedError } from '../cli/failure';
import { looksSecret, MASK } from '../cli/secrets';

/** One wrong thing in a config file. */
export interface ConfigProblem {
  /** The key, such as `qdrant.storage.size` or `corsOrigins[1]`; empty where it is the file as a whole. */
  readonly path: string;
  /** What stands there, if it is a single value. Secrets are masked. */
  readonly value?: unknown;
  /** What is wrong with it. */
  readonly problem: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
  /** Line of the key, from 1. */
  readonly line?: number;
  /** Column of the key, from 1. */
  readonly column?: number;
}

/** A config file that cannot be used, with everything that is wrong in it, in the file's order. */
export class ConfigError extends ExpectedError {
  public readonly problems: readonly ConfigProblem[];

  public constructor(
    /** The file, as it was named by whoever asked for it. */
    public readonly file: string,
    problems: readonly ConfigProblem[],
  ) {
    const ordered = problems.map(masked).sort(byPosition);
    super(render(file, ordered));
    this.name = 'ConfigError';
    this.problems = ordered;
  }
}

const LONGEST_VALUE = 100;

/** The problem without what nobody should read in a log: values of secret keys, and credentials before a host. */
function masked(problem: ConfigProblem): ConfigProblem {
  const { path, value } = problem;
  const key = path.replace(/(?:\[\d+\])+$|"$/g, '').replace(/^.*[."]/, '');
  // A secret may stand where its name belongs.
  if (value !== undefined && (looksSecret(key) || ['secretName', 'key'].includes(key))) {
    return { ...problem, value: MASK };
  }
  return typeof value === 'string' ? { ...problem, value: withoutCredentials(value) } : problem;
}

/** With or without a scheme: `https://TOKEN@host`, `user:password@host`; not `name:tag@sha256:…`. */
function withoutCredentials(text: string): string {
  return text.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)?(.*)@(?!sha256:)/is, (whole, scheme?: string, before?: string) =>
    scheme || before?.includes(':') ? `${scheme ?? ''}${MASK}@` : whole,
  );
}

function byPosition(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function render(file: string, problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [`${file}: ${count} found, nothing was written.`, ...problems.map(each => renderOne(file, each))].join('\n\n');
}

function renderOne(file: string, { path, value, problem, allowed, fix, line, column }: ConfigProblem): string {
  const place = line === undefined ? '' : `${file}:${line}:${column} `;
  const subject = value === undefined ? path : `${path} is ${shortened(JSON.stringify(value))}`;
  return [`  ${place}${subject && `${subject}: `}${problem}.`, `    Allowed: ${allowed}.`, `    Fix: ${fix}.`].join(
    '\n',
  );
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
