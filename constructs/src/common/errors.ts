/** The error for one wrong prop: the value received, the allowed values and the fix. */
export function invalidProp(construct: string, prop: string, value: unknown, allowed: string, fix: string): Error {
  return new Error(`${construct}: ${prop} is ${JSON.stringify(value)}. Allowed: ${allowed}. Fix: ${fix}.`);
}
