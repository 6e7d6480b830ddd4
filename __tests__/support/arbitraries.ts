import * as fc from 'fast-check';
import { looksSecret } from '../../cli/secrets';
import type { ConfigInput } from '../../config/schema';
import { AGE_RECIPIENT } from './age-keys';

type Resources = NonNullable<NonNullable<ConfigInput['valkey']>['resources']>;

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

// What begins with xn-- must be an encoded name, or no URL takes it.
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/).filter(name => !name.startsWith('xn--'));
const topLabel = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,6}[a-z0-9])?$/);
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), topLabel)
  .map(([labels, top]) => [...labels, top].join('.'));
const port = fc.integer({ min: 1, max: 65535 }).filter(number => number !== 443 && number !== 80);
const authority = fc.tuple(domain, optional(port)).map(([host, number]) => (number ? `${host}:${number}` : host));
const namespace = label.filter(name => name !== 'default');
/** Tags that name no version, which may be too old. */
const tag = fc
  .stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,15}$/)
  .filter(name => !/^v?\d+(?:\.\d+){0,2}(?:-|$)/.test(name));
const digest = fc.stringMatching(/^[a-f0-9]{64}$/).map(hex => `@sha256:${hex}`);
const repository = fc
  .array(
    label.filter(part => !part.includes('-')),
    { minLength: 1, maxLength: 3 },
  )
  .map(parts => parts.join('/'));
const image = fc
  .tuple(
    optional(authority),
    repository,
    fc.oneof(
      tag.map(name => `:${name}`),
      digest,
    ),
  )
  .map(([registry, name, version]) => `${registry ? `${registry}/` : ''}${name}${version}`);
const keycloakUrl = fc
  .tuple(authority, fc.constantFrom('', '/', '/auth', '/auth/', '/a/b'))
  .map(([host, path]) => `https://${host}${path}`);
const origin = fc.oneof(
  authority.map(host => `https://${host}`),
  port.map(number => `http://localhost:${number}`),
);

const cpuOf = (millis: number) => fc.constantFrom<string | number>(`${millis}m`, millis / 1000, String(millis / 1000));
const memoryOf = (mebibytes: number) => fc.constantFrom<string | number>(`${mebibytes}Mi`, mebibytes * 2 ** 20);
const amounts = (millis: number, mebibytes: number) => fc.record({ cpu: cpuOf(millis), memory: memoryOf(mebibytes) });

const everyAmount: fc.Arbitrary<Resources> = fc
  .record({
    millis: fc.integer({ min: 1, max: 64_000 }),
    moreMillis: fc.nat(64_000),
    mebibytes: fc.integer({ min: 1, max: 2 ** 20 }),
    moreMebibytes: fc.nat(2 ** 20),
  })
  .chain(({ millis, moreMillis, mebibytes, moreMebibytes }) =>
    fc.record({
      requests: amounts(millis, mebibytes),
      // The lower bounds of the limits of Qdrant.
      limits: amounts(Math.max(50, millis + moreMillis), Math.max(128, mebibytes + moreMebibytes)),
    }),
  );

/** At least every default limit, so that it fits to any default request. */
const limitsOnly: fc.Arbitrary<Resources> = fc.record({
  limits: fc.record(
    { cpu: fc.constantFrom('4', 8, '16000m'), memory: fc.constantFrom('8Gi', '1.5Ti') },
    { requiredKeys: [] },
  ),
});

/** At most every default request. */
const requestsOnly: fc.Arbitrary<Resources> = fc.record({
  requests: fc.record(
    { cpu: fc.constantFrom('50m', 0.01), memory: fc.constantFrom('64Mi', '5M') },
    { requiredKeys: [] },
  ),
});

const resources = fc.oneof(everyAmount, limitsOnly, requestsOnly, fc.constant({}));

const size = fc
  .tuple(fc.integer({ min: 1, max: 1024 }), fc.constantFrom('M', 'G', 'T', 'Mi', 'Gi', 'Ti'))
  .map(([number, unit]) => `${number}${unit}`);
const storageClassName = label;

/** Settings such as Qdrant has, without the sections that the constructs decide and without secrets. */
const settings = fc.record(
  {
    log_level: fc.constantFrom('INFO', 'WARN', 'DEBUG'),
    service: fc.record(
      { max_request_size_mb: fc.integer({ min: 1, max: 1024 }), max_workers: fc.integer({ min: 0, max: 64 }) },
      { requiredKeys: [] },
    ),
    storage: fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.dictionary(
        // A setting that no version of Qdrant has.
        fc.stringMatching(/^my_[a-z_]{0,11}$/).filter(name => !looksSecret(name)),
        fc.oneof({ maxDepth: 3 }, fc.integer(), fc.boolean(), fc.string(), fc.array(fc.string()), tie('tree')),
        { maxKeys: 4 },
      ),
    })).tree as fc.Arbitrary<Record<string, unknown>>,
  },
  { requiredKeys: [] },
);

/** Hosts that fit to each other: the dashboard within the domain, and other hosts for the APIs. */
const hosts = fc
  .record({
    domainName: optional(domain),
    above: label,
    own: fc.boolean(),
    api: optional(domain),
    grpc: optional(label),
  })
  .map(({ domainName, above, own, api, grpc }) => ({
    domainName,
    apiHostname: api,
    dashboardHostname: own ? `${above}.${domainName ?? 'example.com'}` : undefined,
    grpcHostname: grpc && `${grpc}.grpc.test`,
  }))
  .filter(
    ({ domainName = 'example.com', apiHostname, dashboardHostname }) =>
      (apiHostname ?? `qdrant.${domainName}`) !== (dashboardHostname ?? `qdrant-dashboard.${domainName}`),
  );

const secretKeyName = fc.stringMatching(/^[A-Za-z0-9._-]{1,15}$/);

const some = { requiredKeys: [] };
const backupTimes = {
  schedule: fc.constantFrom('0 2 * * *', '*/15 0-6,22 1 JAN-mar ?', '@daily'),
  timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'),
  keep: fc.integer({ min: 1, max: 99 }),
  encryptTo: fc.constantFrom<string[]>([], [AGE_RECIPIENT]),
  drill: fc.record(
    { schedule: fc.constantFrom('0 4 * * 0', '@weekly'), maxAgeHours: fc.integer({ min: 1, max: 999 }), size },
    { requiredKeys: [] },
  ),
};
const backupVolume = fc.oneof(
  fc.record({ size, storageClassName }, { requiredKeys: ['size'] }),
  fc.record({ claimName: label }),
);
const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/);
const backupBucket = fc.record(
  {
    bucket,
    secretName: label,
    endpoint: authority.map(host => `http://${host}`),
    region: label,
    prefix: repository,
    serverSideEncryption: fc.constantFrom('AES256', 'aws:kms'),
  },
  { requiredKeys: ['bucket'] },
);
const bucketOfRole = fc.record({
  bucket,
  serviceAccountAnnotations: fc.constant({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' }),
  serverSideEncryption: fc.constant('aws:kms'),
  kmsKeyId: fc.constantFrom('alias/backups', 'arn:aws:kms:eu-central-1:1:key/1-2'),
});
const scheduledBackup = fc
  .oneof(
    fc.record({ ...backupTimes, volume: backupVolume }, { requiredKeys: ['volume'] }),
    fc.record({ ...backupTimes, s3: fc.oneof(backupBucket, bucketOfRole) }, { requiredKeys: ['s3'] }),
  )
  .filter(({ drill, encryptTo = [] }) => !drill || encryptTo.length === 0);

const labels = fc.dictionary(fc.constantFrom('team', 'kubernetes.io/metadata.name', 'app.kubernetes.io/name'), label, {
  minKeys: 1,
});
const cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`);
const somebody = { namespaceLabels: labels, podLabels: labels, cidrs: fc.array(cidr, { minLength: 1, maxLength: 2 }) };
const networkPeer = fc.oneof(
  fc.record(somebody, { requiredKeys: ['namespaceLabels'] }),
  fc.record(somebody, { requiredKeys: ['podLabels'] }),
  fc.record(somebody, { requiredKeys: ['cidrs'] }),
);
const ports = fc.array(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 3 });
const limit = fc.nat(1000);
const apiLimits = fc.record({ requestsPerSecond: limit, connections: limit, bodySizeMb: limit }, some);
const positive = fc.integer({ min: 1, max: 1e6 });
const strictMode = fc.record(
  { maxQueryLimit: positive, unindexedFilteringUpdate: fc.boolean(), searchMaxOversampling: fc.constantFrom(1.5, 4) },
  some,
);
const auditLog = fc.record(
  {
    rotation: fc.constantFrom('daily' as const, 'hourly' as const),
    maxLogFiles: fc.integer({ min: 1, max: 10_000 }),
    trustForwardedHeaders: fc.boolean(),
  },
  some,
);
const networkPolicies = fc.record(
  {
    enabled: fc.boolean(),
    ingressController: networkPeer,
    clients: fc.array(networkPeer, { maxLength: 2 }),
    monitoring: networkPeer,
    keycloak: fc.record({ ...somebody, ports }, some),
    bucket: fc.record({ ...somebody, ports }, some),
    dns: fc.record({ ...somebody, ports }, { requiredKeys: ['namespaceLabels'] }),
    qdrantEgress: fc.array(fc.record({ ...somebody, ports }, { requiredKeys: ['ports'] }), { maxLength: 2 }),
  },
  some,
);
const monitoring = fc.record(
  {
    prometheusOperator: fc.boolean(),
    labels,
    backupMaxAgeHours: fc.integer({ min: 1, max: 999 }),
    grafanaDashboard: fc.boolean(),
    dashboardLabels: labels,
  },
  some,
);
const group = fc
  .array(fc.stringMatching(/^[A-Za-z0-9 ._-]{1,10}$/), { minLength: 1, maxLength: 3 })
  .map(names => `/${names.join('/')}`);
const groups = fc.uniqueArray(group, { maxLength: 3 });
const roles = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9:_-]{1,15}$/), { maxLength: 3 });
const networks = fc.uniqueArray(fc.oneof(cidr, fc.constant('fd00::/16')), { maxLength: 3 });
const user = fc.stringMatching(/^[a-z0-9.@+_-]{1,20}$/);
const inAll = { rights: fc.constantFrom('manage' as const, 'read' as const) };
/** Keycloak stores short tokens of groups, and longer tokens of users. */
const inSome = (most: number) => ({
  collections: fc.dictionary(
    // The config refuses the name `__proto__`, because JavaScript would drop it.
    fc.stringMatching(/^[A-Za-z0-9 ._-]{1,10}$/).filter(name => name !== '__proto__'),
    fc.constantFrom('r' as const, 'prw' as const, 'rw' as const),
    { minKeys: 1, maxKeys: most },
  ),
});
const rights = fc.uniqueArray(
  fc.oneof(
    fc.record({ group, ...inAll }),
    fc.record({ group, ...inSome(1) }),
    fc.record({ user, ...inAll }),
    fc.record({ user, ...inSome(20) }),
  ),
  { selector: entry => ('group' in entry ? entry.group : entry.user), maxLength: 6 },
);
/** Somebody may enter: whoever the lists name, or else everybody, with the reason that profile seed has. */
const access = fc
  .record(
    {
      groups,
      roles,
      emailDomains: fc.uniqueArray(domain, { maxLength: 2 }),
      rights,
      tokenDays: fc.integer({ min: 1, max: 366 }),
    },
    some,
  )
  .map(({ tokenDays, ...lists }) => ({
    ...lists,
    ...(tokenDays !== undefined && { tokenDays }),
    ...(Object.values(lists).some(list => list.length > 0) && { everyUser: false }),
  }));
const dashboard = fc.record(
  {
    mode: fc.constantFrom('auth-request' as const, 'proxy' as const),
    cookie: fc.constant('host' as const),
    access,
    trustedProxyIps: networks,
  },
  some,
);

const replicas = fc.oneof(fc.constant(1), fc.integer({ min: 3, max: 99 }));
/** Nodes, copies and writes, each at most as many as those before. */
const nodes = replicas.chain(most =>
  fc.integer({ min: 1, max: most }).chain(copies =>
    fc.record(
      {
        replicas: fc.constant(most),
        replicationFactor: fc.constant(copies),
        writeConsistencyFactor: fc.integer({ min: 1, max: copies }),
      },
      { requiredKeys: ['replicas', 'replicationFactor'] },
    ),
  ),
);

/** Valid configs of every kind: any key may be missing, whole sections too. */
export function validConfig(): fc.Arbitrary<ConfigInput> {
  const others = fc.record(
    {
      namespace,
      harborRegistry: authority,
      libraryProject: repository,
      keycloakUrl,
      keycloakRealm: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,20}$/),
      adminUsername: fc.stringMatching(/^[A-Za-z0-9@.+_-]{1,20}$/),
      keycloak: fc.record(
        {
          serviceAccount: fc.record({ clientId: label, realm: label }, { requiredKeys: ['clientId'] }),
          createRealm: fc.boolean(),
          clientSettings: fc.constantFrom('seed' as const, 'secure' as const),
          securityHeaders: fc.constantFrom('seed' as const, 'literal' as const, 'secure' as const, 'keep' as const),
        },
        some,
      ),
      dashboard,
      ingressClassName: label.map(name => `nginx-${name}`.slice(0, 63).replace(/-$/, '')),
      gateway: fc.record(
        // Not the namespace of the stack, which network policies close.
        { name: label, namespace: label.map(name => `gateways-${name}`), sectionName: label },
        { requiredKeys: ['name'] },
      ),
      certificate: fc.record(
        { issuer: label, issuerKind: fc.constantFrom('Issuer' as const, 'ClusterIssuer' as const) },
        { requiredKeys: ['issuer'] },
      ),
      corsOrigins: fc.uniqueArray(origin, { maxLength: 4 }),
      apiLimits,
      images: fc.record({ qdrant: image, valkey: image, oauth2Proxy: image, node: image }, some),
      imagePullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const, 'Never' as const),
      imagePullSecrets: fc.uniqueArray(label, { maxLength: 3 }),
      apiKeys: fc.record(
        {
          enabled: fc.boolean(),
          secretName: label.map(name => `keys-${name}`.replace(/-+$/, '')),
          apiKey: secretKeyName.map(name => `w.${name}`),
          readOnlyApiKey: secretKeyName.map(name => `r.${name}`),
          existing: fc.boolean(),
          jwtRbac: fc.boolean(),
        },
        some,
      ),
      podSecurity: fc.constantFrom('none' as const, 'restricted' as const),
      qdrant: fc
        .tuple(
          fc.oneof(nodes, fc.record({ replicas }, some)),
          fc.record(
            {
              resources,
              storage: fc.record({ size, storageClassName }, some),
              snapshotStorage: fc.record({ size, storageClassName }, { requiredKeys: ['size'] }),
              tls: fc.record(
                { secretName: fc.constant('qdrant-internal-tls'), service: fc.boolean(), p2p: fc.constant(true) },
                { requiredKeys: ['secretName'] },
              ),
              strictMode,
              auditLog,
              config: settings,
            },
            some,
          ),
        )
        .map(([counts, rest]) => ({ ...counts, ...rest, ...(rest.config && { allowUnknownSettings: true }) })),
      scheduling: fc.record(
        {
          spread: fc.boolean(),
          disruptionBudgets: fc.boolean(),
          nodeSelector: fc.constant({ pool: 'vectors', 'node-role.kubernetes.io/data': '' }),
          tolerations: fc.array(fc.record({ key: label, effect: fc.constantFrom('NoSchedule', 'NoExecute') }), {
            maxLength: 3,
          }),
          priorityClassName: label,
        },
        some,
      ),
      valkey: fc.record(
        {
          password: fc.boolean(),
          boundMemory: fc.boolean(),
          tls: fc.record({ secretName: fc.constant('valkey-tls') }),
          resources,
        },
        some,
      ),
      oauth2Proxy: fc.record({ replicas: fc.integer({ min: 1, max: 9 }), resources }, some),
      scheduledBackup,
      reconcile: fc.record(
        {
          name: fc.constant('keeper'),
          schedule: fc.constantFrom('@hourly', '*/5 * * * *'),
          tlsSchedule: fc.constantFrom('@hourly', '5-59/10 * * * *'),
          maxAgeMinutes: fc.integer({ min: 1, max: 100_000 }),
        },
        some,
      ),
      networkPolicies,
      admissionPolicy: fc.boolean(),
      monitoring,
      logFormat: fc.constantFrom('text' as const, 'json' as const),
    },
    some,
  );
  return fc
    .tuple(hosts, others)
    .map(([hostKeys, rest]) => ({ ...hostKeys, ...(rest.qdrant?.auditLog ? auditing(rest) : rest) }))
    .map((config: ConfigInput) => (config.gateway ? onGateway(config) : config))
    .map(config => withoutUndefined(withControllerNamed(withCopyOfCertificate(config))))
    .map(reachedByTls)
    .map(readingTokens)
    .filter(hasOwnNamespace);
}

/** Network policies are refused in the namespace of the ingress controller. */
function hasOwnNamespace({ namespace = 'qdrant', networkPolicies }: ConfigInput): boolean {
  return networkPolicies?.ingressController?.namespaceLabels?.['kubernetes.io/metadata.name'] !== namespace;
}

/** The same with a Qdrant that knows the audit log. */
function auditing(input: ConfigInput): ConfigInput {
  return { ...input, images: { ...input.images, qdrant: 'qdrant/qdrant:v1.18.2' } };
}

/** The config, with an endpoint that can connect to Qdrant where Qdrant serves TLS to every client. */
function reachedByTls(config: ConfigInput): ConfigInput {
  const { tls } = config.qdrant ?? {};
  if (!tls || tls.service === false) {
    return config;
  }
  return config.gateway
    ? { ...config, qdrant: { ...config.qdrant, tls: { ...tls, service: false } } }
    : { ...config, ingressClassName: 'nginx', dashboard: { ...config.dashboard, mode: 'proxy' } };
}

/** A second schedule is only for the copy of a certificate. */
function withCopyOfCertificate({ reconcile, ...config }: ConfigInput): ConfigInput {
  const { tlsSchedule, ...others } = reconcile ?? {};
  const isCopied = !config.gateway && !config.certificate && config.tlsSecretName === undefined;
  return reconcile && tlsSchedule && !isCopied ? { ...config, reconcile: others } : { ...config, reconcile };
}

/** A Gateway needs the dashboard behind the proxy. */
function onGateway<T extends ConfigInput>(config: T): T {
  return { ...config, dashboard: { ...config.dashboard, mode: 'proxy' } };
}

/** Rights need the dashboard behind the proxy, and a Qdrant that reads tokens. */
function readingTokens(config: ConfigInput): ConfigInput {
  return config.dashboard?.access?.rights?.length
    ? { ...onGateway(config), apiKeys: { ...config.apiKeys, enabled: true, jwtRbac: true } }
    : config;
}

/** Policies need to know the pods of the controller, unless it is the default one. */
function withControllerNamed(config: ConfigInput): ConfigInput {
  const { networkPolicies } = config;
  const ingressController = { podLabels: { app: 'controller' } };
  return networkPolicies?.enabled ? { ...config, networkPolicies: { ingressController, ...networkPolicies } } : config;
}

const words = (text: string) => fc.constantFrom(...text.split(' '));

/** Values that no text key takes. */
const notText = fc.constantFrom<unknown>(null, true, 7, {}, [], ['a'], '', ' ', 'a b', 'a\nb');
const notHost = fc.oneof(
  notText,
  words(`a A.com a_b.com -a.com a-.com a..com .com 10.0.0.1 https://a.com ${'a'.repeat(64)}.com`),
);
const notName = fc.oneof(notText, words('A a_b -a a- *'));
const notRegistry = fc.oneof(notName, words('https://a.com a.com/b a.com:0 a.com:70000'));
const notImage = fc.oneof(notText, words('qdrant a.com/b A:1 a: a:1:2 a@sha256:1 https://a.com/b:1'));
const notUrl = fc.oneof(
  notText,
  words('http://a.com ftp://a.com https: https:// https:a.com https://A.com https://a.com:0 https://a.com:65536'),
  words('https://a.com?x https://a.com#x https://u:p@a.com https://a.com/realms/x'),
);
const notOrigin = fc.oneof(
  notText,
  words('* null a.com http://a.com https://A.com https://*.a.com https://a.com/ https://a.com/b https://a.com:443'),
);
const notMapping = fc.constantFrom<unknown>(null, 'a', 7, true, [], [{}]);
const notBytes = fc.oneof(
  words('0 -1 1 150GB 1e3 128m .5Gi'),
  fc.constantFrom<unknown>(null, '', 0, -1, '1 Gi', true, [], {}),
);
const notCpu = fc.oneof(words('0 -1 0m 1.5m 0.0001 1k 1Gi'), fc.constantFrom<unknown>(null, '', 0, -1, true, [], {}));
const notBoolean = fc.constantFrom<unknown>(null, 'yes', 1, []);
const notReplicas = fc.constantFrom<unknown>(null, 0, -1, 1.5, '1', true, [], {});

/** Values for a key in which `null` means none. */
const orNone = (broken: fc.Arbitrary<unknown>) => broken.filter(value => value !== null);

/** Keys, each with values that it must not have. */
export const BREAKERS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  domainName: notHost,
  apiHostname: notHost,
  dashboardHostname: notHost,
  namespace: fc.oneof(notName, words(`default kube-system a.b ${'a'.repeat(64)}`)),
  harborRegistry: notRegistry,
  libraryProject: fc.oneof(notText, words('A -a a- /a a/ a//b a:1')),
  keycloakUrl: notUrl,
  keycloakRealm: fc.oneof(notText, words('a/b .. a?b a%20b')),
  adminUsername: notText.filter(value => value !== 'a b'),
  keycloak: notMapping,
  'keycloak.caFile': fc.oneof(fc.constantFrom<unknown>(null, true, 7, '', 'a\nb'), fc.constant('no/such/file.crt')),
  'keycloak.serviceAccount': notMapping,
  'keycloak.createRealm': notBoolean,
  'keycloak.clientSettings': fc.constantFrom<unknown>(null, 'Seed', 'literal', '', 1),
  'keycloak.securityHeaders': fc.constantFrom<unknown>(null, 'safe', 'none', '', []),
  dashboard: notMapping,
  'dashboard.mode': fc.constantFrom<unknown>(null, 'Proxy', 'none', '', 1),
  'dashboard.cookie': fc.constantFrom<unknown>(null, 'Host', 'none', '', true),
  'dashboard.access': notMapping,
  'dashboard.access.groups': fc.constantFrom<unknown>(null, '/a', {}, true),
  'dashboard.access.groups[0]': fc.oneof(notText, words('a a/b /a/ //a /')),
  'dashboard.access.roles[0]': fc.constantFrom<unknown>(null, true, 7, {}, [], '', ' ', ' a', 'a ', 'a\nb'),
  'dashboard.access.emailDomains[0]': fc.oneof(notHost, words('* @a.com a@a.com')),
  'dashboard.access.rights': fc.constantFrom<unknown>(null, '/a', {}, true),
  'dashboard.access.rights[0]': notMapping,
  'dashboard.access.rights[0].group': fc.oneof(notText, words('a a/b /a/ //a / /a$b')),
  'dashboard.access.rights[0].user': fc.oneof(notText, words('Ada /ada a/b a$b a=b a%b')),
  'dashboard.access.rights[0].rights': fc.constantFrom<unknown>(null, 'write', 'Manage', '', 1),
  'dashboard.access.rights[0].collections': fc.constantFrom<unknown>(null, 'docs', [], {}, true),
  'dashboard.access.rights[0].collections."a*"': fc.constant('r'),
  'dashboard.access.rights[0].collections.docs': fc.constantFrom<unknown>(null, 'w', 'R', '', true),
  'dashboard.access.tokenDays': fc.constantFrom<unknown>(null, 0, 367, 1.5, '90', true),
  'dashboard.access.everyUser': fc.constantFrom<unknown>(null, 'yes', 1, []),
  'dashboard.trustedProxyIps[0]': fc.oneof(
    notText,
    words('a.com 10.0.0.0 10.0.0.0/33 10.0.0.0/ fd00/8 * 0.0.0.0/0 128.0.0.0/1 ::/0 2000::/3'),
  ),
  ingressClassName: notName,
  gateway: notMapping,
  'gateway.name': notName,
  'gateway.namespace': fc.oneof(notName, words('a.b')),
  'gateway.sectionName': notName,
  grpcHostname: notHost,
  apiAliases: fc.constantFrom<unknown>(null, 'a.com', {}, true),
  'apiAliases[0]': notHost,
  clusterDomain: fc.oneof(notText, words('A.b a_b a. .a a..b')),
  ipFamilies: fc.constantFrom<unknown>(null, 'IPv4', [], {}),
  'ipFamilies[0]': fc.constantFrom<unknown>(null, 'ipv4', 4, ''),
  certificate: notMapping,
  'certificate.issuer': notName,
  corsOrigins: fc.constantFrom<unknown>(null, 'https://a.com', {}, true),
  'corsOrigins[0]': notOrigin,
  'images.qdrant': notImage,
  'images.oauth2Proxy': notImage,
  'images.node': notImage,
  imagePullPolicy: fc.constantFrom<unknown>(null, 'always', '', 1, []),
  'imagePullSecrets[0]': notName,
  apiKeys: notMapping,
  'apiKeys.enabled': fc.constantFrom<unknown>(null, 'yes', 1, []),
  'apiKeys.secretName': notName,
  'apiKeys.apiKey': fc.oneof(notText, words('. .. a/b a=')),
  'apiKeys.readOnlyApiKey': orNone(fc.oneof(notText, words('. .. a/b a='))),
  'apiKeys.jwtRbac': fc.constantFrom<unknown>(null, 'yes', 1, []),
  podSecurity: fc.constantFrom<unknown>(null, 'baseline', true, []),
  'scheduling.nodeSelector': fc.constantFrom<unknown>(null, 'pool', []),
  'scheduling.nodeSelector."a b"': fc.constant('c'),
  'scheduling.nodeSelector.pool': fc.constant('a b'),
  'scheduling.tolerations': fc.constantFrom<unknown>(null, 'all'),
  'scheduling.tolerations[0].effect': fc.constant('Never'),
  'scheduling.tolerations[0].keys': fc.constant('a'),
  'scheduling.priorityClassName': notName,
  'qdrant.name': notName,
  'qdrant.instance': notName,
  'qdrant.cluster.enabled': fc.constantFrom<unknown>(null, 'no', 0),
  'qdrant.storage.subPath': fc.constantFrom<unknown>(null, '', '/data', '../data', 'a/../b', './a', 'data/', 1),
  ingressAnnotations: fc.constantFrom<unknown>(null, []),
  'ingressAnnotations."a b"': fc.constant('c'),
  'ingressAnnotations.a': fc.constant(1),
  hostAnnotations: fc.constantFrom<unknown>(null, []),
  'hostAnnotations."other.example.net"': fc.constant({}),
  'hostAnnotations.Upper': fc.constant({}),
  discoveryVariables: fc.constantFrom<unknown>(null, []),
  'discoveryVariables.a-b': fc.constant('c'),
  'discoveryVariables.API_KEY': fc.constant('x'),
  'discoveryVariables.A': fc.constant(1),
  allowedLosses: fc.constantFrom<unknown>(null, 'data', {}),
  'scheduling.spread': fc.constantFrom<unknown>(null, 'yes', 1, []),
  'scheduling.disruptionBudgets': fc.constantFrom<unknown>(null, 'yes', 1, []),
  qdrant: notMapping,
  'qdrant.replicas': fc.oneof(notReplicas, fc.constant(2)),
  'qdrant.metricsPort': notReplicas,
  'qdrant.replicationFactor': notReplicas,
  'qdrant.writeConsistencyFactor': notReplicas,
  'qdrant.resources': notMapping,
  'qdrant.resources.requests.cpu': orNone(notCpu),
  'qdrant.resources.limits.memory': orNone(notBytes),
  'qdrant.storage.size': notBytes,
  'qdrant.storage.storageClassName': notName.filter(value => value !== ''),
  'qdrant.storage.name': notName,
  'qdrant.snapshotStorage': notMapping,
  'qdrant.config': notMapping,
  'qdrant.config.service.api_key': fc.oneof(fc.string(), fc.constant(null)),
  'valkey.password': fc.constantFrom<unknown>(null, 'yes', 1, 'hunter2'),
  'valkey.boundMemory': fc.constantFrom<unknown>(null, 'yes', 1, '192Mi'),
  'valkey.tls': notMapping,
  'valkey.tls.secretName': notName,
  'valkey.resources.limits.cpu': orNone(notCpu),
  'oauth2Proxy.replicas': notReplicas,
  'oauth2Proxy.resources.requests.memory': orNone(notBytes),
  scheduledBackup: fc.oneof(notMapping, fc.constant({})),
  'scheduledBackup.name': notName,
  'scheduledBackup.schedule': fc.oneof(notText, words('daily 0 @never')),
  'scheduledBackup.timeZone': fc.oneof(notText, words('Local +1')),
  'scheduledBackup.keep': notReplicas,
  'scheduledBackup.volume': fc.oneof(notMapping, fc.constant({})),
  'scheduledBackup.volume.size': notBytes,
  'scheduledBackup.volume.claimName': notName,
  'scheduledBackup.s3.bucket': fc.oneof(notText, words('ab A.b s3://abc abc/d')),
  'scheduledBackup.s3.secretName': notName,
  'scheduledBackup.s3.endpoint': fc.oneof(notText, words('minio.local ftp://a.b https://a.b/c https://u:p@a.b')),
  'scheduledBackup.s3.prefix': fc.oneof(notText, words('/a a/ a//b a?b')),
  'scheduledBackup.encryptTo[0]': fc.oneof(notText, words('age1 AGE-SECRET-KEY-1')),
  'scheduledBackup.s3.serviceAccountAnnotations': notMapping,
  'scheduledBackup.s3.serverSideEncryption': fc.oneof(notText, words('aes256 KMS')),
  'scheduledBackup.s3.kmsKeyId': fc.oneof(notText, words('a?b ')),
  'qdrant.tls': notMapping,
  'qdrant.tls.secretName': fc.oneof(notName, fc.constant('qdrant-tls-secret')),
  'qdrant.tls.service': notBoolean,
  'qdrant.tls.p2p': notBoolean,
  'qdrant.strictMode': notMapping,
  'qdrant.strictMode.maxQueryLimit': notReplicas,
  'qdrant.strictMode.max_query_limit': positive,
  'qdrant.strictMode.searchAllowExact': notBoolean,
  'qdrant.auditLog': notMapping,
  'qdrant.auditLog.rotation': fc.constantFrom<unknown>(null, 'weekly', '', 1),
  'qdrant.auditLog.maxLogFiles': notReplicas,
  apiLimits: notMapping,
  'apiLimits.connections': fc.constantFrom<unknown>(null, -1, 1.5, '1', true, []),
  admissionPolicy: notBoolean,
  networkPolicies: notMapping,
  'networkPolicies.enabled': notBoolean,
  'networkPolicies.ingressController': fc.oneof(notMapping, fc.constant({})),
  'networkPolicies.ingressController.namespaceLabels': fc.oneof(notMapping, fc.constant({})),
  'networkPolicies.ingressController.cidrs[0]': words('0.0.0.0/0 10.0.0.0/0 ::/0 10.0.0.1'),
  'networkPolicies.clients[0]': fc.oneof(notMapping, fc.constant({})),
  'networkPolicies.dns.cidrs[0]': fc.oneof(notText, words('10.0.0.1 10.0.0.0/33 256.0.0.0/8 10.0.0/8 a/8 ::1')),
  'networkPolicies.keycloak.ports': fc.constantFrom<unknown>(null, 443, '443', [], {}),
  'networkPolicies.keycloak.ports[0]': fc.constantFrom<unknown>(null, 0, 65536, 1.5, '443', []),
  'networkPolicies.qdrantEgress[0]': notMapping,
  monitoring: notMapping,
  'monitoring.prometheusOperator': notBoolean,
  'monitoring.grafanaDashboard': notBoolean,
  'monitoring.backupMaxAgeHours': notReplicas,
  reconcile: notMapping,
  'reconcile.name': notName,
  'reconcile.schedule': fc.oneof(notText, words('daily 0 @never')),
  'reconcile.tlsSchedule': fc.oneof(notText, words('daily 0 @never')),
  'reconcile.timeZone': fc.oneof(notText, words('Local +1')),
  'reconcile.keycloakSecretName': notName,
  'reconcile.maxAgeMinutes': notReplicas,
  'reconcile.verify': notMapping,
  'reconcile.verify.schedule': fc.oneof(notText, words('daily 0 @never')),
  'reconcile.verify.ingress': fc.oneof(notText, words('a https://a:443 a:b :443')),
  'reconcile.verify.maxAgeMinutes': notReplicas,
  'networkPolicies.apiServer': notMapping,
  'scheduledBackup.drill': notMapping,
  'scheduledBackup.drill.maxAgeHours': notReplicas,
  'monitoring.labels': notMapping,
  'monitoring.labels.release': fc.constantFrom<unknown>(null, 1, true, 'a b', '-a', 'a'.repeat(64)),
  'monitoring.dashboardLabels': notMapping,
  logFormat: fc.constantFrom<unknown>(null, 'JSON', 'logfmt', '', 1),
  adminPassword: fc.string(),
  'qdrant.storage.sise': size,
  unknown: fc.jsonValue({ maxDepth: 1 }),
};

/** Configs in which exactly the key at `path` is wrong. */
export function invalidConfig(path: string): fc.Arbitrary<unknown> {
  const keys = path.match(/"[^"]*"|[^.]+/g)!;
  return fc.tuple(validConfig(), BREAKERS[path]!).map(([input, value]) => withValue(roomFor(path, input), keys, value));
}

/** A config in which the path does not contradict its neighbours: backups go to one place only, copies need no node. */
function roomFor(path: string, input: ConfigInput): ConfigInput {
  if (path === 'qdrant.replicas') {
    return { ...input, qdrant: { ...input.qdrant, replicationFactor: 1, writeConsistencyFactor: 1 } };
  }
  if (path.startsWith('qdrant.auditLog.')) {
    return auditing(input);
  }
  if (path.startsWith('gateway.')) {
    const onPublic = withCopyOfCertificate({ ...input, gateway: { name: 'public', ...input.gateway } });
    return reachedByTls(withControllerNamed(onGateway(onPublic)));
  }
  if (path.startsWith('certificate.')) {
    return withoutUndefined({ ...input, reconcile: input.reconcile && { ...input.reconcile, tlsSchedule: undefined } });
  }
  if (path.startsWith('qdrant.tls.')) {
    const own = { ...input, qdrant: { ...input.qdrant, tls: { secretName: 'own-tls' } } };
    return reachedByTls(withoutUndefined({ ...own, gateway: undefined }));
  }
  if (!path.startsWith('scheduledBackup.')) {
    return input;
  }
  const bucket = { s3: { bucket: 'backups', secretName: 'bucket-key' } };
  return { ...input, scheduledBackup: path.includes('.s3.') ? bucket : { volume: { size: '1Gi' } } };
}

/** Keys without which an item of a list is refused. */
const ITEMS: Readonly<Record<string, object>> = { rights: { group: '/search/readers' } };

/** A copy of `target` with `value` at the path; `name[0]` makes a list of one item, and quotes are for names with dots. */
function withValue(target: unknown, [key = '', ...rest]: string[], value: unknown): unknown {
  const holder: Record<string, unknown> = { ...(target as object | undefined) };
  const [, name = '', item] = /^"?(.*?)"?(\[0\])?$/.exec(key)!;
  const inner = rest.length > 0 ? withValue(item ? ITEMS[name] : holder[name], rest, value) : value;
  return { ...holder, [name]: item ? [inner] : inner };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
