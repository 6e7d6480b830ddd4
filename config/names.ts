import { OAuth2ProxyChart, QdrantChart, RouteAdmissionPolicy } from 'cdk8s-qdrant';
import { PROGRAM } from '../cli/invocation';
import type { Config } from './schema';

/** The name of this tool in labels and annotations. */
export const TOOL = PROGRAM;

/** The label of every object of the stack, with the name of this tool as its value. */
export const PART_OF = 'app.kubernetes.io/part-of';

/** The keys with which the hook copies no certificate. */
export const CERTIFICATE_KEYS = ['certificate', 'gateway', 'tlsSecretName'] as const;

/** The names that the manifests and the commands share: the Keycloak client with its URLs, the objects and the Secrets. */
export function stackNames(config: Config) {
  const qdrant = config.qdrant.name;
  const nodeHost = (node: number) => QdrantChart.nodeHost(qdrant, node, config.namespace, config.clusterDomain);
  const dashboardUrl = `https://${config.dashboardHostname}`;
  const provider = identityProvider(config);
  return {
    ...provider,
    dashboardUrl,
    /** The hosts of the public certificate. */
    hosts: [
      config.dashboardHostname,
      config.apiHostname,
      ...config.apiAliases,
      ...(config.grpcHostname ? [config.grpcHostname] : []),
    ],
    /** The StatefulSet and the Service of Qdrant. */
    qdrant,
    /** The host name of a Qdrant node in the cluster. The first node is number 0. */
    nodeHost,
    /** The Secret with the certificate of the Qdrant pods. Absent without TLS in the pods. */
    qdrantTls: config.qdrant.tls && {
      ...config.qdrant.tls,
      /** The hosts of the certificate. A backup connects to each node by its own name. */
      hosts: [
        ...(config.qdrant.tls.service ? [QdrantChart.serviceHost(qdrant, config.namespace, config.clusterDomain)] : []),
        ...Array.from({ length: config.qdrant.replicas }, (_, node) => nodeHost(node)),
      ],
    },
    redirectUrl: `${dashboardUrl}${OAuth2ProxyChart.CALLBACK_PATH}`,
    /** The ValidatingAdmissionPolicy and its binding. */
    admissionPolicy: RouteAdmissionPolicy.nameFor(qdrant, config.namespace),
    oauth2Proxy: config.oauth2Proxy.name,
    credentials: {
      secretName: 'oauth2-proxy',
      clientIdKey: 'client-id',
      clientSecretKey: 'client-secret',
      cookieSecretKey: 'cookie-secret',
    },
    /** The Secret of the API keys, with the names of its entries. Absent without API keys. */
    apiKeys: config.apiKeys.enabled
      ? {
          secretName: config.apiKeys.secretName,
          apiKey: config.apiKeys.apiKey,
          readOnlyApiKey: config.apiKeys.readOnlyApiKey ?? undefined,
          /** Exists only during a rotation of the API key. */
          altApiKey: `alt-${config.apiKeys.apiKey}`,
        }
      : undefined,
    valkey: config.valkey.name,
    /** The Secret of Valkey's password. Absent without a password. */
    valkeyPassword: config.valkey.password ? { secretName: 'ephemeral-valkey', key: 'password' } : undefined,
    tlsSecret: config.tlsSecretName ?? 'qdrant-tls-secret',
    /** Whether the hook copies the certificate of the cluster to the TLS Secret. */
    copiesCertificate: CERTIFICATE_KEYS.every(key => config[key] === undefined),
    /** Whether a person creates the TLS Secret. */
    tlsSecretExists: config.tlsSecretName !== undefined && config.certificate === undefined,
    /** The Job and the CronJob that run the hook in the cluster. */
    reconciler: reconciler(config),
    /** The Secret with the wildcard certificate of the cluster. The hook copies it to the TLS Secret. */
    tlsSource: { namespace: 'default', name: `${config.domainName.replaceAll('.', '-')}-tls` },
  } as const;
}

/** The names of the objects of `reconcile`. */
function reconciler({ namespace, qdrant, reconcile }: Config) {
  const { name = `${qdrant.name}-reconcile` } = reconcile ?? {};
  return { name, /** The Role in the namespace of the certificate. */ sourceRole: `${name}.${namespace}` };
}

/** The identity provider, as the manifests and the commands name it. */
function identityProvider({ identityProvider: oidc, keycloak, keycloakRealm, keycloakUrl }: Config) {
  if (oidc.provider === 'oidc') {
    return {
      isKeycloak: false,
      oidcIssuerUrl: oidc.issuerUrl!,
      clientId: oidc.clientId!,
      groupsClaim: oidc.groupsClaim ?? 'groups',
      scopes: oidc.scopes ?? OAuth2ProxyChart.SCOPE.split(' '),
    };
  }
  const { clientId } = keycloak;
  return {
    isKeycloak: true,
    oidcIssuerUrl: `${keycloakUrl}/realms/${keycloakRealm}`,
    clientId,
    /** The claim with the groups of a user. With Keycloak, only the mapper of the hook may write this claim. */
    groupsClaim: `${clientId}-groups`,
    scopes: OAuth2ProxyChart.SCOPE.split(' '),
  };
}

export type StackNames = ReturnType<typeof stackNames>;
