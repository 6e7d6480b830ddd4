/** The error for one wrong prop: the value received, the allowed values and the fix. */
export function invalidProp(construct: string, prop: string, value: unknown, allowed: string, fix: string): Error {
  return invalidPropOf(construct, `${prop} is ${JSON.stringify(value)}`, allowed, fix);
}

/** The same, with other words for the problem. Callers tell the error from a fault by its name. */
export function invalidPropOf(construct: string, problem: string, allowed: string, fix: string): Error {
  const error = new Error(`${construct}: ${problem}. Allowed: ${allowed}. Fix: ${fix}.`);
  error.name = 'InvalidPropError';
  return error;
}
