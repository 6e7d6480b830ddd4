/** One wrong prop: what was given, what is allowed, and how to mend it. */
export function invalidProp(construct: string, prop: string, value: unknown, allowed: string, fix: string): Error {
  return new Error(`${construct}: ${prop} is ${JSON.stringify(value)}. Allowed: ${allowed}. Fix: ${fix}.`);
}
