// Generated from config.schema.json.

/**
 * Configuration of Qdrant on Kubernetes.
 */
export interface ConfigKeys {
  /**
   * Set of defaults: compatible with earlier installations (seed), or secure, highly available and portable (production).
   */
  profile?: 'seed' | 'production';
  /**
   * Domain of the cluster. Other host names derive from it.
   */
  domainName?: string;
  /**
   * Namespace of the stack.
   */
  namespace?: string;
  /**
   * DNS domain of the Kubernetes cluster, the end of the host names of Services.
   */
  clusterDomain?: string;
  /**
   * IP families of all Services in order of preference. With IPv6, Qdrant and oauth2-proxy listen on addresses of both families. Default: the cluster's default, and the servers listen on IPv4.
   *
   * @minItems 1
   * @maxItems 2
   */
  ipFamilies?: ('IPv4' | 'IPv6')[];
  /**
   * Host of the Qdrant API. Default: qdrant.{domainName}.
   */
  apiHostname?: string;
  /**
   * More hosts of the Qdrant API, for example while clients move to another domain.
   *
   * @maxItems 20
   */
  apiAliases?: string[];
  /**
   * Host of the dashboard, within domainName. Default: qdrant-dashboard.{domainName}.
   */
  dashboardHostname?: string;
  /**
   * Host of the gRPC API, for applications outside of the cluster. Default: gRPC is not published.
   */
  grpcHostname?: string;
  /**
   * Registry with mirrored images. Default: harbor.{domainName}, for all images but oauth2-proxy, which comes from its publisher. In profile production: none, and the images come from their publishers; a registry is for all four images.
   */
  harborRegistry?: string;
  /**
   * Project or path in harborRegistry.
   */
  libraryProject?: string;
  /**
   * Base URL of Keycloak, https only, with its path if any. Default: https://auth.{domainName}.
   */
  keycloakUrl?: string;
  /**
   * Keycloak realm of the dashboard users.
   */
  keycloakRealm?: string;
  /**
   * Keycloak administrator. Only the environment variable ADMIN_PASSWORD has the password.
   */
  adminUsername?: string;
  /**
   * The settings that the hook command writes in Keycloak, and its sign-in.
   */
  keycloak?: {
    /**
     * A PEM file with the certificate authority of Keycloak's certificate. The path is relative to this config file. Default: public certificate authorities.
     */
    caFile?: string;
    /**
     * Base URL of Keycloak's admin API, for the commands that sign in, where keycloakUrl does not publish /admin. Default: {keycloakUrl}.
     */
    adminUrl?: string;
    /**
     * The client of the dashboard, which the hook command creates. Each stack of a realm needs its own. Default: {namespace}-dashboard, in profile seed qdrant-dashboard.
     */
    clientId?: string;
    /**
     * The hook command signs in as this service account. Default: as adminUsername, with the password.
     */
    serviceAccount?: {
      /**
       * A client with a service account. Only the environment variable KEYCLOAK_CLIENT_SECRET has the client secret.
       */
      clientId: string;
      /**
       * The realm of the client. Default: {keycloakRealm}.
       */
      realm?: string;
    };
    /**
     * Whether the hook command creates a missing realm.
     */
    createRealm?: boolean;
    /**
     * The settings of the Keycloak client: those of earlier installations (seed), or only those that the dashboard needs (secure).
     */
    clientSettings?: 'seed' | 'secure';
    /**
     * The security headers of the realm pages: those of earlier installations with protection against framing (seed) or without (literal), secure headers only (secure), or unchanged (keep).
     */
    securityHeaders?: 'seed' | 'literal' | 'secure' | 'keep';
  };
  /**
   * The identity provider of the dashboard users.
   */
  identityProvider?: {
    /**
     * Keycloak with a client that the hook command creates (keycloak), or another issuer of OpenID Connect with a client that you create (oidc). The other keys are for oidc.
     */
    provider?: 'keycloak' | 'oidc';
    /**
     * The issuer, as in its discovery document. Required with oidc.
     */
    issuerUrl?: string;
    /**
     * The client of the dashboard. Required with oidc.
     */
    clientId?: string;
    /**
     * The scopes that oauth2-proxy requests, with openid. Default: openid, email and profile.
     *
     * @maxItems 20
     */
    scopes?: string[];
    /**
     * The claim of the ID token with the groups of a user. Default: groups.
     */
    groupsClaim?: string;
    /**
     * The claim of the ID token with the e-mail address of a user. Default: email.
     */
    emailClaim?: string;
    /**
     * The claims of the ID token of which one must contain the client id. Default: aud.
     *
     * @maxItems 10
     */
    audienceClaims?: string[];
    /**
     * URL with which oauth2-proxy ends the session at the provider when a user signs out. Default: the session at the provider stays.
     */
    backendLogoutUrl?: string;
    /**
     * A PEM file with the certificate authority of the issuer's certificate. The path is relative to this config file. Default: public certificate authorities.
     */
    caFile?: string;
  };
  /**
   * The dashboard: how users sign in, and who has access.
   */
  dashboard?: {
    /**
     * How users sign in. In auth-request, ingress-nginx or a compatible controller asks oauth2-proxy about each request. In proxy, every request passes through oauth2-proxy, with any controller.
     */
    mode?: 'auth-request' | 'proxy';
    /**
     * The users with access to the dashboard. Without rights, they can read and change everything in Qdrant.
     */
    access?: {
      /**
       * Groups whose members can open the dashboard: with Keycloak, each with the full path; with another provider, each as in groupsClaim.
       *
       * @maxItems 100
       */
      groups?: string[];
      /**
       * Roles that can open the dashboard: a realm role, or client:role.
       *
       * @maxItems 100
       */
      roles?: string[];
      /**
       * Every user of the dashboard must have an e-mail address in one of these domains.
       *
       * @maxItems 100
       */
      emailDomains?: string[];
      /**
       * Rights in Qdrant by group or user, instead of the API key for everybody. These users and the members of the groups can open the dashboard. The first entry of a person counts. Needs mode proxy, Keycloak, and apiKeys with jwtRbac.
       *
       * @maxItems 100
       */
      rights?: {
        /**
         * The full path of a Keycloak group.
         */
        group?: string;
        /**
         * In place of group: the username of a Keycloak user.
         */
        user?: string;
        /**
         * The right in the whole of Qdrant: manage (read and change everything) or read.
         */
        rights?: 'manage' | 'read';
        /**
         * The rights in single collections, in place of rights: r (read), prw (also write points), rw (also manage).
         */
        collections?: {
          [k: string]: 'r' | 'prw' | 'rw';
        };
      }[];
      /**
       * The lifetime of the tokens of rights in days. The hook command renews tokens in the last third of their lifetime.
       */
      tokenDays?: number;
      /**
       * Whether every user of the realm can open the dashboard. Default: true only in profile seed.
       */
      everyUser?: boolean;
    };
    /**
     * The hosts that receive the session cookie: every host of domainName (domain, only in mode auth-request), or the dashboard host alone (host). Default: host in mode proxy and in profile production, otherwise domain.
     */
    cookie?: 'domain' | 'host';
    /**
     * The name of the session cookie. Default: __Host-oauth2_proxy, or _oauth2_proxy with cookie domain; with another keycloak.clientId than qdrant-dashboard, a hyphen and the id follow.
     */
    cookieName?: string;
    /**
     * Addresses of the ingress controller. oauth2-proxy trusts the X-Forwarded-* headers from these addresses. Default: none in mode proxy, all in mode auth-request.
     *
     * @maxItems 100
     */
    trustedProxyIps?: string[];
  };
  /**
   * Ingress class of the stack. The controller must be ingress-nginx, unless dashboard.mode is proxy.
   */
  ingressClassName?: string;
  /**
   * More annotations of every ingress or route.
   */
  ingressAnnotations?: {
    [k: string]: string;
  };
  /**
   * More annotations of the ingresses of single hosts, by the host.
   */
  hostAnnotations?: {
    [k: string]: {
      [k: string]: string;
    };
  };
  /**
   * A Secret of type kubernetes.io/tls that you create, with a certificate for all hosts. With certificate: the Secret that cert-manager writes. Default: qdrant-tls-secret, which the hook command or cert-manager writes.
   */
  tlsSecretName?: string;
  /**
   * A Gateway of the Gateway API in place of ingresses. Needs dashboard.mode proxy. Default: none.
   */
  gateway?: {
    /**
     * The name of an existing Gateway. The Gateway terminates TLS.
     */
    name: string;
    /**
     * The namespace of the Gateway. The Gateway must allow routes from the namespace of the stack. Default: the namespace of the stack.
     */
    namespace?: string;
    /**
     * The name of the listener for the routes. Default: every listener that matches their hosts.
     */
    sectionName?: string;
  };
  /**
   * A certificate that cert-manager renews in the TLS Secret. Default: none. The hook command copies the cluster's certificate.
   */
  certificate?: {
    /**
     * The name of the cert-manager issuer that signs the certificate.
     */
    issuer: string;
    /**
     * The kind of the issuer: cluster-wide (ClusterIssuer), or in the namespace of the stack (Issuer).
     */
    issuerKind?: 'ClusterIssuer' | 'Issuer';
    /**
     * More annotations of the Certificate. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * More labels of the Certificate. Default: none.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Name of the Certificate. Default: 'qdrant-tls'.
     */
    name?: string | null;
  };
  /**
   * Web origins whose scripts can call the API. Default: only the dashboard. [] allows no other origin.
   *
   * @maxItems 100
   */
  corsOrigins?: string[];
  /**
   * Limits of the API host for each client address. The ingress controller must be ingress-nginx.
   */
  apiLimits?: {
    /**
     * Requests in a second. A burst of five times as many is allowed. 0 means no limit.
     */
    requestsPerSecond?: number;
    /**
     * Concurrent requests. 0 means no limit.
     */
    connections?: number;
    /**
     * The size of a request body in MiB, including uploads of snapshots. 0 means no limit.
     */
    bodySizeMb?: number;
  };
  /**
   * The images, each with a tag or a digest.
   */
  images?: {
    /**
     * The Qdrant image. Default: {harborRegistry}/{libraryProject}/qdrant:v1.15.4. In profile production, the tag is v1.19.2; without harborRegistry, the image is docker.io/qdrant/qdrant:v1.19.2.
     */
    qdrant?: string;
    /**
     * The Valkey image. Default: {harborRegistry}/{libraryProject}/valkey:latest. In profile production, the tag is 9.1.3; without harborRegistry, the image is docker.io/valkey/valkey:9.1.3.
     */
    valkey?: string;
    /**
     * The oauth2-proxy image. Default: quay.io/oauth2-proxy/oauth2-proxy:v7.15.6. In profile production with harborRegistry: {harborRegistry}/{libraryProject}/oauth2-proxy:v7.15.6.
     */
    oauth2Proxy?: string;
    /**
     * The image of scheduled backups. Default: {harborRegistry}/{libraryProject}/node:24.22.1-alpine. In profile production, the tag is 24.22.1-alpine; without harborRegistry, the image is docker.io/library/node:24.22.1-alpine.
     */
    node?: string;
  };
  /**
   * When the kubelet pulls an image.
   */
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * Names of Secrets with registry credentials, in the namespace of the stack.
   *
   * @maxItems 20
   */
  imagePullSecrets?: string[];
  /**
   * API keys. Only a Secret of the cluster has their values. Profile production enables the keys.
   */
  apiKeys?: {
    /**
     * Whether requests need a key. Without a key, every client that reaches the API can read and change everything.
     */
    enabled?: boolean;
    /**
     * The Secret of the keys, in the namespace of the stack.
     */
    secretName?: string;
    /**
     * The entry of the Secret with the key for full access. During a rotation, alt-NAME is the next key.
     */
    apiKey?: string;
    /**
     * The entry of the Secret with the read-only key. null for none: metrics then need the key for full access.
     */
    readOnlyApiKey?: string | null;
    /**
     * Whether you create the Secret yourself. If true, the hook command only checks the Secret. If false, the hook command creates random keys.
     */
    existing?: boolean;
    /**
     * Whether Qdrant accepts tokens for some collections and a limited time, signed with the key.
     */
    jwtRbac?: boolean;
  };
  /**
   * Pod Security Standard of the namespace: restricted, or the default of the cluster (none).
   */
  podSecurity?: 'none' | 'restricted';
  /**
   * Whether the API server refuses routes of any namespace that would bypass the sign-in. Needs Kubernetes 1.30, and the right to write a ValidatingAdmissionPolicy.
   */
  admissionPolicy?: boolean;
  /**
   * The vector database.
   */
  qdrant?: {
    /**
     * The name of the StatefulSet, the Services and the ConfigMap. Another name takes over a Qdrant of another name.
     */
    name?: string;
    /**
     * The label app.kubernetes.io/instance of the pods. In the Helm chart: the release. Default: {qdrant.name}.
     */
    instance?: string;
    /**
     * The version of Qdrant in images.qdrant. Default: the version in the tag. Set the key for an image with a digest only, so that synth and deploy can check the version.
     */
    version?: string;
    /**
     * The cluster of Qdrant nodes.
     */
    cluster?: {
      /**
       * Whether Qdrant runs in cluster mode, also with one node. Keep the mode of an installation with data.
       */
      enabled?: boolean;
      /**
       * Milliseconds between two ticks of the Raft consensus. Default: 100.
       */
      consensusTickPeriodMs?: number | null;
      /**
       * Port between the nodes. It requires no API key unless `config` sets `service.enforce_internal_auth` (Qdrant 1.18 and later). Default: 6335.
       */
      p2pPort?: number | null;
    };
    /**
     * The number of Qdrant nodes: 1, or 3 and more. 2 only with acceptedRisks.twoNodes.
     */
    replicas?: number;
    /**
     * The number of nodes for each shard of a new collection. Default: Qdrant's own, 1.
     */
    replicationFactor?: number;
    /**
     * The number of nodes that must confirm a write to a new collection. Default: Qdrant's own, 1.
     */
    writeConsistencyFactor?: number;
    /**
     * CPU and memory of the container. Omitted values keep their defaults.
     */
    resources?: {
      /**
       * The scheduler reserves these amounts. At most the limits. null for none.
       */
      requests?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
      /**
       * The container uses at most these amounts. At least the requests. null for none.
       */
      limits?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
    };
    /**
     * The data volume of each node.
     */
    storage?: {
      /**
       * The size of the volume. A volume can grow later, but never shrink.
       */
      size?: string | number;
      /**
       * StorageClass of a block device. Qdrant does not work on NFS. '' for a volume without a class that you created. Default: the cluster's default class.
       */
      storageClassName?: string;
      /**
       * The folder of the volume with the files. Default: the volume itself.
       */
      subPath?: string;
      /**
       * The name of the claim template, which is part of the names of the claims. Default: qdrant-storage.
       */
      name?: string;
      /**
       * The name of an existing claim, for one node. The size is then that of the temporary volume of a drill. Default: claims from a claim template.
       */
      claimName?: string;
      /**
       * Access modes of the claim. Default: ['ReadWriteOnce'].
       */
      accessModes?: string[] | null;
      /**
       * Annotations of the claims. Default: none.
       */
      annotations?: {
        [k: string]: string;
      } | null;
      /**
       * More labels of the claims, in addition to `app`. Default: none.
       */
      labels?: {
        [k: string]: string;
      } | null;
      /**
       * Name of a VolumeAttributesClass. Default: none.
       */
      volumeAttributesClassName?: string | null;
    };
    /**
     * The snapshot volume of each node, or data for folder snapshots of the data volume. Default: none. Snapshots then use the disk of the node, and the pod loses them when it ends.
     */
    snapshotStorage?:
      | 'data'
      | {
          /**
           * The size of the volume. A volume can grow later, but never shrink.
           */
          size: string | number;
          /**
           * StorageClass of a block device. Qdrant does not work on NFS. '' for a volume without a class that you created. Default: the cluster's default class.
           */
          storageClassName?: string;
          /**
           * The folder of the volume with the files. Default: the volume itself.
           */
          subPath?: string;
          /**
           * The name of the claim template, which is part of the names of the claims. Default: qdrant-snapshots.
           */
          name?: string;
          /**
           * The name of an existing claim, for one node. The size is then that of the temporary volume of a drill. Default: claims from a claim template.
           */
          claimName?: string;
          /**
           * Access modes of the claim. Default: ['ReadWriteOnce'].
           */
          accessModes?: string[] | null;
          /**
           * Annotations of the claims. Default: none.
           */
          annotations?: {
            [k: string]: string;
          } | null;
          /**
           * More labels of the claims, in addition to `app`. Default: none.
           */
          labels?: {
            [k: string]: string;
          } | null;
          /**
           * Name of a VolumeAttributesClass. Default: none.
           */
          volumeAttributesClassName?: string | null;
        };
    /**
     * TLS in the pods. Default: none, TLS ends at the ingress.
     */
    tls?: {
      /**
       * A Secret in the namespace that you or cert-manager create, with tls.crt, tls.key and ca.crt, for qdrant.{namespace}.svc.{clusterDomain} and *.qdrant-headless.{namespace}.svc.{clusterDomain}.
       */
      secretName: string;
      /**
       * Whether REST and gRPC use TLS.
       */
      service?: boolean;
      /**
       * Whether the nodes use TLS with each other. Do not change this value later: nodes with data would not start.
       */
      p2p?: boolean;
    };
    /**
     * A port for Prometheus alone, which needs no API key. With API keys, network policies must close it to others. Qdrant 1.17.0 or later. Default: none; /metrics is on port 6333.
     */
    metricsPort?: number;
    /**
     * Limits for requests to new collections: Qdrant's strict mode. Default: none.
     */
    strictMode?: {
      /**
       * The largest limit of a query.
       */
      maxQueryLimit?: number;
      /**
       * The longest timeout of a request, in seconds.
       */
      maxTimeout?: number;
      /**
       * Whether reads can filter by fields without an index.
       */
      unindexedFilteringRetrieve?: boolean;
      /**
       * Whether writes can filter by fields without an index.
       */
      unindexedFilteringUpdate?: boolean;
      /**
       * The largest hnsw_ef of a search.
       */
      searchMaxHnswEf?: number;
      /**
       * Whether searches can be exact.
       */
      searchAllowExact?: boolean;
      /**
       * The largest oversampling of a search.
       */
      searchMaxOversampling?: number;
      /**
       * The most points in one upsert.
       */
      upsertMaxBatchsize?: number;
      /**
       * The largest size of the vectors of a collection, without replicas, in bytes.
       */
      maxCollectionVectorSizeBytes?: number;
      /**
       * The largest size of the payload of a collection, without replicas, in bytes.
       */
      maxCollectionPayloadSizeBytes?: number;
      /**
       * The most points in a collection, as an estimate.
       */
      maxPointsCount?: number;
      /**
       * The most reads in a minute, for each replica.
       */
      readRateLimit?: number;
      /**
       * The most writes in a minute, for each replica.
       */
      writeRateLimit?: number;
      /**
       * The most conditions in a filter.
       */
      filterMaxConditions?: number;
      /**
       * The most values in one condition.
       */
      conditionMaxSize?: number;
    };
    /**
     * A log of every request with a checked key, on the data volume. Needs Qdrant 1.17. Default: none.
     */
    auditLog?: {
      /**
       * When Qdrant starts a new file in folder audit of the data volume.
       */
      rotation?: 'daily' | 'hourly';
      /**
       * The number of files to keep on each node.
       */
      maxLogFiles?: number;
      /**
       * Whether the log has the client address from X-Forwarded-For. Pods of the cluster can forge it.
       */
      trustForwardedHeaders?: boolean;
    };
    /**
     * Settings for Qdrant's production.yaml. No secrets.
     */
    config?: {
      [k: string]: unknown;
    };
    /**
     * Whether config can have settings that this tool does not know for the version of Qdrant.
     */
    allowUnknownSettings?: boolean;
    /**
     * More volume mounts of the main container. Default: none.
     */
    additionalVolumeMounts?: VolumeMount[] | null;
    /**
     * More volumes of the pods. Default: none.
     */
    additionalVolumes?: Volume[] | null;
    /**
     * Scheduling affinity. Default: none.
     */
    affinity?: Affinity | null;
    /**
     * Annotations of every object that the construct creates. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * More arguments of the Qdrant process. The construct rejects `--config-path`. Default: none.
     */
    args?: string[] | null;
    /**
     * Fields that override the security context of the main container. By default the container meets the Pod Security Standard `restricted`. Default: no overrides.
     */
    containerSecurityContext?: SecurityContext | null;
    /**
     * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject variables of settings that a prop decides. Default: none.
     */
    env?: EnvVar[] | null;
    /**
     * When the kubelet pulls the image. Default: ImagePullPolicy.IF_NOT_PRESENT.
     */
    imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
    /**
     * Names of Secrets with registry credentials. Default: none: the registry needs no credentials, or the nodes have them.
     */
    imagePullSecrets?: string[] | null;
    /**
     * Containers that run to completion before the main container starts. Default: none.
     */
    initContainers?: Container[] | null;
    /**
     * Labels to apply to all resources in this chart.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Lifecycle hooks of the main container. They replace the hooks of the construct. Default: Qdrant waits 3 seconds before it stops, other workloads have no hooks.
     */
    lifecycle?: Lifecycle | null;
    /**
     * Fields that override the liveness probe, an HTTP request for `/livez`. Another handler replaces the HTTP request. Default: every 10 seconds, 6 failures.
     */
    livenessProbe?: Probe | null;
    /**
     * Seconds for which a new pod must be ready before the update continues. Default: 0.
     */
    minReadySeconds?: number | null;
    /**
     * Labels that a node must have. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    } | null;
    /**
     * What happens to the claims when the StatefulSet is deleted or scaled down. Default: Kubernetes keeps the claims.
     */
    persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy | null;
    /**
     * More annotations of the pods. Default: none.
     */
    podAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * A PodDisruptionBudget. Default: none.
     */
    podDisruptionBudget?: PodDisruptionBudgetOptions | null;
    /**
     * More labels of the pods. They cannot change the labels that selectors use. Default: none.
     */
    podLabels?: {
      [k: string]: string;
    } | null;
    /**
     * Order of the pods: `Parallel` or `OrderedReady`. Several nodes need `Parallel`, because the first node waits for the others. Default: 'Parallel'.
     */
    podManagementPolicy?: ('Parallel' | 'OrderedReady') | null;
    /**
     * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`. Default: no overrides.
     */
    podSecurityContext?: PodSecurityContext | null;
    /**
     * Name of a PriorityClass. Default: the default priority of the cluster.
     */
    priorityClassName?: string | null;
    /**
     * Fields that override the readiness probe, an HTTP request for `/readyz`. Another handler replaces the HTTP request. Default: every 5 seconds, 6 failures.
     */
    readinessProbe?: Probe | null;
    /**
     * Options of the Service for clients. Default: a Service inside the cluster only.
     */
    service?: QdrantService | null;
    /**
     * Annotations of the ServiceAccount. Pods get no token of it. Default: none.
     */
    serviceAccountAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * A ServiceMonitor. The cluster must have the Prometheus operator. Default: none.
     */
    serviceMonitor?: ServiceMonitorOptions | null;
    /**
     * Whether the containers of a pod share one process namespace. Default: false.
     */
    shareProcessNamespace?: boolean | null;
    /**
     * Containers that run beside the main container. Default: none.
     */
    sidecarContainers?: Container[] | null;
    /**
     * Collections to restore at the first start. Not allowed with several replicas. Default: none.
     */
    snapshotRestoration?: QdrantSnapshotRestoration | null;
    /**
     * Whether the pods spread over zones and hosts. This is a preference, so that the pods also run on one host. A constraint in `topologySpreadConstraints` replaces ours for the same key. Default: false.
     */
    spread?: boolean | null;
    /**
     * Fields that override the startup probe. It gives Qdrant time to load large collections before the liveness probe starts. With one node, it is an HTTP request for `/livez`. With several nodes, it is a script that also fails for a node whose cluster has at most half of the nodes. Another handler replaces the handler. Default: up to one hour: every second with one node, every 5 seconds with several.
     */
    startupProbe?: Probe | null;
    /**
     * Seconds between the request to stop a pod and its forced end. Default: 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30.
     */
    terminationGracePeriodSeconds?: number | null;
    /**
     * Node taints that the pods tolerate. Default: none.
     */
    tolerations?: Toleration[] | null;
    /**
     * Constraints that spread the pods over zones and hosts. Default: the defaults of the scheduler.
     */
    topologySpreadConstraints?: TopologySpreadConstraint[] | null;
    /**
     * How an update replaces the pods. Default: `RollingUpdate`.
     */
    updateStrategy?: StatefulSetUpdateStrategy | null;
  };
  /**
   * Valkey, which stores the login sessions.
   */
  valkey?: {
    /**
     * The name of the objects of Valkey.
     */
    name?: string;
    /**
     * Whether Valkey needs a password. The hook command creates the password. Without a password, every pod that reaches Valkey can read the sessions.
     */
    password?: boolean;
    /**
     * Whether Valkey removes the least recently used sessions at three quarters of limits.memory.
     */
    boundMemory?: boolean;
    /**
     * TLS of Valkey. Default: none.
     */
    tls?: {
      /**
       * A Secret in the namespace that you create, with tls.crt, tls.key and ca.crt, for ephemeral-valkey.{namespace}.svc.{clusterDomain}.
       */
      secretName: string;
    };
    /**
     * CPU and memory of the container. Omitted values keep their defaults.
     */
    resources?: {
      /**
       * The scheduler reserves these amounts. At most the limits. null for none.
       */
      requests?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
      /**
       * The container uses at most these amounts. At least the requests. null for none.
       */
      limits?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
    };
    /**
     * More volume mounts of the main container. Default: none.
     */
    additionalVolumeMounts?: VolumeMount[] | null;
    /**
     * More volumes of the pods. Default: none.
     */
    additionalVolumes?: Volume[] | null;
    /**
     * Scheduling affinity. Default: none.
     */
    affinity?: Affinity | null;
    /**
     * Annotations of every object that the construct creates. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the main container. By default the container meets the Pod Security Standard `restricted`. Default: no overrides.
     */
    containerSecurityContext?: SecurityContext | null;
    /**
     * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject variables of settings that a prop decides. Default: none.
     */
    env?: EnvVar[] | null;
    /**
     * When the kubelet pulls the image. Default: ImagePullPolicy.IF_NOT_PRESENT.
     */
    imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
    /**
     * Names of Secrets with registry credentials. Default: none: the registry needs no credentials, or the nodes have them.
     */
    imagePullSecrets?: string[] | null;
    /**
     * Containers that run to completion before the main container starts. Default: none.
     */
    initContainers?: Container[] | null;
    /**
     * More labels of every object. Default: none.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Lifecycle hooks of the main container. They replace the hooks of the construct. Default: Qdrant waits 3 seconds before it stops, other workloads have no hooks.
     */
    lifecycle?: Lifecycle | null;
    /**
     * Memory for the sessions in bytes: an integer of 1 or more. When the memory is full, Valkey deletes the least recently used sessions. Default: no limit: when the pod exceeds its memory limit, the kubelet stops it, and all sessions are lost.
     */
    maxMemoryBytes?: number | null;
    /**
     * Labels that a node must have. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    } | null;
    /**
     * More annotations of the pods. Default: none.
     */
    podAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * More labels of the pods. They cannot change the labels that selectors use. Default: none.
     */
    podLabels?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`. Default: no overrides.
     */
    podSecurityContext?: PodSecurityContext | null;
    /**
     * Name of a PriorityClass. Default: the default priority of the cluster.
     */
    priorityClassName?: string | null;
    /**
     * Containers that run beside the main container. Default: none.
     */
    sidecarContainers?: Container[] | null;
    /**
     * Seconds between the request to stop a pod and its forced end. Default: 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30.
     */
    terminationGracePeriodSeconds?: number | null;
    /**
     * Node taints that the pods tolerate. Default: none.
     */
    tolerations?: Toleration[] | null;
    /**
     * Constraints that spread the pods over zones and hosts. Default: the defaults of the scheduler.
     */
    topologySpreadConstraints?: TopologySpreadConstraint[] | null;
  };
  /**
   * oauth2-proxy, which signs users in to the dashboard.
   */
  oauth2Proxy?: {
    /**
     * The name of the objects of oauth2-proxy.
     */
    name?: string;
    /**
     * The number of oauth2-proxy pods.
     */
    replicas?: number;
    /**
     * CPU and memory of the container. Omitted values keep their defaults.
     */
    resources?: {
      /**
       * The scheduler reserves these amounts. At most the limits. null for none.
       */
      requests?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
      /**
       * The container uses at most these amounts. At least the requests. null for none.
       */
      limits?: {
        /**
         * CPU in cores, or in thousandths of a core with the suffix m. null for none.
         */
        cpu?: (string | number) | null;
        /**
         * Memory in bytes, usually with the unit Mi or Gi. null for none.
         */
        memory?: (string | number) | null;
        /**
         * The node's disk that the container uses outside of volumes. Default: none.
         */
        'ephemeral-storage'?: (string | number) | null;
      } | null;
    };
    /**
     * More volume mounts of the main container. Default: none.
     */
    additionalVolumeMounts?: VolumeMount[] | null;
    /**
     * More volumes of the pods. Default: none.
     */
    additionalVolumes?: Volume[] | null;
    /**
     * Scheduling affinity. Default: none.
     */
    affinity?: Affinity | null;
    /**
     * Annotations of every object that the construct creates. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the main container. By default the container meets the Pod Security Standard `restricted`. Default: no overrides.
     */
    containerSecurityContext?: SecurityContext | null;
    /**
     * Lifetime of a session, as a Go duration such as `10h`. It must not exceed the longest session of the identity provider. Default: '10h' with `proxyTo`, which is the default of Keycloak; otherwise '168h'.
     */
    cookieExpire?: string | null;
    /**
     * Time after which oauth2-proxy renews a session with the identity provider, as a Go duration such as `5m`. It must be shorter than the idle timeout of the identity provider. Each renewal checks groups and roles again. Default: '5m' with `proxyTo`, because the default idle timeout of Keycloak is 30 minutes; otherwise '1h'.
     */
    cookieRefresh?: string | null;
    /**
     * `SameSite` attribute of the session cookie. Default: CookieSameSite.LAX.
     */
    cookieSameSite?: ('none' | 'lax' | 'strict') | null;
    /**
     * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject variables of settings that a prop decides. Default: none.
     */
    env?: EnvVar[] | null;
    /**
     * When the kubelet pulls the image. Default: ImagePullPolicy.IF_NOT_PRESENT.
     */
    imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
    /**
     * Names of Secrets with registry credentials. Default: none: the registry needs no credentials, or the nodes have them.
     */
    imagePullSecrets?: string[] | null;
    /**
     * Containers that run to completion before the main container starts. Default: none.
     */
    initContainers?: Container[] | null;
    /**
     * Labels to apply to all resources in this chart.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Lifecycle hooks of the main container. They replace the hooks of the construct. Default: Qdrant waits 3 seconds before it stops, other workloads have no hooks.
     */
    lifecycle?: Lifecycle | null;
    /**
     * Port of the metrics on the pods and on the Service. The metrics need no sign-in. 4180 is not allowed. Default: 44180 with `serviceMonitor`, otherwise no metrics.
     */
    metricsPort?: number | null;
    /**
     * Labels that a node must have. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    } | null;
    /**
     * More annotations of the pods. Default: none.
     */
    podAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * A PodDisruptionBudget. Default: none.
     */
    podDisruptionBudget?: PodDisruptionBudgetOptions | null;
    /**
     * More labels of the pods. They cannot change the labels that selectors use. Default: none.
     */
    podLabels?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`. Default: no overrides.
     */
    podSecurityContext?: PodSecurityContext | null;
    /**
     * Name of a PriorityClass. Default: the default priority of the cluster.
     */
    priorityClassName?: string | null;
    /**
     * Private certificate authority of the identity provider. Default: the certificate authorities of the image.
     */
    providerCa?: ConfigMapKey | null;
    /**
     * A ServiceMonitor. The cluster must have the Prometheus operator. Default: none.
     */
    serviceMonitor?: ServiceMonitorOptions | null;
    /**
     * Whether sessions omit the tokens. oauth2-proxy cannot renew such sessions, and cannot end them at the identity provider. With `proxyTo`, sessions always contain the tokens. Default: false.
     */
    sessionCookieMinimal?: boolean | null;
    /**
     * Whether responses to a controller name the user in `X-Auth-Request-*` headers. This has no effect with `proxyTo`. Default: true.
     */
    setXauthrequest?: boolean | null;
    /**
     * More settings of the configuration file of oauth2-proxy: strings, booleans, numbers and lists of strings. They override the settings of the construct. Allowed are settings of cookies, logs, pages, the session store and a few more. The construct rejects secrets, and every setting that can decide about access. Default: none.
     */
    settings?: {
      [k: string]: unknown;
    } | null;
    /**
     * Containers that run beside the main container. Default: none.
     */
    sidecarContainers?: Container[] | null;
    /**
     * Whether the pods spread over zones and hosts. This is a preference, so that the pods also run on one host. A constraint in `topologySpreadConstraints` replaces ours for the same key. Default: false.
     */
    spread?: boolean | null;
    /**
     * Seconds between the request to stop a pod and its forced end. Default: 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30.
     */
    terminationGracePeriodSeconds?: number | null;
    /**
     * Node taints that the pods tolerate. Default: none.
     */
    tolerations?: Toleration[] | null;
    /**
     * Constraints that spread the pods over zones and hosts. Default: the defaults of the scheduler.
     */
    topologySpreadConstraints?: TopologySpreadConstraint[] | null;
  };
  /**
   * The placement and the eviction of pods.
   */
  scheduling?: {
    /**
     * Labels that a node must have for the pods of the stack. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    };
    /**
     * Node taints that the pods of the stack tolerate. Default: none.
     *
     * @maxItems 20
     */
    tolerations?: {
      /**
       * The key of the taint. Default: every taint, with operator Exists.
       */
      key?: string;
      /**
       * Default: Equal.
       */
      operator?: 'Equal' | 'Exists';
      /**
       * The value of the taint, with operator Equal.
       */
      value?: string;
      /**
       * The effect of the taint. Default: every effect.
       */
      effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
      /**
       * With effect NoExecute: how long the pods stay. Default: for ever.
       */
      tolerationSeconds?: number;
    }[];
    /**
     * PriorityClass of the pods of the stack. Default: the default priority of the cluster.
     */
    priorityClassName?: string;
    /**
     * Whether the pods of Qdrant and oauth2-proxy spread over zones and hosts, where possible.
     */
    spread?: boolean;
    /**
     * Whether a drain evicts the pods of Qdrant and oauth2-proxy one at a time, with several replicas.
     */
    disruptionBudgets?: boolean;
  };
  /**
   * Backups of every collection by a CronJob. Default: none.
   */
  scheduledBackup?: {
    /**
     * The name of the CronJob, the ConfigMap and the new volume: at most 52 characters, with drill 46. Default: {qdrant.name}-backup.
     */
    name?: string;
    /**
     * The start times of backups: five cron fields, or a name such as @daily.
     */
    schedule?: string;
    /**
     * The time zone of the schedule.
     */
    timeZone?: string;
    /**
     * The number of complete backups to keep.
     */
    keep?: number;
    /**
     * Public keys of age, to which the files are encrypted. Default: the files are not encrypted.
     *
     * @maxItems 20
     */
    encryptTo?: string[];
    /**
     * A volume for the backups. Alternative: s3.
     */
    volume?: {
      /**
       * The size of a new volume. The volume needs room for keep + 1 backups. Alternative: claimName.
       */
      size?: string | number;
      /**
       * An existing PersistentVolumeClaim in the namespace. Alternative: size.
       */
      claimName?: string;
      /**
       * The StorageClass of a new volume. '' for none. Default: the cluster's default class.
       */
      storageClassName?: string;
      /**
       * Access modes of the new claim. Default: ['ReadWriteOnce'].
       */
      accessModes?: string[] | null;
    };
    /**
     * A bucket for the backups, in a service with the S3 protocol. Alternative: volume.
     */
    s3?: {
      /**
       * The name of an existing bucket.
       */
      bucket: string;
      /**
       * A Secret in the namespace that you create, with the keys access-key-id and secret-access-key, and session-token for a temporary key. Default: none; the pods sign in with the role of their ServiceAccount.
       */
      secretName?: string;
      /**
       * Annotations of the ServiceAccount of the pods, such as eks.amazonaws.com/role-arn. Only without secretName. EKS Pod Identity needs none.
       */
      serviceAccountAnnotations?: {
        [k: string]: string;
      };
      /**
       * The URL of the service. Default: Amazon S3 in the region.
       */
      endpoint?: string;
      /**
       * The region of the bucket.
       */
      region?: string;
      /**
       * A folder in the bucket, different for each Qdrant. Default: the root of the bucket.
       */
      prefix?: string;
      /**
       * How the service encrypts the objects. Default: as the settings of the bucket say.
       */
      serverSideEncryption?: 'AES256' | 'aws:kms';
      /**
       * The id or the ARN of the key for aws:kms. Default: the key of the account for S3.
       */
      kmsKeyId?: string;
    };
    /**
     * Drills by a CronJob, which restore the newest backup to a temporary Qdrant and compare both. Default: none.
     */
    drill?: {
      /**
       * The start times of drills, in the time zone of the backups.
       */
      schedule?: string;
      /**
       * The age of the last proof, in hours, from which the alert QdrantBackupUnproven fires.
       */
      maxAgeHours?: number;
      /**
       * The most data of the temporary Qdrant. Default: the size of the volume of a Qdrant node.
       */
      size?: string | number;
      /**
       * Seconds that a Job can take, including all attempts. Kubernetes stops a longer Job, which then counts as failed. Default: 1800 for a `Reconciler`, otherwise 21600.
       */
      activeDeadlineSeconds?: number | null;
      /**
       * Number of retries of a failed Job. Each retry starts from the beginning. Default: 6 for a `Reconciler`, 2 for backups, 1 for drills.
       */
      backoffLimit?: number | null;
      /**
       * Number of failed Jobs to keep. Default: 3.
       */
      failedJobsHistoryLimit?: number | null;
      /**
       * Requests and limits of the temporary Qdrant. Default: those of a Qdrant node.
       */
      qdrantResources?: ResourceRequirements | null;
      /**
       * Seconds by which a Job can start late, e.g. after an outage of the control plane. Kubernetes skips a Job after that. Default: 300 for a `Reconciler`, otherwise 3600.
       */
      startingDeadlineSeconds?: number | null;
      /**
       * Number of succeeded Jobs to keep. Default: 3.
       */
      successfulJobsHistoryLimit?: number | null;
      /**
       * Whether the CronJob starts no new Jobs. Default: false.
       */
      suspend?: boolean | null;
      /**
       * Time zone of the schedule, e.g. `Europe/Berlin`. Default: for drills the time zone of the backups, otherwise `Etc/UTC`.
       */
      timeZone?: string | null;
    };
    /**
     * Seconds that a Job can take, including all attempts. Kubernetes stops a longer Job, which then counts as failed. Default: 1800 for a `Reconciler`, otherwise 21600.
     */
    activeDeadlineSeconds?: number | null;
    /**
     * More volume mounts of the main container. Default: none.
     */
    additionalVolumeMounts?: VolumeMount[] | null;
    /**
     * More volumes of the pods. Default: none.
     */
    additionalVolumes?: Volume[] | null;
    /**
     * Scheduling affinity. Default: none.
     */
    affinity?: Affinity | null;
    /**
     * Annotations of every object that the construct creates. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * Number of retries of a failed Job. Each retry starts from the beginning. Default: 6 for a `Reconciler`, 2 for backups, 1 for drills.
     */
    backoffLimit?: number | null;
    /**
     * Certificate authorities in PEM format, in addition to the public ones. Use them for a Qdrant with TLS, or for the bucket. Default: the authority in the TLS Secret of Qdrant, if Qdrant has one.
     */
    ca?: ConfigMapKey | null;
    /**
     * Fields that override the security context of the main container. By default the container meets the Pod Security Standard `restricted`. Default: no overrides.
     */
    containerSecurityContext?: SecurityContext | null;
    /**
     * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject variables of settings that a prop decides. Default: none.
     */
    env?: EnvVar[] | null;
    /**
     * Number of failed Jobs to keep. Default: 3.
     */
    failedJobsHistoryLimit?: number | null;
    /**
     * When the kubelet pulls the image. Default: ImagePullPolicy.IF_NOT_PRESENT.
     */
    imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
    /**
     * Names of Secrets with registry credentials. Default: none: the registry needs no credentials, or the nodes have them.
     */
    imagePullSecrets?: string[] | null;
    /**
     * Containers that run to completion before the main container starts. Default: none.
     */
    initContainers?: Container[] | null;
    /**
     * More labels of every object. Default: none.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Lifecycle hooks of the main container. They replace the hooks of the construct. Default: Qdrant waits 3 seconds before it stops, other workloads have no hooks.
     */
    lifecycle?: Lifecycle | null;
    /**
     * Labels that a node must have. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    } | null;
    /**
     * More annotations of the pods. Default: none.
     */
    podAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * More labels of the pods. They cannot change the labels that selectors use. Default: none.
     */
    podLabels?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`. Default: no overrides.
     */
    podSecurityContext?: PodSecurityContext | null;
    /**
     * Name of a PriorityClass. Default: the default priority of the cluster.
     */
    priorityClassName?: string | null;
    /**
     * Requests and limits of the main container. They replace all requests and limits of the construct. Default: the construct sets requests and limits of CPU and memory.
     */
    resources?: ResourceRequirements | null;
    /**
     * Containers that run beside the main container. Default: none.
     */
    sidecarContainers?: Container[] | null;
    /**
     * Seconds by which a Job can start late, e.g. after an outage of the control plane. Kubernetes skips a Job after that. Default: 300 for a `Reconciler`, otherwise 3600.
     */
    startingDeadlineSeconds?: number | null;
    /**
     * Number of succeeded Jobs to keep. Default: 3.
     */
    successfulJobsHistoryLimit?: number | null;
    /**
     * Whether the CronJob starts no new Jobs. Default: false.
     */
    suspend?: boolean | null;
    /**
     * Seconds between the request to stop a pod and its forced end. Default: 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30.
     */
    terminationGracePeriodSeconds?: number | null;
    /**
     * Node taints that the pods tolerate. Default: none.
     */
    tolerations?: Toleration[] | null;
    /**
     * Constraints that spread the pods over zones and hosts. Default: the defaults of the scheduler.
     */
    topologySpreadConstraints?: TopologySpreadConstraint[] | null;
  };
  /**
   * A Job and a CronJob that do the work of the hook command in the cluster: the Keycloak client, the Secrets and the copy of the certificate. Default: none, you run the command.
   */
  reconcile?: {
    /**
     * The name of the objects: at most 52 characters, with tlsSchedule 48, with verify 45. Default: {qdrant.name}-reconcile.
     */
    name?: string;
    /**
     * The start times of runs: five cron fields, or a name such as @hourly.
     */
    schedule?: string;
    /**
     * The start times of further runs that only copy the certificate, with fewer rights. Only where the hook copies a certificate. Default: none.
     */
    tlsSchedule?: string;
    /**
     * The time zone of the schedules.
     */
    timeZone?: string;
    /**
     * A Secret in the namespace with the keys client-id and client-secret: a client of the realm with a service account. hook --create-account creates both.
     */
    keycloakSecretName?: string;
    /**
     * The age in minutes at which the last successful run raises the alert QdrantReconcileTooOld. Add the time between two runs to the time of one.
     */
    maxAgeMinutes?: number;
    /**
     * Checks through the ingress by a CronJob, which write nothing. Default: none.
     */
    verify?: {
      /**
       * The start times of the checks.
       */
      schedule?: string;
      /**
       * The ingress controller in the cluster, as HOST:PORT, where the hosts are not in the DNS of the cluster. Default: the addresses in DNS.
       */
      ingress?: string;
      /**
       * The age in minutes at which the last passed checks raise the alert QdrantVerifyTooOld.
       */
      maxAgeMinutes?: number;
    };
    /**
     * Seconds that a Job can take, including all attempts. Kubernetes stops a longer Job, which then counts as failed. Default: 1800 for a `Reconciler`, otherwise 21600.
     */
    activeDeadlineSeconds?: number | null;
    /**
     * More volume mounts of the main container. Default: none.
     */
    additionalVolumeMounts?: VolumeMount[] | null;
    /**
     * More volumes of the pods. Default: none.
     */
    additionalVolumes?: Volume[] | null;
    /**
     * Scheduling affinity. Default: none.
     */
    affinity?: Affinity | null;
    /**
     * Annotations of every object that the construct creates. Default: none.
     */
    annotations?: {
      [k: string]: string;
    } | null;
    /**
     * Number of retries of a failed Job. Each retry starts from the beginning. Default: 6 for a `Reconciler`, 2 for backups, 1 for drills.
     */
    backoffLimit?: number | null;
    /**
     * Fields that override the security context of the main container. By default the container meets the Pod Security Standard `restricted`. Default: no overrides.
     */
    containerSecurityContext?: SecurityContext | null;
    /**
     * More environment variables of the main container. Use `valueFrom.secretKeyRef` for secret values. The constructs reject variables of settings that a prop decides. Default: none.
     */
    env?: EnvVar[] | null;
    /**
     * Number of failed Jobs to keep. Default: 3.
     */
    failedJobsHistoryLimit?: number | null;
    /**
     * When the kubelet pulls the image. Default: ImagePullPolicy.IF_NOT_PRESENT.
     */
    imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
    /**
     * Names of Secrets with registry credentials. Default: none: the registry needs no credentials, or the nodes have them.
     */
    imagePullSecrets?: string[] | null;
    /**
     * Containers that run to completion before the main container starts. Default: none.
     */
    initContainers?: Container[] | null;
    /**
     * More labels of every object. Default: none.
     */
    labels?: {
      [k: string]: string;
    } | null;
    /**
     * Lifecycle hooks of the main container. They replace the hooks of the construct. Default: Qdrant waits 3 seconds before it stops, other workloads have no hooks.
     */
    lifecycle?: Lifecycle | null;
    /**
     * Labels that a node must have. Default: any node.
     */
    nodeSelector?: {
      [k: string]: string;
    } | null;
    /**
     * More annotations of the pods. Default: none.
     */
    podAnnotations?: {
      [k: string]: string;
    } | null;
    /**
     * More labels of the pods. They cannot change the labels that selectors use. Default: none.
     */
    podLabels?: {
      [k: string]: string;
    } | null;
    /**
     * Fields that override the security context of the pods. By default the pods meet the Pod Security Standard `restricted`. Default: no overrides.
     */
    podSecurityContext?: PodSecurityContext | null;
    /**
     * Name of a PriorityClass. Default: the default priority of the cluster.
     */
    priorityClassName?: string | null;
    /**
     * Requests and limits of the main container. They replace all requests and limits of the construct. Default: the construct sets requests and limits of CPU and memory.
     */
    resources?: ResourceRequirements | null;
    /**
     * Containers that run beside the main container. Default: none.
     */
    sidecarContainers?: Container[] | null;
    /**
     * Seconds by which a Job can start late, e.g. after an outage of the control plane. Kubernetes skips a Job after that. Default: 300 for a `Reconciler`, otherwise 3600.
     */
    startingDeadlineSeconds?: number | null;
    /**
     * Number of succeeded Jobs to keep. Default: 3.
     */
    successfulJobsHistoryLimit?: number | null;
    /**
     * Whether the CronJob starts no new Jobs. Default: false.
     */
    suspend?: boolean | null;
    /**
     * Seconds between the request to stop a pod and its forced end. Default: 60 for Qdrant and scheduled backups, otherwise the default of Kubernetes: 30.
     */
    terminationGracePeriodSeconds?: number | null;
    /**
     * Node taints that the pods tolerate. Default: none.
     */
    tolerations?: Toleration[] | null;
    /**
     * Constraints that spread the pods over zones and hosts. Default: the defaults of the scheduler.
     */
    topologySpreadConstraints?: TopologySpreadConstraint[] | null;
  };
  /**
   * Network policies for the whole namespace.
   */
  networkPolicies?: {
    /**
     * Whether network policies deny all connections from and to the pods that the stack does not need.
     */
    enabled?: boolean;
    /**
     * The pods of the ingress controller or the Gateway. Default: ingress-nginx in namespace ingress-nginx; no default with another ingressClassName or a gateway.
     */
    ingressController?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
    };
    /**
     * Applications that call Qdrant inside the cluster, without the API host.
     *
     * @maxItems 50
     */
    clients?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
    }[];
    /**
     * The pods that scrape metrics. Default: namespace monitoring if monitoring.prometheusOperator is true, otherwise none.
     */
    monitoring?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
    };
    /**
     * The address of Keycloak for oauth2-proxy. Default: any address, with the port of keycloakUrl.
     */
    keycloak?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * TCP ports of the pods or addresses.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports?: number[];
    };
    /**
     * The address of the identity provider for oauth2-proxy, Keycloak or another one. Default: any address, with the port of the issuer.
     */
    identityProvider?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * TCP ports of the pods or addresses.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports?: number[];
    };
    /**
     * The address of scheduledBackup.s3. Default: any address, with the port of the endpoint.
     */
    bucket?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * TCP ports of the pods or addresses.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports?: number[];
    };
    /**
     * The address of the API server for the pods of reconcile. Default: any address, with ports 443 and 6443.
     */
    apiServer?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * TCP ports of the pods or addresses.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports?: number[];
    };
    /**
     * The DNS servers of the cluster. Default: every pod of kube-system, with port 53.
     */
    dns?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * UDP and TCP ports. Default: 53.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports?: number[];
    };
    /**
     * Other destinations of Qdrant, such as a bucket for its snapshots.
     *
     * @maxItems 50
     */
    qdrantEgress?: {
      /**
       * Labels of the namespace. Default: with podLabels, the namespace of the stack.
       */
      namespaceLabels?: {
        [k: string]: string;
      };
      /**
       * Labels of the pods. Default: with namespaceLabels, every pod of the namespace.
       */
      podLabels?: {
        [k: string]: string;
      };
      /**
       * Networks outside of the pod network. Default: none.
       *
       * @minItems 1
       * @maxItems 50
       */
      cidrs?: string[];
      /**
       * TCP ports.
       *
       * @minItems 1
       * @maxItems 20
       */
      ports: number[];
    }[];
    /**
     * Whether cert-manager can solve HTTP-01 challenges with its own pods in the namespace of the stack. Default: true in a QdrantStack with `certificate`, otherwise false.
     */
    acmeSolver?: boolean | null;
  };
  /**
   * Metrics, alerts and a Grafana dashboard.
   */
  monitoring?: {
    /**
     * Whether the stack has ServiceMonitors and alerts. The cluster must have the Prometheus operator.
     */
    prometheusOperator?: boolean;
    /**
     * The labels by which your Prometheus selects ServiceMonitors and rules. Default: none.
     */
    labels?: {
      [k: string]: string;
    };
    /**
     * The age in hours at which the last scheduled backup raises an alert. Add the time between two backups to the time of one.
     */
    backupMaxAgeHours?: number;
    /**
     * Whether the stack has a ConfigMap with a Grafana dashboard.
     */
    grafanaDashboard?: boolean;
    /**
     * The labels by which the Grafana sidecar finds dashboards.
     */
    dashboardLabels?: {
      [k: string]: string;
    };
  };
  /**
   * Log format of Qdrant and oauth2-proxy.
   */
  logFormat?: 'text' | 'json';
  /**
   * Whether the stack has a ConfigMap for the service discovery of Thinkube.
   */
  discovery?: boolean;
  /**
   * More environment variables that the service discovery of Thinkube announces. Default: none.
   */
  discoveryVariables?: {
    [k: string]: string;
  };
  /**
   * Whether workloads have annotations that tell the scanner kube-score which checks they fail on purpose.
   */
  scannerAnnotations?: boolean;
  /**
   * The risks that you accept, each with a reason. The reason is written on the Kubernetes object. Profile seed accepts the risks of earlier installations.
   */
  acceptedRisks?: {
    /**
     * The reason why the API needs no key. Every client that reaches the API can read and change everything. Default: the risk is not accepted.
     */
    apiWithoutKey?: string;
    /**
     * The reason why every user of the realm can open the dashboard. Default: the risk is not accepted.
     */
    everyUser?: string;
    /**
     * The reason why the API host also serves the dashboard pages, without sign-in. Default: the risk is not accepted.
     */
    dashboardOnApiHost?: string;
    /**
     * The reason why pages of any origin can call the API. corsOrigins can then be ['*']. Default: the risk is not accepted.
     */
    anyOrigin?: string;
    /**
     * The reason why a controller with another class name supports the annotations of ingress-nginx, and asks oauth2-proxy about each request. Default: the risk is not accepted.
     */
    otherIngressClass?: string;
    /**
     * The reason for two Qdrant nodes. Two nodes have no majority when one fails. Default: the risk is not accepted.
     */
    twoNodes?: string;
    /**
     * The reason for a Qdrant version without known security fixes. Default: the risk is not accepted.
     */
    outdatedQdrant?: string;
    /**
     * The reason for an oauth2-proxy version without known security fixes. Default: the risk is not accepted.
     */
    outdatedOAuth2Proxy?: string;
    /**
     * The reason why oauth2-proxy trusts the X-Forwarded-* headers of every client that reaches its pods, in mode auth-request. Default: the risk is not accepted.
     */
    forwardedHeaders?: string;
    /**
     * Why routes of other vendors' kinds, e.g. IngressRoute of Traefik, lead to Qdrant. The rules cannot read everything that such routes do. The annotation `cdk8s-qdrant/accepted-risk.otherRouteKind` on one route lifts the rule for that route only. No reason lifts the rule for a route of the dashboard host. Default: such routes are rejected.
     */
    otherRouteKind?: string | null;
  };
  /**
   * What deploy may take away from the running installation. Default: nothing that protects it, and no data.
   *
   * @maxItems 7
   */
  allowedLosses?: ('apiKeys' | 'tls' | 'access' | 'networkPolicies' | 'ingressAnnotations' | 'ingressClass' | 'data')[];
  /**
   * One or two claims of the ID token with a token of Qdrant for the user, instead of one API key for all users: see `apiKeyClaims` of `OAuth2ProxyUpstream`. `dashboardMode` must be `PROXY`, and `qdrant` must have an API key and `jwtRbac`. Default: none: everybody who may open the dashboard can change everything.
   */
  dashboardTokenClaims?: string[] | null;
  /**
   * Reason in these annotations for an image whose tag can move to another version, e.g. `latest`. Default: 'the app uses an image whose tag can move to another version'.
   */
  floatingTagReason?: string | null;
  /**
   * Labels of every object. Default: none.
   */
  labels?: {
    [k: string]: string;
  } | null;
}
export interface VolumeMount {
  /**
   * Path within the container at which the volume should be mounted.
   */
  mountPath: string;
  /**
   * mountPropagation determines how mounts are propagated from the host to container and the other way around.
   */
  mountPropagation?: string | null;
  /**
   * This must match the Name of a Volume.
   */
  name: string;
  /**
   * Mounted read-only if true, read-write otherwise (false or unspecified).
   */
  readOnly?: boolean | null;
  /**
   * RecursiveReadOnly specifies whether read-only mounts should be handled recursively.
   */
  recursiveReadOnly?: string | null;
  /**
   * Path within the volume from which the container's volume should be mounted.
   */
  subPath?: string | null;
  /**
   * Expanded path within the volume from which the container's volume should be mounted.
   */
  subPathExpr?: string | null;
}
export interface Volume {
  /**
   * awsElasticBlockStore represents an AWS Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
   */
  awsElasticBlockStore?: AwsElasticBlockStoreVolumeSource | null;
  /**
   * azureDisk represents an Azure Data Disk mount on the host and bind mount to the pod.
   */
  azureDisk?: AzureDiskVolumeSource | null;
  /**
   * azureFile represents an Azure File Service mount on the host and bind mount to the pod.
   */
  azureFile?: AzureFileVolumeSource | null;
  /**
   * cephFS represents a Ceph FS mount on the host that shares a pod's lifetime
   */
  cephfs?: CephFsVolumeSource | null;
  /**
   * cinder represents a cinder volume attached and mounted on kubelets host machine.
   */
  cinder?: CinderVolumeSource | null;
  /**
   * configMap represents a configMap that should populate this volume
   */
  configMap?: ConfigMapVolumeSource | null;
  /**
   * csi (Container Storage Interface) represents ephemeral storage that is handled by certain external CSI drivers (Beta feature).
   */
  csi?: CsiVolumeSource | null;
  /**
   * downwardAPI represents downward API about the pod that should populate this volume
   */
  downwardApi?: DownwardApiVolumeSource | null;
  /**
   * emptyDir represents a temporary directory that shares a pod's lifetime.
   */
  emptyDir?: EmptyDirVolumeSource | null;
  /**
   * ephemeral represents a volume that is handled by a cluster storage driver.
   */
  ephemeral?: EphemeralVolumeSource | null;
  /**
   * fc represents a Fibre Channel resource that is attached to a kubelet's host machine and then exposed to the pod.
   */
  fc?: FcVolumeSource | null;
  /**
   * flexVolume represents a generic volume resource that is provisioned/attached using an exec based plugin.
   */
  flexVolume?: FlexVolumeSource | null;
  /**
   * flocker represents a Flocker volume attached to a kubelet's host machine.
   */
  flocker?: FlockerVolumeSource | null;
  /**
   * gcePersistentDisk represents a GCE Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
   */
  gcePersistentDisk?: GcePersistentDiskVolumeSource | null;
  /**
   * gitRepo represents a git repository at a particular revision.
   */
  gitRepo?: GitRepoVolumeSource | null;
  /**
   * glusterfs represents a Glusterfs mount on the host that shares a pod's lifetime.
   */
  glusterfs?: GlusterfsVolumeSource | null;
  /**
   * hostPath represents a pre-existing file or directory on the host machine that is directly exposed to the container.
   */
  hostPath?: HostPathVolumeSource | null;
  /**
   * iscsi represents an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod.
   */
  iscsi?: IscsiVolumeSource | null;
  /**
   * name of the volume.
   */
  name: string;
  /**
   * nfs represents an NFS mount on the host that shares a pod's lifetime More info: https://kubernetes.io/docs/concepts/storage/volumes#nfs
   */
  nfs?: NfsVolumeSource | null;
  /**
   * persistentVolumeClaimVolumeSource represents a reference to a PersistentVolumeClaim in the same namespace.
   */
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource | null;
  /**
   * photonPersistentDisk represents a PhotonController persistent disk attached and mounted on kubelets host machine
   */
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource | null;
  /**
   * portworxVolume represents a portworx volume attached and mounted on kubelets host machine
   */
  portworxVolume?: PortworxVolumeSource | null;
  /**
   * projected items for all in one resources secrets, configmaps, and downward API
   */
  projected?: ProjectedVolumeSource | null;
  /**
   * quobyte represents a Quobyte mount on the host that shares a pod's lifetime
   */
  quobyte?: QuobyteVolumeSource | null;
  /**
   * rbd represents a Rados Block Device mount on the host that shares a pod's lifetime.
   */
  rbd?: RbdVolumeSource | null;
  /**
   * scaleIO represents a ScaleIO persistent volume attached and mounted on Kubernetes nodes.
   */
  scaleIo?: ScaleIoVolumeSource | null;
  /**
   * secret represents a secret that should populate this volume.
   */
  secret?: SecretVolumeSource | null;
  /**
   * storageOS represents a StorageOS volume attached and mounted on Kubernetes nodes.
   */
  storageos?: StorageOsVolumeSource | null;
  /**
   * vsphereVolume represents a vSphere volume attached and mounted on kubelets host machine
   */
  vsphereVolume?: VsphereVirtualDiskVolumeSource | null;
}
export interface AwsElasticBlockStoreVolumeSource {
  /**
   * fsType is the filesystem type of the volume that you want to mount.
   */
  fsType?: string | null;
  /**
   * partition is the partition in the volume that you want to mount.
   */
  partition?: number | null;
  /**
   * readOnly value true will force the readOnly setting in VolumeMounts.
   */
  readOnly?: boolean | null;
  /**
   * volumeID is unique ID of the persistent disk resource in AWS (Amazon EBS volume).
   */
  volumeId: string;
}
export interface AzureDiskVolumeSource {
  /**
   * cachingMode is the Host Caching mode: None, Read Only, Read Write.
   */
  cachingMode?: string | null;
  /**
   * diskName is the Name of the data disk in the blob storage
   */
  diskName: string;
  /**
   * diskURI is the URI of data disk in the blob storage
   */
  diskUri: string;
  /**
   * fsType is Filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * kind expected values are Shared: multiple blob disks per storage account Dedicated: single blob disk per storage account Managed: azure managed data disk (only in managed availability set).
   */
  kind?: string | null;
  /**
   * readOnly Defaults to false (read/write).
   */
  readOnly?: boolean | null;
}
export interface AzureFileVolumeSource {
  /**
   * readOnly defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * secretName is the name of secret that contains Azure Storage Account Name and Key
   */
  secretName: string;
  /**
   * shareName is the azure share Name
   */
  shareName: string;
}
export interface CephFsVolumeSource {
  /**
   * monitors is Required: Monitors is a collection of Ceph monitors More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
   *
   * @maxItems 100
   */
  monitors: string[];
  /**
   * path is Optional: Used as the mounted root, rather than the full Ceph tree, default is /
   */
  path?: string | null;
  /**
   * readOnly is Optional: Defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * secretFile is Optional: SecretFile is the path to key ring for User, default is /etc/ceph/user.secret More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
   */
  secretFile?: string | null;
  /**
   * secretRef is Optional: SecretRef is reference to the authentication secret for User, default is empty.
   */
  secretRef?: LocalObjectReference | null;
  /**
   * user is optional: User is the rados user name, default is admin More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it
   */
  user?: string | null;
}
export interface LocalObjectReference {
  /**
   * Name of the referent.
   */
  name?: string | null;
}
export interface CinderVolumeSource {
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * readOnly defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * secretRef is optional: points to a secret object containing parameters used to connect to OpenStack.
   */
  secretRef?: LocalObjectReference | null;
  /**
   * volumeID used to identify the volume in cinder.
   */
  volumeId: string;
}
export interface ConfigMapVolumeSource {
  /**
   * defaultMode is optional: mode bits used to set permissions on created files by default.
   */
  defaultMode?: number | null;
  /**
   * items if unspecified, each key-value pair in the Data field of the referenced ConfigMap will be projected into the volume as a file whose name is the key and content is the value.
   */
  items?: KeyToPath[] | null;
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * optional specify whether the ConfigMap or its keys must be defined
   */
  optional?: boolean | null;
}
export interface KeyToPath {
  /**
   * key is the key to project.
   */
  key: string;
  /**
   * mode is Optional: mode bits used to set permissions on this file.
   */
  mode?: number | null;
  /**
   * path is the relative path of the file to map the key to.
   */
  path: string;
}
export interface CsiVolumeSource {
  /**
   * driver is the name of the CSI driver that handles this volume.
   */
  driver: string;
  /**
   * fsType to mount.
   */
  fsType?: string | null;
  /**
   * nodePublishSecretRef is a reference to the secret object containing sensitive information to pass to the CSI driver to complete the CSI NodePublishVolume and NodeUnpublishVolume calls.
   */
  nodePublishSecretRef?: LocalObjectReference | null;
  /**
   * readOnly specifies a read-only configuration for the volume.
   */
  readOnly?: boolean | null;
  /**
   * volumeAttributes stores driver-specific properties that are passed to the CSI driver.
   */
  volumeAttributes?: {
    [k: string]: string;
  } | null;
}
export interface DownwardApiVolumeSource {
  /**
   * Optional: mode bits to use on created files by default.
   */
  defaultMode?: number | null;
  /**
   * Items is a list of downward API volume file
   */
  items?: DownwardApiVolumeFile[] | null;
}
export interface DownwardApiVolumeFile {
  /**
   * Required: Selects a field of the pod: only annotations, labels, name, namespace and uid are supported.
   */
  fieldRef?: ObjectFieldSelector | null;
  /**
   * Optional: mode bits used to set permissions on this file, must be an octal value between 0000 and 0777 or a decimal value between 0 and 511.
   */
  mode?: number | null;
  /**
   * Required: Path is the relative path name of the file to be created.
   */
  path: string;
  /**
   * Selects a resource of the container: only resources limits and requests (limits.cpu, limits.memory, requests.cpu and requests.memory) are currently supported.
   */
  resourceFieldRef?: ResourceFieldSelector | null;
}
export interface ObjectFieldSelector {
  /**
   * Version of the schema the FieldPath is written in terms of, defaults to "v1".
   */
  apiVersion?: string | null;
  /**
   * Path of the field to select in the specified API version.
   */
  fieldPath: string;
}
export interface ResourceFieldSelector {
  /**
   * Container name: required for volumes, optional for env vars
   */
  containerName?: string | null;
  /**
   * Specifies the output format of the exposed resources, defaults to "1"
   */
  divisor?: (string | number) | null;
  /**
   * Required: resource to select
   */
  resource: string;
}
export interface EmptyDirVolumeSource {
  /**
   * medium represents what type of storage medium should back this directory.
   */
  medium?: 'Memory' | null;
  /**
   * sizeLimit is the total amount of local storage required for this EmptyDir volume.
   */
  sizeLimit?: (string | number) | null;
}
export interface EphemeralVolumeSource {
  /**
   * Will be used to create a stand-alone PVC to provision the volume.
   */
  volumeClaimTemplate?: PersistentVolumeClaimTemplate | null;
}
export interface PersistentVolumeClaimTemplate {
  /**
   * May contain labels and annotations that will be copied into the PVC when creating it.
   */
  metadata?: ObjectMeta | null;
  spec: PersistentVolumeClaimSpec;
}
export interface ObjectMeta {
  /**
   * Annotations is an unstructured key value map stored with a resource that may be set by external tools to store and retrieve arbitrary metadata.
   */
  annotations?: {
    [k: string]: string;
  } | null;
  /**
   * Number of seconds allowed for this object to gracefully terminate before it will be removed from the system.
   */
  deletionGracePeriodSeconds?: number | null;
  /**
   * Must be empty before the object is deleted from the registry.
   */
  finalizers?: string[] | null;
  /**
   * GenerateName is an optional prefix, used by the server, to generate a unique name ONLY IF the Name field has not been provided.
   */
  generateName?: string | null;
  /**
   * A sequence number representing a specific generation of the desired state.
   */
  generation?: number | null;
  /**
   * Map of string keys and values that can be used to organize and categorize (scope and select) objects.
   */
  labels?: {
    [k: string]: string;
  } | null;
  /**
   * ManagedFields maps workflow-id and version to the set of fields that are managed by that workflow.
   */
  managedFields?: ManagedFieldsEntry[] | null;
  /**
   * Name must be unique within a namespace.
   */
  name?: string | null;
  /**
   * Namespace defines the space within which each name must be unique.
   */
  namespace?: string | null;
  /**
   * List of objects depended by this object.
   */
  ownerReferences?: OwnerReference[] | null;
  /**
   * An opaque value that represents the internal version of this object that can be used by clients to determine when objects have changed.
   */
  resourceVersion?: string | null;
  /**
   * Deprecated: selfLink is a legacy read-only field that is no longer populated by the system.
   */
  selfLink?: string | null;
  /**
   * UID is the unique in time and space value for this object.
   */
  uid?: string | null;
}
export interface ManagedFieldsEntry {
  /**
   * APIVersion defines the version of this resource that this field set applies to.
   */
  apiVersion?: string | null;
  /**
   * FieldsType is the discriminator for the different fields format and version.
   */
  fieldsType?: string | null;
  /**
   * FieldsV1 holds the first JSON version format as described in the "FieldsV1" type.
   */
  fieldsV1?: {
    [k: string]: unknown;
  };
  /**
   * Manager is an identifier of the workflow managing these fields.
   */
  manager?: string | null;
  /**
   * Operation is the type of operation which lead to this ManagedFieldsEntry being created.
   */
  operation?: string | null;
  /**
   * Subresource is the name of the subresource used to update that object, or empty string if the object was updated through the main resource.
   */
  subresource?: string | null;
}
export interface OwnerReference {
  /**
   * API version of the referent.
   */
  apiVersion: string;
  /**
   * If true, AND if the owner has the "foregroundDeletion" finalizer, then the owner cannot be deleted from the key-value store until this reference is removed.
   */
  blockOwnerDeletion?: boolean | null;
  /**
   * If true, this reference points to the managing controller.
   */
  controller?: boolean | null;
  /**
   * Kind of the referent.
   */
  kind: string;
  /**
   * Name of the referent.
   */
  name: string;
  /**
   * UID of the referent.
   */
  uid: string;
}
/**
 * The specification for the PersistentVolumeClaim.
 */
export interface PersistentVolumeClaimSpec {
  /**
   * accessModes contains the desired access modes the volume should have.
   */
  accessModes?: string[] | null;
  /**
   * dataSource field can be used to specify either: * An existing VolumeSnapshot object (snapshot.storage.k8s.io/VolumeSnapshot) * An existing PVC (PersistentVolumeClaim) If the provisioner or an external controller can support the specified data source, it will create a new volume based on the contents of the specified data source.
   */
  dataSource?: TypedLocalObjectReference | null;
  /**
   * dataSourceRef specifies the object from which to populate the volume with data, if a non-empty volume is desired.
   */
  dataSourceRef?: TypedObjectReference | null;
  /**
   * resources represents the minimum resources the volume should have.
   */
  resources?: VolumeResourceRequirements | null;
  /**
   * selector is a label query over volumes to consider for binding.
   */
  selector?: LabelSelector | null;
  /**
   * storageClassName is the name of the StorageClass required by the claim.
   */
  storageClassName?: string | null;
  /**
   * volumeAttributesClassName may be used to set the VolumeAttributesClass used by this claim.
   */
  volumeAttributesClassName?: string | null;
  /**
   * volumeMode defines what type of volume is required by the claim.
   */
  volumeMode?: string | null;
  /**
   * volumeName is the binding reference to the PersistentVolume backing this claim.
   */
  volumeName?: string | null;
}
export interface TypedLocalObjectReference {
  /**
   * APIGroup is the group for the resource being referenced.
   */
  apiGroup?: string | null;
  /**
   * Kind is the type of resource being referenced
   */
  kind: string;
  /**
   * Name is the name of resource being referenced
   */
  name: string;
}
export interface TypedObjectReference {
  /**
   * APIGroup is the group for the resource being referenced.
   */
  apiGroup?: string | null;
  /**
   * Kind is the type of resource being referenced
   */
  kind: string;
  /**
   * Name is the name of resource being referenced
   */
  name: string;
  /**
   * Namespace is the namespace of resource being referenced Note that when a namespace is specified, a gateway.networking.k8s.io/ReferenceGrant object is required in the referent namespace to allow that namespace's owner to accept the reference.
   */
  namespace?: string | null;
}
export interface VolumeResourceRequirements {
  /**
   * Limits describes the maximum amount of compute resources allowed.
   */
  limits?: {
    [k: string]: string | number;
  } | null;
  /**
   * Requests describes the minimum amount of compute resources required.
   */
  requests?: {
    [k: string]: string | number;
  } | null;
}
export interface LabelSelector {
  /**
   * matchExpressions is a list of label selector requirements.
   */
  matchExpressions?: LabelSelectorRequirement[] | null;
  /**
   * matchLabels is a map of {key,value} pairs.
   */
  matchLabels?: {
    [k: string]: string;
  } | null;
}
export interface LabelSelectorRequirement {
  /**
   * key is the label key that the selector applies to.
   */
  key: string;
  /**
   * operator represents a key's relationship to a set of values.
   */
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /**
   * values is an array of string values.
   */
  values?: string[] | null;
}
export interface FcVolumeSource {
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * lun is Optional: FC target lun number
   */
  lun?: number | null;
  /**
   * readOnly is Optional: Defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * targetWWNs is Optional: FC target worldwide names (WWNs)
   */
  targetWwNs?: string[] | null;
  /**
   * wwids Optional: FC volume world wide identifiers (wwids) Either wwids or combination of targetWWNs and lun must be set, but not both simultaneously.
   */
  wwids?: string[] | null;
}
export interface FlexVolumeSource {
  /**
   * driver is the name of the driver to use for this volume.
   */
  driver: string;
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * options is Optional: this field holds extra command options if any.
   */
  options?: {
    [k: string]: string;
  } | null;
  /**
   * readOnly is Optional: defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * secretRef is Optional: secretRef is reference to the secret object containing sensitive information to pass to the plugin scripts.
   */
  secretRef?: LocalObjectReference | null;
}
export interface FlockerVolumeSource {
  /**
   * datasetName is Name of the dataset stored as metadata -> name on the dataset for Flocker should be considered as deprecated
   */
  datasetName?: string | null;
  /**
   * datasetUUID is the UUID of the dataset.
   */
  datasetUuid?: string | null;
}
export interface GcePersistentDiskVolumeSource {
  /**
   * fsType is filesystem type of the volume that you want to mount.
   */
  fsType?: string | null;
  /**
   * partition is the partition in the volume that you want to mount.
   */
  partition?: number | null;
  /**
   * pdName is unique name of the PD resource in GCE.
   */
  pdName: string;
  /**
   * readOnly here will force the ReadOnly setting in VolumeMounts.
   */
  readOnly?: boolean | null;
}
export interface GitRepoVolumeSource {
  /**
   * directory is the target directory name.
   */
  directory?: string | null;
  /**
   * repository is the URL
   */
  repository: string;
  /**
   * revision is the commit hash for the specified revision.
   */
  revision?: string | null;
}
export interface GlusterfsVolumeSource {
  /**
   * endpoints is the endpoint name that details Glusterfs topology.
   */
  endpoints: string;
  /**
   * path is the Glusterfs volume path.
   */
  path: string;
  /**
   * readOnly here will force the Glusterfs volume to be mounted with read-only permissions.
   */
  readOnly?: boolean | null;
}
export interface HostPathVolumeSource {
  /**
   * path of the directory on the host.
   */
  path: string;
  /**
   * type for HostPath Volume Defaults to "" More info: https://kubernetes.io/docs/concepts/storage/volumes#hostpath
   */
  type?: string | null;
}
export interface IscsiVolumeSource {
  /**
   * chapAuthDiscovery defines whether support iSCSI Discovery CHAP authentication
   */
  chapAuthDiscovery?: boolean | null;
  /**
   * chapAuthSession defines whether support iSCSI Session CHAP authentication
   */
  chapAuthSession?: boolean | null;
  /**
   * fsType is the filesystem type of the volume that you want to mount.
   */
  fsType?: string | null;
  /**
   * initiatorName is the custom iSCSI Initiator Name.
   */
  initiatorName?: string | null;
  /**
   * iqn is the target iSCSI Qualified Name.
   */
  iqn: string;
  /**
   * iscsiInterface is the interface Name that uses an iSCSI transport.
   */
  iscsiInterface?: string | null;
  /**
   * lun represents iSCSI Target Lun number.
   */
  lun: number;
  /**
   * portals is the iSCSI Target Portal List.
   */
  portals?: string[] | null;
  /**
   * readOnly here will force the ReadOnly setting in VolumeMounts.
   */
  readOnly?: boolean | null;
  /**
   * secretRef is the CHAP Secret for iSCSI target and initiator authentication
   */
  secretRef?: LocalObjectReference | null;
  /**
   * targetPortal is iSCSI Target Portal.
   */
  targetPortal: string;
}
export interface NfsVolumeSource {
  /**
   * path that is exported by the NFS server.
   */
  path: string;
  /**
   * readOnly here will force the NFS export to be mounted with read-only permissions.
   */
  readOnly?: boolean | null;
  /**
   * server is the hostname or IP address of the NFS server.
   */
  server: string;
}
export interface PersistentVolumeClaimVolumeSource {
  /**
   * claimName is the name of a PersistentVolumeClaim in the same namespace as the pod using this volume.
   */
  claimName: string;
  /**
   * readOnly Will force the ReadOnly setting in VolumeMounts.
   */
  readOnly?: boolean | null;
}
export interface PhotonPersistentDiskVolumeSource {
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * pdID is the ID that identifies Photon Controller persistent disk
   */
  pdId: string;
}
export interface PortworxVolumeSource {
  /**
   * fSType represents the filesystem type to mount Must be a filesystem type supported by the host operating system.
   */
  fsType?: string | null;
  /**
   * readOnly defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * volumeID uniquely identifies a Portworx volume
   */
  volumeId: string;
}
export interface ProjectedVolumeSource {
  /**
   * defaultMode are the mode bits used to set permissions on created files by default.
   */
  defaultMode?: number | null;
  /**
   * sources is the list of volume projections
   */
  sources?: VolumeProjection[] | null;
}
export interface VolumeProjection {
  /**
   * ClusterTrustBundle allows a pod to access the `.spec.trustBundle` field of ClusterTrustBundle objects in an auto-updating file.
   */
  clusterTrustBundle?: ClusterTrustBundleProjection | null;
  /**
   * configMap information about the configMap data to project
   */
  configMap?: ConfigMapProjection | null;
  /**
   * downwardAPI information about the downwardAPI data to project
   */
  downwardApi?: DownwardApiProjection | null;
  /**
   * secret information about the secret data to project
   */
  secret?: SecretProjection | null;
  /**
   * serviceAccountToken is information about the serviceAccountToken data to project
   */
  serviceAccountToken?: ServiceAccountTokenProjection | null;
}
export interface ClusterTrustBundleProjection {
  /**
   * Select all ClusterTrustBundles that match this label selector.
   */
  labelSelector?: LabelSelector | null;
  /**
   * Select a single ClusterTrustBundle by object name.
   */
  name?: string | null;
  /**
   * If true, don't block pod startup if the referenced ClusterTrustBundle(s) aren't available.
   */
  optional?: boolean | null;
  /**
   * Relative path from the volume root to write the bundle.
   */
  path: string;
  /**
   * Select all ClusterTrustBundles that match this signer name.
   */
  signerName?: string | null;
}
export interface ConfigMapProjection {
  /**
   * items if unspecified, each key-value pair in the Data field of the referenced ConfigMap will be projected into the volume as a file whose name is the key and content is the value.
   */
  items?: KeyToPath[] | null;
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * optional specify whether the ConfigMap or its keys must be defined
   */
  optional?: boolean | null;
}
export interface DownwardApiProjection {
  /**
   * Items is a list of DownwardAPIVolume file
   */
  items?: DownwardApiVolumeFile[] | null;
}
export interface SecretProjection {
  /**
   * items if unspecified, each key-value pair in the Data field of the referenced Secret will be projected into the volume as a file whose name is the key and content is the value.
   */
  items?: KeyToPath[] | null;
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * optional field specify whether the Secret or its key must be defined
   */
  optional?: boolean | null;
}
export interface ServiceAccountTokenProjection {
  /**
   * audience is the intended audience of the token.
   */
  audience?: string | null;
  /**
   * expirationSeconds is the requested duration of validity of the service account token.
   */
  expirationSeconds?: number | null;
  /**
   * path is the path relative to the mount point of the file to project the token into.
   */
  path: string;
}
export interface QuobyteVolumeSource {
  /**
   * group to map volume access to Default is no group
   */
  group?: string | null;
  /**
   * readOnly here will force the Quobyte volume to be mounted with read-only permissions.
   */
  readOnly?: boolean | null;
  /**
   * registry represents a single or multiple Quobyte Registry services specified as a string as host:port pair (multiple entries are separated with commas) which acts as the central registry for volumes
   */
  registry: string;
  /**
   * tenant owning the given Quobyte volume in the Backend Used with dynamically provisioned Quobyte volumes, value is set by the plugin
   */
  tenant?: string | null;
  /**
   * user to map volume access to Defaults to serivceaccount user
   */
  user?: string | null;
  /**
   * volume is a string that references an already created Quobyte volume by name.
   */
  volume: string;
}
export interface RbdVolumeSource {
  /**
   * fsType is the filesystem type of the volume that you want to mount.
   */
  fsType?: string | null;
  /**
   * image is the rados image name.
   */
  image: string;
  /**
   * keyring is the path to key ring for RBDUser.
   */
  keyring?: string | null;
  /**
   * monitors is a collection of Ceph monitors.
   *
   * @maxItems 100
   */
  monitors: string[];
  /**
   * pool is the rados pool name.
   */
  pool?: string | null;
  /**
   * readOnly here will force the ReadOnly setting in VolumeMounts.
   */
  readOnly?: boolean | null;
  /**
   * secretRef is name of the authentication secret for RBDUser.
   */
  secretRef?: LocalObjectReference | null;
  /**
   * user is the rados user name.
   */
  user?: string | null;
}
export interface ScaleIoVolumeSource {
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * gateway is the host address of the ScaleIO API Gateway.
   */
  gateway: string;
  /**
   * protectionDomain is the name of the ScaleIO Protection Domain for the configured storage.
   */
  protectionDomain?: string | null;
  /**
   * readOnly Defaults to false (read/write).
   */
  readOnly?: boolean | null;
  secretRef: LocalObjectReference1;
  /**
   * sslEnabled Flag enable/disable SSL communication with Gateway, default false
   */
  sslEnabled?: boolean | null;
  /**
   * storageMode indicates whether the storage for a volume should be ThickProvisioned or ThinProvisioned.
   */
  storageMode?: string | null;
  /**
   * storagePool is the ScaleIO Storage Pool associated with the protection domain.
   */
  storagePool?: string | null;
  /**
   * system is the name of the storage system as configured in ScaleIO.
   */
  system: string;
  /**
   * volumeName is the name of a volume already created in the ScaleIO system that is associated with this volume source.
   */
  volumeName?: string | null;
}
/**
 * secretRef references to the secret for ScaleIO user and other sensitive information.
 */
export interface LocalObjectReference1 {
  /**
   * Name of the referent.
   */
  name?: string | null;
}
export interface SecretVolumeSource {
  /**
   * defaultMode is Optional: mode bits used to set permissions on created files by default.
   */
  defaultMode?: number | null;
  /**
   * items If unspecified, each key-value pair in the Data field of the referenced Secret will be projected into the volume as a file whose name is the key and content is the value.
   */
  items?: KeyToPath[] | null;
  /**
   * optional field specify whether the Secret or its keys must be defined
   */
  optional?: boolean | null;
  /**
   * secretName is the name of the secret in the pod's namespace to use.
   */
  secretName?: string | null;
}
export interface StorageOsVolumeSource {
  /**
   * fsType is the filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * readOnly defaults to false (read/write).
   */
  readOnly?: boolean | null;
  /**
   * secretRef specifies the secret to use for obtaining the StorageOS API credentials.
   */
  secretRef?: LocalObjectReference | null;
  /**
   * volumeName is the human-readable name of the StorageOS volume.
   */
  volumeName?: string | null;
  /**
   * volumeNamespace specifies the scope of the volume within StorageOS.
   */
  volumeNamespace?: string | null;
}
export interface VsphereVirtualDiskVolumeSource {
  /**
   * fsType is filesystem type to mount.
   */
  fsType?: string | null;
  /**
   * storagePolicyID is the storage Policy Based Management (SPBM) profile ID associated with the StoragePolicyName.
   */
  storagePolicyId?: string | null;
  /**
   * storagePolicyName is the storage Policy Based Management (SPBM) profile name.
   */
  storagePolicyName?: string | null;
  /**
   * volumePath is the path that identifies vSphere volume vmdk
   */
  volumePath: string;
}
export interface Affinity {
  /**
   * Describes node affinity scheduling rules for the pod.
   */
  nodeAffinity?: NodeAffinity | null;
  /**
   * Describes pod affinity scheduling rules (e.g.
   */
  podAffinity?: PodAffinity | null;
  /**
   * Describes pod anti-affinity scheduling rules (e.g.
   */
  podAntiAffinity?: PodAntiAffinity | null;
}
export interface NodeAffinity {
  /**
   * The scheduler will prefer to schedule pods to nodes that satisfy the affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
   */
  preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[] | null;
  /**
   * If the affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
   */
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector | null;
}
export interface PreferredSchedulingTerm {
  preference: NodeSelectorTerm;
  /**
   * Weight associated with matching the corresponding nodeSelectorTerm, in the range 1-100.
   */
  weight: number;
}
/**
 * A node selector term, associated with the corresponding weight.
 */
export interface NodeSelectorTerm {
  /**
   * A list of node selector requirements by node's labels.
   */
  matchExpressions?: NodeSelectorRequirement[] | null;
  /**
   * A list of node selector requirements by node's fields.
   */
  matchFields?: NodeSelectorRequirement[] | null;
}
export interface NodeSelectorRequirement {
  /**
   * The label key that the selector applies to.
   */
  key: string;
  /**
   * Represents a key's relationship to a set of values.
   */
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  /**
   * An array of string values.
   */
  values?: string[] | null;
}
export interface NodeSelector {
  /**
   * Required.
   *
   * @maxItems 100
   */
  nodeSelectorTerms: NodeSelectorTerm1[];
}
export interface NodeSelectorTerm1 {
  /**
   * A list of node selector requirements by node's labels.
   */
  matchExpressions?: NodeSelectorRequirement[] | null;
  /**
   * A list of node selector requirements by node's fields.
   */
  matchFields?: NodeSelectorRequirement[] | null;
}
export interface PodAffinity {
  /**
   * The scheduler will prefer to schedule pods to nodes that satisfy the affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
   */
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[] | null;
  /**
   * If the affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
   */
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm1[] | null;
}
export interface WeightedPodAffinityTerm {
  podAffinityTerm: PodAffinityTerm;
  /**
   * weight associated with matching the corresponding podAffinityTerm, in the range 1-100.
   */
  weight: number;
}
/**
 * Required.
 */
export interface PodAffinityTerm {
  /**
   * A label query over a set of resources, in this case pods.
   */
  labelSelector?: LabelSelector | null;
  /**
   * MatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
   */
  matchLabelKeys?: string[] | null;
  /**
   * MismatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
   */
  mismatchLabelKeys?: string[] | null;
  /**
   * A label query over the set of namespaces that the term applies to.
   */
  namespaceSelector?: LabelSelector | null;
  /**
   * namespaces specifies a static list of namespace names that the term applies to.
   */
  namespaces?: string[] | null;
  /**
   * This pod should be co-located (affinity) or not co-located (anti-affinity) with the pods matching the labelSelector in the specified namespaces, where co-located is defined as running on a node whose value of the label with key topologyKey matches that of any node on which any of the selected pods is running.
   */
  topologyKey: string;
}
export interface PodAffinityTerm1 {
  /**
   * A label query over a set of resources, in this case pods.
   */
  labelSelector?: LabelSelector | null;
  /**
   * MatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
   */
  matchLabelKeys?: string[] | null;
  /**
   * MismatchLabelKeys is a set of pod label keys to select which pods will be taken into consideration.
   */
  mismatchLabelKeys?: string[] | null;
  /**
   * A label query over the set of namespaces that the term applies to.
   */
  namespaceSelector?: LabelSelector | null;
  /**
   * namespaces specifies a static list of namespace names that the term applies to.
   */
  namespaces?: string[] | null;
  /**
   * This pod should be co-located (affinity) or not co-located (anti-affinity) with the pods matching the labelSelector in the specified namespaces, where co-located is defined as running on a node whose value of the label with key topologyKey matches that of any node on which any of the selected pods is running.
   */
  topologyKey: string;
}
export interface PodAntiAffinity {
  /**
   * The scheduler will prefer to schedule pods to nodes that satisfy the anti-affinity expressions specified by this field, but it may choose a node that violates one or more of the expressions.
   */
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[] | null;
  /**
   * If the anti-affinity requirements specified by this field are not met at scheduling time, the pod will not be scheduled onto the node.
   */
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm1[] | null;
}
export interface SecurityContext {
  /**
   * AllowPrivilegeEscalation controls whether a process can gain more privileges than its parent process.
   */
  allowPrivilegeEscalation?: boolean | null;
  /**
   * appArmorProfile is the AppArmor options to use by this container.
   */
  appArmorProfile?: AppArmorProfile | null;
  /**
   * The capabilities to add/drop when running containers.
   */
  capabilities?: Capabilities | null;
  /**
   * Run container in privileged mode.
   */
  privileged?: boolean | null;
  /**
   * procMount denotes the type of proc mount to use for the containers.
   */
  procMount?: string | null;
  /**
   * Whether this container has a read-only root filesystem.
   */
  readOnlyRootFilesystem?: boolean | null;
  /**
   * The GID to run the entrypoint of the container process.
   */
  runAsGroup?: number | null;
  /**
   * Indicates that the container must run as a non-root user.
   */
  runAsNonRoot?: boolean | null;
  /**
   * The UID to run the entrypoint of the container process.
   */
  runAsUser?: number | null;
  /**
   * The SELinux context to be applied to the container.
   */
  seLinuxOptions?: SeLinuxOptions | null;
  /**
   * The seccomp options to use by this container.
   */
  seccompProfile?: SeccompProfile | null;
  /**
   * The Windows specific settings applied to all containers.
   */
  windowsOptions?: WindowsSecurityContextOptions | null;
}
export interface AppArmorProfile {
  /**
   * localhostProfile indicates a profile loaded on the node that should be used.
   */
  localhostProfile?: string | null;
  /**
   * type indicates which kind of AppArmor profile will be applied.
   */
  type: string;
}
export interface Capabilities {
  /**
   * Added capabilities
   */
  add?: string[] | null;
  /**
   * Removed capabilities
   */
  drop?: string[] | null;
}
export interface SeLinuxOptions {
  /**
   * Level is SELinux level label that applies to the container.
   */
  level?: string | null;
  /**
   * Role is a SELinux role label that applies to the container.
   */
  role?: string | null;
  /**
   * Type is a SELinux type label that applies to the container.
   */
  type?: string | null;
  /**
   * User is a SELinux user label that applies to the container.
   */
  user?: string | null;
}
export interface SeccompProfile {
  /**
   * localhostProfile indicates a profile defined in a file on the node should be used.
   */
  localhostProfile?: string | null;
  /**
   * type indicates which kind of seccomp profile will be applied.
   */
  type: 'RuntimeDefault' | 'Localhost' | 'Unconfined';
}
export interface WindowsSecurityContextOptions {
  /**
   * GMSACredentialSpec is where the GMSA admission webhook (https://github.com/kubernetes-sigs/windows-gmsa) inlines the contents of the GMSA credential spec named by the GMSACredentialSpecName field.
   */
  gmsaCredentialSpec?: string | null;
  /**
   * GMSACredentialSpecName is the name of the GMSA credential spec to use.
   */
  gmsaCredentialSpecName?: string | null;
  /**
   * HostProcess determines if a container should be run as a 'Host Process' container.
   */
  hostProcess?: boolean | null;
  /**
   * The UserName in Windows to run the entrypoint of the container process.
   */
  runAsUserName?: string | null;
}
export interface EnvVar {
  /**
   * Name of the environment variable.
   */
  name: string;
  /**
   * Variable references $(VAR_NAME) are expanded using the previously defined environment variables in the container and any service environment variables.
   */
  value?: string | null;
  /**
   * Source for the environment variable's value.
   */
  valueFrom?: EnvVarSource | null;
}
export interface EnvVarSource {
  /**
   * Selects a key of a ConfigMap.
   */
  configMapKeyRef?: ConfigMapKeySelector | null;
  /**
   * Selects a field of the pod: supports metadata.name, metadata.namespace, `metadata.labels['<KEY>']`, `metadata.annotations['<KEY>']`, spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP, status.podIPs.
   */
  fieldRef?: ObjectFieldSelector | null;
  /**
   * Selects a resource of the container: only resources limits and requests (limits.cpu, limits.memory, limits.ephemeral-storage, requests.cpu, requests.memory and requests.ephemeral-storage) are currently supported.
   */
  resourceFieldRef?: ResourceFieldSelector | null;
  /**
   * Selects a key of a secret in the pod's namespace
   */
  secretKeyRef?: SecretKeySelector | null;
}
export interface ConfigMapKeySelector {
  /**
   * The key to select.
   */
  key: string;
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * Specify whether the ConfigMap or its key must be defined
   */
  optional?: boolean | null;
}
export interface SecretKeySelector {
  /**
   * The key of the secret to select from.
   */
  key: string;
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * Specify whether the Secret or its key must be defined
   */
  optional?: boolean | null;
}
export interface Container {
  /**
   * Arguments to the entrypoint.
   */
  args?: string[] | null;
  /**
   * Entrypoint array.
   */
  command?: string[] | null;
  /**
   * List of environment variables to set in the container.
   */
  env?: EnvVar[] | null;
  /**
   * List of sources to populate environment variables in the container.
   */
  envFrom?: EnvFromSource[] | null;
  /**
   * Container image name.
   */
  image?: string | null;
  /**
   * Image pull policy.
   */
  imagePullPolicy?: ('Always' | 'IfNotPresent' | 'Never') | null;
  /**
   * Actions that the management system should take in response to container lifecycle events.
   */
  lifecycle?: Lifecycle | null;
  /**
   * Periodic probe of container liveness.
   */
  livenessProbe?: Probe | null;
  /**
   * Name of the container specified as a DNS_LABEL.
   */
  name: string;
  /**
   * List of ports to expose from the container.
   */
  ports?: ContainerPort[] | null;
  /**
   * Periodic probe of container service readiness.
   */
  readinessProbe?: Probe | null;
  /**
   * Resources resize policy for the container.
   */
  resizePolicy?: ContainerResizePolicy[] | null;
  /**
   * Compute Resources required by this container.
   */
  resources?: ResourceRequirements | null;
  /**
   * RestartPolicy defines the restart behavior of individual containers in a pod.
   */
  restartPolicy?: string | null;
  /**
   * SecurityContext defines the security options the container should be run with.
   */
  securityContext?: SecurityContext | null;
  /**
   * StartupProbe indicates that the Pod has successfully initialized.
   */
  startupProbe?: Probe | null;
  /**
   * Whether this container should allocate a buffer for stdin in the container runtime.
   */
  stdin?: boolean | null;
  /**
   * Whether the container runtime should close the stdin channel after it has been opened by a single attach.
   */
  stdinOnce?: boolean | null;
  /**
   * Optional: Path at which the file to which the container's termination message will be written is mounted into the container's filesystem.
   */
  terminationMessagePath?: string | null;
  /**
   * Indicate how the termination message should be populated.
   */
  terminationMessagePolicy?: string | null;
  /**
   * Whether this container should allocate a TTY for itself, also requires 'stdin' to be true.
   */
  tty?: boolean | null;
  /**
   * volumeDevices is the list of block devices to be used by the container.
   */
  volumeDevices?: VolumeDevice[] | null;
  /**
   * Pod volumes to mount into the container's filesystem.
   */
  volumeMounts?: VolumeMount[] | null;
  /**
   * Container's working directory.
   */
  workingDir?: string | null;
}
export interface EnvFromSource {
  /**
   * The ConfigMap to select from
   */
  configMapRef?: ConfigMapEnvSource | null;
  /**
   * An optional identifier to prepend to each key in the ConfigMap.
   */
  prefix?: string | null;
  /**
   * The Secret to select from
   */
  secretRef?: SecretEnvSource | null;
}
export interface ConfigMapEnvSource {
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * Specify whether the ConfigMap must be defined
   */
  optional?: boolean | null;
}
export interface SecretEnvSource {
  /**
   * Name of the referent.
   */
  name?: string | null;
  /**
   * Specify whether the Secret must be defined
   */
  optional?: boolean | null;
}
export interface Lifecycle {
  /**
   * PostStart is called immediately after a container is created.
   */
  postStart?: LifecycleHandler | null;
  /**
   * PreStop is called immediately before a container is terminated due to an API request or management event such as liveness/startup probe failure, preemption, resource contention, etc.
   */
  preStop?: LifecycleHandler | null;
}
export interface LifecycleHandler {
  /**
   * Exec specifies the action to take.
   */
  exec?: ExecAction | null;
  /**
   * HTTPGet specifies the http request to perform.
   */
  httpGet?: HttpGetAction | null;
  /**
   * Sleep represents the duration that the container should sleep before being terminated.
   */
  sleep?: SleepAction | null;
  /**
   * Deprecated.
   */
  tcpSocket?: TcpSocketAction | null;
}
export interface ExecAction {
  /**
   * Command is the command line to execute inside the container, the working directory for the command is root ('/') in the container's filesystem.
   */
  command?: string[] | null;
}
export interface HttpGetAction {
  /**
   * Host name to connect to, defaults to the pod IP.
   */
  host?: string | null;
  /**
   * Custom headers to set in the request.
   */
  httpHeaders?: HttpHeader[] | null;
  /**
   * Path to access on the HTTP server.
   */
  path?: string | null;
  /**
   * Name or number of the port to access on the container.
   */
  port: string | number;
  /**
   * Scheme to use for connecting to the host.
   */
  scheme?: ('HTTP' | 'HTTPS') | null;
}
export interface HttpHeader {
  /**
   * The header field name.
   */
  name: string;
  /**
   * The header field value
   */
  value: string;
}
export interface SleepAction {
  /**
   * Seconds is the number of seconds to sleep.
   */
  seconds: number;
}
export interface TcpSocketAction {
  /**
   * Optional: Host name to connect to, defaults to the pod IP.
   */
  host?: string | null;
  /**
   * Number or name of the port to access on the container.
   */
  port: string | number;
}
export interface Probe {
  /**
   * Exec specifies the action to take.
   */
  exec?: ExecAction | null;
  /**
   * Minimum consecutive failures for the probe to be considered failed after having succeeded.
   */
  failureThreshold?: number | null;
  /**
   * GRPC specifies an action involving a GRPC port.
   */
  grpc?: GrpcAction | null;
  /**
   * HTTPGet specifies the http request to perform.
   */
  httpGet?: HttpGetAction | null;
  /**
   * Number of seconds after the container has started before liveness probes are initiated.
   */
  initialDelaySeconds?: number | null;
  /**
   * How often (in seconds) to perform the probe.
   */
  periodSeconds?: number | null;
  /**
   * Minimum consecutive successes for the probe to be considered successful after having failed.
   */
  successThreshold?: number | null;
  /**
   * TCPSocket specifies an action involving a TCP port.
   */
  tcpSocket?: TcpSocketAction | null;
  /**
   * Optional duration in seconds the pod needs to terminate gracefully upon probe failure.
   */
  terminationGracePeriodSeconds?: number | null;
  /**
   * Number of seconds after which the probe times out.
   */
  timeoutSeconds?: number | null;
}
export interface GrpcAction {
  /**
   * Port number of the gRPC service.
   */
  port: number;
  /**
   * Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
   */
  service?: string | null;
}
export interface ContainerPort {
  /**
   * Number of port to expose on the pod's IP address.
   */
  containerPort: number;
  /**
   * What host IP to bind the external port to.
   */
  hostIp?: string | null;
  /**
   * Number of port to expose on the host.
   */
  hostPort?: number | null;
  /**
   * If specified, this must be an IANA_SVC_NAME and unique within the pod.
   */
  name?: string | null;
  /**
   * Protocol for port.
   */
  protocol?: string | null;
}
export interface ContainerResizePolicy {
  /**
   * Name of the resource to which this resource resize policy applies.
   */
  resourceName: string;
  /**
   * Restart policy to apply when specified resource is resized.
   */
  restartPolicy: string;
}
export interface ResourceRequirements {
  /**
   * Claims lists the names of resources, defined in spec.resourceClaims, that are used by this container.
   */
  claims?: ResourceClaim[] | null;
  /**
   * Limits describes the maximum amount of compute resources allowed.
   */
  limits?: {
    [k: string]: string | number;
  } | null;
  /**
   * Requests describes the minimum amount of compute resources required.
   */
  requests?: {
    [k: string]: string | number;
  } | null;
}
export interface ResourceClaim {
  /**
   * Name must match the name of one entry in pod.spec.resourceClaims of the Pod where this field is used.
   */
  name: string;
}
export interface VolumeDevice {
  /**
   * devicePath is the path inside of the container that the device will be mapped to.
   */
  devicePath: string;
  /**
   * name must match the name of a persistentVolumeClaim in the pod
   */
  name: string;
}
export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  /**
   * WhenDeleted specifies what happens to PVCs created from StatefulSet VolumeClaimTemplates when the StatefulSet is deleted.
   */
  whenDeleted?: ('Retain' | 'Delete') | null;
  /**
   * WhenScaled specifies what happens to PVCs created from StatefulSet VolumeClaimTemplates when the StatefulSet is scaled down.
   */
  whenScaled?: ('Retain' | 'Delete') | null;
}
export interface PodDisruptionBudgetOptions {
  /**
   * Number or percentage of pods that can be unavailable. Default: not set.
   */
  maxUnavailable?: (string | number) | null;
  /**
   * Number or percentage of pods that must stay available. Default: not set.
   */
  minAvailable?: (string | number) | null;
  /**
   * `IfHealthyBudget` or `AlwaysAllow`. With `AlwaysAllow`, evictions also remove pods that are not ready. Default: 'IfHealthyBudget'.
   */
  unhealthyPodEvictionPolicy?: ('IfHealthyBudget' | 'AlwaysAllow') | null;
}
export interface PodSecurityContext {
  /**
   * appArmorProfile is the AppArmor options to use by the containers in this pod.
   */
  appArmorProfile?: AppArmorProfile | null;
  /**
   * A special supplemental group that applies to all containers in a pod.
   */
  fsGroup?: number | null;
  /**
   * fsGroupChangePolicy defines behavior of changing ownership and permission of the volume before being exposed inside Pod.
   */
  fsGroupChangePolicy?: ('OnRootMismatch' | 'Always') | null;
  /**
   * The GID to run the entrypoint of the container process.
   */
  runAsGroup?: number | null;
  /**
   * Indicates that the container must run as a non-root user.
   */
  runAsNonRoot?: boolean | null;
  /**
   * The UID to run the entrypoint of the container process.
   */
  runAsUser?: number | null;
  /**
   * The SELinux context to be applied to all containers.
   */
  seLinuxOptions?: SeLinuxOptions | null;
  /**
   * The seccomp options to use by the containers in this pod.
   */
  seccompProfile?: SeccompProfile | null;
  /**
   * A list of groups applied to the first process run in each container, in addition to the container's primary GID, the fsGroup (if specified), and group memberships defined in the container image for the uid of the container process.
   */
  supplementalGroups?: number[] | null;
  /**
   * Sysctls hold a list of namespaced sysctls used for the pod.
   */
  sysctls?: Sysctl[] | null;
  /**
   * The Windows specific settings applied to all containers.
   */
  windowsOptions?: WindowsSecurityContextOptions | null;
}
export interface Sysctl {
  /**
   * Name of a property to set
   */
  name: string;
  /**
   * Value of a property to set
   */
  value: string;
}
export interface QdrantService {
  /**
   * Annotations of the Service. Default: none.
   */
  annotations?: {
    [k: string]: string;
  } | null;
  /**
   * Traffic policy: `Cluster` or `Local`. Default: 'Cluster'.
   */
  externalTrafficPolicy?: ('Cluster' | 'Local') | null;
  /**
   * Application protocol of the gRPC port, e.g. `kubernetes.io/h2c`. Default: not set.
   */
  grpcAppProtocol?: string | null;
  /**
   * Node port of gRPC. Default: the cluster chooses the port.
   */
  grpcNodePort?: number | null;
  /**
   * Port of gRPC. Pods keep their port. The port between the nodes and `metricsPort` are not allowed. Default: 6334.
   */
  grpcPort?: number | null;
  /**
   * Application protocol of the REST port, e.g. `http`. Some load balancers and service meshes need it. Default: not set.
   */
  httpAppProtocol?: string | null;
  /**
   * Node port of REST. Default: the cluster chooses the port.
   */
  httpNodePort?: number | null;
  /**
   * Port of REST. Pods keep their port. The port between the nodes and `metricsPort` are not allowed. Default: 6333.
   */
  httpPort?: number | null;
  /**
   * More labels of the Service. Default: none.
   */
  labels?: {
    [k: string]: string;
  } | null;
  /**
   * Class of the load balancer. Default: the default of the cluster.
   */
  loadBalancerClass?: string | null;
  /**
   * IP address of the load balancer, if its provider supports the field. Default: the provider chooses the address.
   */
  loadBalancerIP?: string | null;
  /**
   * Client networks with access to the load balancer, in CIDR notation. Default: every address.
   */
  loadBalancerSourceRanges?: string[] | null;
  /**
   * `ClusterIP`, `NodePort` or `LoadBalancer`. `NodePort` and `LoadBalancer` publish Qdrant. Without `apiKey`, they need a reason in `acceptedRisks.apiWithoutKey`. Default: 'ClusterIP'.
   */
  type?: ('ClusterIP' | 'NodePort' | 'LoadBalancer') | null;
}
export interface ServiceMonitorOptions {
  /**
   * Time between two scrapes, as a Prometheus duration. Default: '30s'.
   */
  interval?: string | null;
  /**
   * More labels, e.g. the labels by which a Prometheus selects its ServiceMonitors. Default: none.
   */
  labels?: {
    [k: string]: string;
  } | null;
  /**
   * Relabelings after the scrape, in the format of the field `metricRelabelings` of a ServiceMonitor. Default: none.
   */
  metricRelabelings?: unknown[] | null;
  /**
   * Relabelings before the scrape, in the format of the field `relabelings` of a ServiceMonitor. Default: none.
   */
  relabelings?: unknown[] | null;
  /**
   * Timeout of a scrape, as a Prometheus duration. It must not exceed `interval`. Default: '10s'.
   */
  scrapeTimeout?: string | null;
  /**
   * TLS settings, in the format of the field `tlsConfig` of a ServiceMonitor. Default: if Qdrant serves TLS, the `ca.crt` of its Secret and the DNS name of its Service, otherwise none.
   */
  tlsConfig?: {
    [k: string]: unknown;
  };
}
export interface QdrantSnapshotRestoration {
  /**
   * Name of the claim with the files. Default: none: the files are on the snapshot volume.
   */
  claimName?: string | null;
  /**
   * Mount path of the claim. Default: '/qdrant/snapshot-restoration'.
   */
  mountPath?: string | null;
  /**
   * Pairs of the form `PATH:COLLECTION`, with paths inside the pod.
   *
   * @maxItems 100
   */
  snapshots: string[];
}
export interface Toleration {
  /**
   * Effect indicates the taint effect to match.
   */
  effect?: ('NoSchedule' | 'PreferNoSchedule' | 'NoExecute') | null;
  /**
   * Key is the taint key that the toleration applies to.
   */
  key?: string | null;
  /**
   * Operator represents a key's relationship to the value.
   */
  operator?: ('Equal' | 'Exists') | null;
  /**
   * TolerationSeconds represents the period of time the toleration (which must be of effect NoExecute, otherwise this field is ignored) tolerates the taint.
   */
  tolerationSeconds?: number | null;
  /**
   * Value is the taint value the toleration matches to.
   */
  value?: string | null;
}
export interface TopologySpreadConstraint {
  /**
   * LabelSelector is used to find matching pods.
   */
  labelSelector?: LabelSelector | null;
  /**
   * MatchLabelKeys is a set of pod label keys to select the pods over which spreading will be calculated.
   */
  matchLabelKeys?: string[] | null;
  /**
   * MaxSkew describes the degree to which pods may be unevenly distributed.
   */
  maxSkew: number;
  /**
   * MinDomains indicates a minimum number of eligible domains.
   */
  minDomains?: number | null;
  /**
   * NodeAffinityPolicy indicates how we will treat Pod's nodeAffinity/nodeSelector when calculating pod topology spread skew.
   */
  nodeAffinityPolicy?: string | null;
  /**
   * NodeTaintsPolicy indicates how we will treat node taints when calculating pod topology spread skew.
   */
  nodeTaintsPolicy?: string | null;
  /**
   * TopologyKey is the key of node labels.
   */
  topologyKey: string;
  /**
   * WhenUnsatisfiable indicates how to deal with a pod if it doesn't satisfy the spread constraint.
   */
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
}
export interface StatefulSetUpdateStrategy {
  /**
   * RollingUpdate is used to communicate parameters when Type is RollingUpdateStatefulSetStrategyType.
   */
  rollingUpdate?: RollingUpdateStatefulSetStrategy | null;
  /**
   * Type indicates the type of the StatefulSetUpdateStrategy.
   */
  type?: ('RollingUpdate' | 'OnDelete') | null;
}
export interface RollingUpdateStatefulSetStrategy {
  /**
   * The maximum number of pods that can be unavailable during the update.
   */
  maxUnavailable?: (string | number) | null;
  /**
   * Partition indicates the ordinal at which the StatefulSet should be partitioned for updates.
   */
  partition?: number | null;
}
export interface ConfigMapKey {
  /**
   * Key in the ConfigMap's data.
   */
  key: string;
  /**
   * Name of the ConfigMap.
   */
  name: string;
}
