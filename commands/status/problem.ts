import { Failure } from '../../cli/failure';

/** The problem of a Failure. Throws every other error. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Failure)) {
    throw error;
  }
  return error.problem;
}
