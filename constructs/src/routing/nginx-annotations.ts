import { CORS_HEADERS, CORS_METHODS } from './cors';
import { type StringMap } from '../common/labels';
import { UPSTREAM_TIMEOUT } from '../oauth2-proxy/oauth2-proxy-config';
import { type OAuth2ProxyUpstream } from '../oauth2-proxy/oauth2-proxy-props';
import { type QdrantChart } from '../qdrant/qdrant-chart';

/** Prefix of the annotations of ingress-nginx. */
export const NGINX = 'nginx.ingress.kubernetes.io';

/** The cookies and headers of a sign-in do not fit into the default 4 KiB. */
export const SIGN_IN_BUFFERS = { 'proxy-buffer-size': '16k' };

/** A snapshot takes its time, and goes through as it comes instead of onto the controller's disk first. */
export function longRequests({ timeoutSeconds }: OAuth2ProxyUpstream): StringMap {
  return { 'proxy-request-buffering': 'off', ...timeouts({ timeoutSeconds }) };
}

/** Qdrant answers to a long request when it is done; the controller's own limit is a minute. */
export function timeouts({ timeoutSeconds = UPSTREAM_TIMEOUT }: Partial<OAuth2ProxyUpstream> = {}): StringMap {
  return { 'proxy-read-timeout': String(timeoutSeconds), 'proxy-send-timeout': String(timeoutSeconds) };
}

export function toQdrantAnnotations({ scheme }: QdrantChart): StringMap {
  return nginx({ 'proxy-body-size': '0', 'backend-protocol': scheme.toUpperCase() });
}

/**
 * The controller checks the certificate of a Qdrant that speaks TLS. Not on the dashboard's host, where it would check the answers
 * of oauth2-proxy by it too, and not for gRPC, where it cannot.
 */
export function checkedAnnotations({ ca, host, namespace }: QdrantChart): StringMap {
  return ca && namespace
    ? nginx({
        'proxy-ssl-secret': `${namespace}/${ca.name}`,
        'proxy-ssl-verify': 'on',
        'proxy-ssl-name': host,
        'proxy-ssl-server-name': 'on',
      })
    : {};
}

/** The edge answers for the origins that are allowed, and for no other: Qdrant itself knows only any or none. */
export function cors(origins: string[]): StringMap {
  if (origins.length === 0) {
    return {};
  }
  return nginx({
    'enable-cors': 'true',
    'cors-allow-origin': origins.join(', '),
    'cors-allow-methods': CORS_METHODS.join(', '),
    'cors-allow-headers': CORS_HEADERS.join(', '),
    'cors-allow-credentials': 'false',
  });
}

export function nginx(annotations: StringMap): StringMap {
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${NGINX}/${name}`, value]));
}
