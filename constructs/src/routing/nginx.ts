import { type StringMap } from '../common/labels';

/** Prefix of the annotations of ingress-nginx. */
export const NGINX = 'nginx.ingress.kubernetes.io';

/** Annotations with the prefix of ingress-nginx before each name. */
export function nginx(annotations: StringMap): StringMap {
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${NGINX}/${name}`, value]));
}
