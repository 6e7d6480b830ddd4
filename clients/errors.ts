/** A request that failed, or whose answer is not usable. */
export class RequestError extends Error {
  /**
   * @param message The operation, the server, and the answer: a sentence without a full stop.
   * @param status The HTTP status. Absent where the server did not answer.
   * @param serverMessage The message in the answer of the server.
   */
  constructor(
    message: string,
    public readonly status?: number,
    public readonly serverMessage?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Makes the error that a client throws: the caller adds what a person can do about it. */
export type Explain = (error: RequestError) => Error;
