import { type k8s } from 'cdk8s-plus-30';
import { type SecretKey } from './references';

/**
 * An environment variable with a value from a Secret.
 *
 * @param optional Whether the pod also starts without this key in the Secret.
 */
export function secretEnv(name: string, { name: secretName, key }: SecretKey, optional?: boolean): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key, optional } } };
}
