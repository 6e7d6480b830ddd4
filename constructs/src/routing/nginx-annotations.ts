import { type StringMap } from '../common/labels';
import { UPSTREAM_TIMEOUT_SECONDS } from '../oauth2-proxy/oauth2-proxy-constants';
import { type OAuth2ProxyUpstream } from '../oauth2-proxy/oauth2-proxy-props';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { CORS_HEADERS, CORS_METHODS } from './cors';
import { nginx } from './nginx';

/** The cookies and headers of a sign-in exceed the default of 4 KiB. */
export const SIGN_IN_BUFFERS = { 'proxy-buffer-size': '16k' };

/** Annotations for long requests. The controller streams snapshots instead of storing them on its disk first. */
export function longRequests(upstream: OAuth2ProxyUpstream): StringMap {
  return { 'proxy-request-buffering': 'off', ...timeouts(upstream) };
}

/** Annotations for the timeouts. Qdrant answers a long request only at its end, and the default of the controller is a minute. */
export function timeouts(upstream: OAuth2ProxyUpstream | undefined): StringMap {
  const seconds = String(upstream?.timeoutSeconds ?? UPSTREAM_TIMEOUT_SECONDS);
  return { 'proxy-read-timeout': seconds, 'proxy-send-timeout': seconds };
}

/** Annotations for the connection to Qdrant. */
export function toQdrantAnnotations({ scheme }: QdrantChart): StringMap {
  return nginx({ 'proxy-body-size': '0', 'backend-protocol': scheme.toUpperCase() });
}

/**
 * Annotations with which the controller verifies the certificate of a Qdrant with TLS. They do not fit the dashboard host, where the
 * controller would verify oauth2-proxy with the same authority, and they do not fit gRPC, which ingress-nginx cannot verify.
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

/** Annotations for the allowed origins. The controller checks origins, because Qdrant itself can only allow any origin or none. */
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
