import { PROGRAM } from '../cli/invocation';
import { OAuth2ProxyChart, QdrantChart } from 'cdk8s-qdrant';
import type { Config } from './schema';

/** The name under which this tool marks what it makes outside of the manifests. */
export const TOOL = PROGRAM;

/**
 * What the manifests and everything outside of them must call the same: the sign-in's client at Keycloak and its
 * addresses, and the Secrets.
 */
export function stackNames(config: Config) {
  const qdrant = 'qdrant';
  const nodeHost = (node: number) => QdrantChart.nodeHost(qdrant, node, config.namespace);
  const dashboardUrl = `https://${config.dashboardHostname}`;
  return {
    oidcIssuerUrl: `${config.keycloakUrl}/realms/${config.keycloakRealm}`,
    clientId: 'qdrant-dashboard',
    dashboardUrl,
    /** What a certificate must be for. */
    hosts: [config.dashboardHostname, config.apiHostname, ...(config.grpcHostname ? [config.grpcHostname] : [])],
    /** The StatefulSet of the database, and its Service. */
    qdrant,
    /** A node of it, as others reach it; the first is number 0. */
    nodeHost,
    /** The Secret of the certificate with which its pods speak TLS; absent where they do not. */
    qdrantTls: config.qdrant.tls && {
      ...config.qdrant.tls,
      /** What it must be for: a backup, too, asks each node under its own name. */
      hosts: [
        ...(config.qdrant.tls.service ? [QdrantChart.serviceHost(qdrant, config.namespace)] : []),
        ...Array.from({ length: config.qdrant.replicas }, (_, node) => nodeHost(node)),
      ],
    },
    redirectUrl: `${dashboardUrl}${OAuth2ProxyChart.CALLBACK_PATH}`,
    oauth2Proxy: 'oauth2-proxy',
    credentials: {
      secretName: 'oauth2-proxy',
      clientIdKey: 'client-id',
      clientSecretKey: 'client-secret',
      cookieSecretKey: 'cookie-secret',
    },
    /** The Secret of Qdrant's keys, and what they are called in it; absent where it asks for none. */
    apiKeys: config.apiKeys.enabled
      ? {
          secretName: config.apiKeys.secretName,
          apiKey: config.apiKeys.apiKey,
          readOnlyApiKey: config.apiKeys.readOnlyApiKey,
          /** There only while the API key is rotated. */
          altApiKey: `alt-${config.apiKeys.apiKey}`,
        }
      : undefined,
    valkey: 'ephemeral-valkey',
    /** The Secret of Valkey's password; absent where it asks for none. */
    valkeyPassword: config.valkey.password ? { secretName: 'ephemeral-valkey', key: 'password' } : undefined,
    tlsSecret: 'qdrant-tls-secret',
    /** The wildcard certificate of the cluster, from which the TLS Secret is copied. */
    tlsSource: { namespace: 'default', name: `${config.domainName.replaceAll('.', '-')}-tls` },
  } as const;
}

export type StackNames = ReturnType<typeof stackNames>;
