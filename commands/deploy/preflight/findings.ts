/** A reason why the stack would not run, or would harm another program. */
export interface Problem {
  /** A sentence without a full stop. */
  readonly problem: string;
  /** An instruction without a full stop. */
  readonly fix: string;
}

/** The result of one check before the first write. */
export interface Findings {
  /** A problem stops the deploy. */
  readonly problems: readonly Problem[];
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}

export function joined(all: readonly Findings[]): Findings {
  return { problems: all.flatMap(({ problems }) => problems), notes: all.flatMap(({ notes }) => notes) };
}
