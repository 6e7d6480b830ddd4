/** A failure that a person can mend: what failed and where, what the server answered to it, and what to do. */
export class Failure extends Error {
  constructor(
    /** One sentence without a full stop: what failed, on which object, and the server's answer. */
    public readonly problem: string,
    /** What to do about it, as an instruction without a full stop. */
    public readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}. Fix: ${fix}.`, options);
    this.name = 'Failure';
  }
}

/** Somebody else wrote at the same moment: look again, and decide anew. */
export class Conflict extends Error {}

/** The process's exit codes, the same for every command. */
export const ExitCode = {
  OK: 0,
  FAILURE: 1,
  USAGE: 2,
  DIFFERENCES: 3,
} as const;
