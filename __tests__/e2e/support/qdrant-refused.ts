/** What the server says no with. */
export class Refused extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
