import { ExpectedError } from '../cli/failure';
import { looksSecret, MASK } from '../cli/secrets';

/** One problem of a config file. */
export interface ConfigProblem {
  /** The key, such as `qdrant.storage.size` or `corsOrigins[1]`. Empty for a problem of the whole file. */
  readonly path: string;
  /** The value, if it is a scalar. Secrets are redacted. */
  readonly value?: unknown;
  /** A clause that names the mistake. */
  readonly problem: string;
  /** The allowed values. */
  readonly allowed: string;
  /** An instruction that corrects the mistake. */
  readonly fix: string;
  /** The line of the key, from 1. */
  readonly line?: number;
  /** The column of the key, from 1. */
  readonly column?: number;
}

/** An invalid config file, with all its problems in the order of the file. */
export class ConfigError extends ExpectedError {
  public readonly problems: readonly ConfigProblem[];

  public constructor(
    /** The name of the file, as the caller gave it. */
    public readonly file: string,
    problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const ordered = problems.map(redacted).sort(byPosition);
    super(render(file, ordered), options);
    this.name = 'ConfigError';
    this.problems = ordered;
  }

  /** With `problems`, which has each problem by itself. */
  override get asData(): object {
    return {
      problem: this.problems
        .map(each => `${each.line === undefined ? `${this.file}: ` : ''}${headOf(this.file, each)}`)
        .join('; '),
      fix: [...new Set(this.problems.map(({ fix }) => fix))].join('; '),
      problems: this.problems,
    };
  }
}

const LONGEST_VALUE = 100;

/** The problem without secrets: values of secret keys, and credentials in a URL. */
function redacted(problem: ConfigProblem): ConfigProblem {
  const { path, value } = problem;
  const key = path.replace(/(?:\[\d+\])+$|"$/g, '').replace(/^.*[."]/, '');
  // The name of a Secret can be the secret itself by mistake.
  if (value !== undefined && (looksSecret(key) || ['secretName', 'key'].includes(key))) {
    return { ...problem, value: MASK };
  }
  return typeof value === 'string' ? { ...problem, value: withoutCredentials(value) } : problem;
}

/** Redacts `https://TOKEN@host` and `user:password@host`, but not `name:tag@sha256:…`. */
function withoutCredentials(text: string): string {
  return text.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)?(.*)@(?!sha256:)/is, (all, scheme?: string, before?: string) =>
    scheme || before?.includes(':') ? `${scheme ?? ''}${MASK}@` : all,
  );
}

function byPosition(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function render(file: string, problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [`${file}: ${count} found, nothing was changed.`, ...problems.map(each => renderOne(file, each))].join('\n\n');
}

function renderOne(file: string, problem: ConfigProblem): string {
  const { allowed, fix } = problem;
  return [`  ${headOf(file, problem)}.`, `    Allowed: ${allowed}.`, `    Fix: ${fix}.`].join('\n');
}

/** The position, the key, the value and the problem. */
function headOf(file: string, { path, value, problem, line, column }: ConfigProblem): string {
  const place = line === undefined ? '' : `${file}:${line}:${column} `;
  const subject = value === undefined ? path : `${path} is ${shortened(written(value))}`;
  return `${place}${subject && `${subject}: `}${problem}`;
}

/** JSON has no infinite numbers. */
function written(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
