import { invalidProp } from './errors';

/** The name of a Secret: a DNS name. */
const SECRET_NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Rejects a name that no Secret can have. The message omits the name, which can be a secret by mistake. */
export function validateSecretName(construct: string, prop: string, name: string): void {
  if (!SECRET_NAME.test(name)) {
    const allowed = 'the name of a Secret: 1 to 253 lower-case letters, digits, inner hyphens and dots';
    const fix = "use the full name of one Secret, such as 'qdrant-api-keys'";
    throw invalidProp(construct, prop, name === '' ? '' : '(set)', allowed, fix);
  }
}
