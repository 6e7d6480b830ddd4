/** How many cases a property test makes. `FAST_CHECK_RUNS` asks for more. */
export const RUNS = { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 15) };
