/** An error that this tool foresees. Its message is meant for people. All other errors are faults of this tool. */
export class ExpectedError extends Error {
  /** The error in JSON: the problem, and the fix where there is one. */
  get asData(): object {
    return { problem: this.message };
  }
}

/** An error that a person can fix. */
export class Failure extends ExpectedError {
  constructor(
    /** One sentence without a full stop: the operation, the object, and the answer of the server. */
    public readonly problem: string,
    /** An instruction without a full stop. */
    public readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(`${problem}. Fix: ${fix}.`, options);
    this.name = 'Failure';
  }

  override get asData(): object {
    return { problem: this.problem, fix: this.fix };
  }
}

/** Another client wrote the same object at the same moment. The step has to plan again. */
export class Conflict extends ExpectedError {}

/** The exit codes of every command. */
export const ExitCode = {
  OK: 0,
  FAILURE: 1,
  USAGE: 2,
  DIFFERENCES: 3,
} as const;
