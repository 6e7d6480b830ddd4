/** What is wrong with one value, and how to correct it. */
export interface Mistake {
  readonly problem: string;
  readonly fix: string;
}

/** A schema issue with the allowed values as its message and the mistake as its parameters. Later checks still run. */
export function issueOf<T>(input: T, allowed: string, mistake: Mistake, path: PropertyKey[] = []) {
  return { code: 'custom' as const, input, path, message: allowed, continue: true, params: { ...mistake } };
}
