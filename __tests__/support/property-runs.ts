/**
 * How many cases a property test makes. `FAST_CHECK_RUNS` asks for more. CI makes the same cases each time, so that it fails only for a
 * reason in the change.
 */
export const RUNS = {
  numRuns: Number(process.env.FAST_CHECK_RUNS ?? 15),
  ...(process.env.CI && { seed: 20_190_801 }),
};
