import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type K8sObject, title } from './objects';

/** What an app relies on that is not among its objects, and what it was told to do. */
export interface Surroundings {
  /** Names of the Secrets that exist, or will exist, in the namespace. */
  readonly secrets: readonly string[];
  /** Images that are allowed to have a tag that moves. */
  readonly floatingImages?: readonly string[];
}

/** A rule over all objects of an app. It returns a sentence for each offender. */
export type Rule = (objects: readonly K8sObject[], surroundings: Surroundings) => string[];

type Labels = Readonly<Record<string, string>>;

const NGINX = 'nginx.ingress.kubernetes.io';
const LOGIN = 'oauth2-proxy';
const RECOMMENDED_LABELS = ['name', 'instance', 'component', 'part-of', 'managed-by'].map(
  label => `app.kubernetes.io/${label}`,
);
const CLUSTER_SCOPED = ['Namespace', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'ReplicaSet'];
const RESTRICTED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

export const rules: Readonly<Record<string, Rule>> = {
  'the Namespace comes first, and everything is in it': objects => {
    const [first] = objects;
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    return [
      ...(first && first.kind !== 'Namespace' ? [`${title(first)} comes before the Namespace`] : []),
      ...objects
        .filter(({ kind, metadata }) => !CLUSTER_SCOPED.includes(kind) && !namespaces.includes(metadata.namespace!))
        .filter(object => !readsCertificate(object, ofKind(objects, 'ServiceAccount')))
        .map(object => `${title(object)} is in namespace ${object.metadata.namespace}`),
    ];
  },

  'no two objects have the same name': objects =>
    objects
      .filter((object, index) => objects.findIndex(other => isSame(other, object)) < index)
      .map(object => `${title(object)} is there twice`),

  'every object has the recommended labels': objects =>
    objects.flatMap(object =>
      RECOMMENDED_LABELS.filter(label => !object.metadata.labels?.[label]).map(
        label => `${title(object)} has no label ${label}`,
      ),
    ),

  'labels and annotations are strings, and labels are short': objects =>
    objects.flatMap(object => {
      const wrong = (what: string, map: object = {}, allowed: (value: string) => boolean) =>
        Object.entries(map)
          .filter(([, value]) => typeof value !== 'string' || !allowed(value))
          .map(([key, value]) => `${title(object)} has ${what} ${key}: ${JSON.stringify(value)}`);
      return [object.metadata, object.spec?.template?.metadata ?? {}].flatMap(({ labels, annotations }) => [
        ...wrong('label', labels, value => /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value)),
        ...wrong('annotation', annotations, () => true),
      ]);
    }),

  'every selector matches pods, and those of one workload only': objects =>
    objects.flatMap(object => {
      const selector = selectorOf(object);
      if (!selector) {
        return [];
      }
      const matched = workloads(objects)
        .filter(({ metadata, spec }) => {
          return metadata.namespace === object.metadata.namespace && matches(selector, spec.template.metadata.labels);
        })
        .map(title);
      const wanted = WORKLOADS.includes(object.kind) ? [title(object)] : matched.slice(0, 1);
      return matched.length > 0 && String(matched) === String(wanted)
        ? []
        : [`${title(object)} selects ${matched.join(' and ') || 'nothing'}`];
    }),

  'every port of a Service is a port of its pods': objects =>
    ofKind(objects, 'Service').flatMap(service => {
      const ports = workloads(objects)
        .filter(({ metadata, spec }) => {
          return (
            metadata.namespace === service.metadata.namespace &&
            matches(service.spec.selector, spec.template.metadata.labels)
          );
        })
        .flatMap(containersOf)
        .flatMap(({ ports = [] }) => ports)
        .flatMap(({ name, containerPort }) => [name, containerPort]);
      return service.spec.ports
        .filter(({ port, targetPort = port }: any) => !ports.includes(targetPort))
        .map(({ targetPort, port }: any) => `${title(service)} leads to port ${targetPort ?? port}, which no pod has`);
    }),

  'every ingress and route leads to a Service and port that exist': objects =>
    routes(objects)
      .filter(({ object, service, port }) => !hasPort(objects, object.metadata.namespace, service, port))
      .map(({ object, service, port }) => `${title(object)} leads to ${service}:${port}`),

  'every ingress has a class and TLS for its hosts': objects =>
    ofKind(objects, 'Ingress').flatMap(ingress => [
      ...(ingress.spec.ingressClassName ? [] : [`${title(ingress)} has no class`]),
      ...ingress.spec.rules
        .filter(
          ({ host }: any) => !(ingress.spec.tls ?? []).some((tls: any) => tls.secretName && tls.hosts.includes(host)),
        )
        .map(({ host }: any) => `${title(ingress)} has no TLS for ${host}`),
    ]),

  'every route has a host, and a Gateway that it hangs on': objects =>
    [...ofKind(objects, 'HTTPRoute'), ...ofKind(objects, 'GRPCRoute')].flatMap(route => [
      ...(route.spec.hostnames?.length > 0 ? [] : [`${title(route)} answers for every host`]),
      ...(route.spec.parentRefs?.length > 0 ? [] : [`${title(route)} hangs on no Gateway`]),
    ]),

  'no dashboard route reaches Qdrant without the login': objects => {
    const toLogin = routes(objects).filter(({ object, service }) => isLogin(objects, object, service));
    const signIns = toLogin.filter(({ path }) => ['/', '/oauth2'].includes(path)).map(({ host }) => host);
    const dashboards = new Set([...signIns, ...announcedDashboards(objects)]);
    return routes(objects)
      .filter(({ host, object, service }) => dashboards.has(host) && !isLogin(objects, object, service))
      .flatMap(({ object, host }) => {
        const { annotations = {} } = object.metadata;
        return [
          ...(annotations[`${NGINX}/auth-url`] === 'https://$host/oauth2/auth'
            ? []
            : [`${title(object)} checks nobody on ${host}`]),
          ...(annotations[`${NGINX}/auth-signin`] === 'https://$host/oauth2/start?rd=$escaped_request_uri'
            ? []
            : [`${title(object)} sends nobody to sign in on ${host}`]),
          ...(toLogin.some(login => login.host === host && login.path === '/oauth2')
            ? []
            : [`${title(object)} is on ${host}, which has no login`]),
        ];
      });
  },

  'no API route asks for the login': objects => {
    const dashboards = announcedDashboards(objects);
    const hosts = signInRoutes(objects).map(({ host }) => host);
    return routes(objects)
      .filter(({ host }) => !hosts.includes(host) && !dashboards.includes(host))
      .flatMap(({ object }) =>
        Object.keys(object.metadata.annotations ?? {})
          .filter(annotation => annotation.startsWith(`${NGINX}/auth-`))
          .map(annotation => `${title(object)} has ${annotation}`),
      );
  },

  'every container has requests and limits': objects =>
    containers(objects).flatMap(({ at, container }) =>
      ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']
        .filter(path => !dig(container.resources, path))
        .map(path => `${at} has no ${path}`),
    ),

  'every main container that does not end has readiness and liveness probes': objects =>
    workloads(objects)
      .filter(({ kind }) => !['Job', 'CronJob'].includes(kind))
      .flatMap(workload =>
        ['readinessProbe', 'livenessProbe']
          .filter(probe => !workload.spec.template.spec.containers[0][probe])
          .map(probe => `${title(workload)} has no ${probe}`),
      ),

  'every image is pinned': (objects, { floatingImages = [] }) =>
    containers(objects)
      .filter(({ container }) => !floatingImages.includes(container.image) && !isPinned(container.image))
      .map(({ at, container }) => `${at} has image ${container.image}`),

  'every pod keeps to the restricted Pod Security Standard': objects =>
    workloads(objects).flatMap(workload => {
      const pod = workload.spec.template.spec;
      return [
        ...HOST_FIELDS.filter(field => pod[field]).map(field => `${title(workload)} has ${field}`),
        ...(pod.volumes ?? [])
          .filter((volume: object) => !Object.keys(volume).some(key => RESTRICTED_VOLUMES.includes(key)))
          .map((volume: any) => `${title(workload)} has volume ${volume.name}`),
        ...(pod.securityContext?.sysctls ? [`${title(workload)} has sysctls`] : []),
        ...containers([workload]).flatMap(({ at, container }) =>
          unrestricted(pod, container).map(problem => `${at} ${problem}`),
        ),
      ];
    }),

  'every root file system is read-only': objects =>
    containers(objects)
      .filter(({ container }) => container.securityContext?.readOnlyRootFilesystem !== true)
      .map(({ at }) => `${at} can write to its root`),

  'no pod gets a token, or variables of the Services around it': objects =>
    workloads(objects).flatMap(workload => {
      const { automountServiceAccountToken, enableServiceLinks } = workload.spec.template.spec;
      return [
        ...(automountServiceAccountToken === false ? [] : [`${title(workload)} has a token`]),
        ...(enableServiceLinks === false ? [] : [`${title(workload)} has variables of the Services`]),
      ];
    }),

  'every Secret that is referred to is known': (objects, { secrets }) =>
    objects.flatMap(object =>
      secretNames(object)
        .filter(name => !secrets.includes(name))
        .map(name => `${title(object)} refers to Secret ${name}`),
    ),

  'every ConfigMap and ServiceAccount that is referred to exists': objects =>
    workloads(objects).flatMap(workload => {
      const pod = workload.spec.template.spec;
      const inNamespace = (kind: string, name: string) =>
        ofKind(objects, kind).find(
          ({ metadata }) => metadata.name === name && metadata.namespace === workload.metadata.namespace,
        );
      const maps = (pod.volumes ?? []).filter(({ configMap }: any) => configMap);
      return [
        ...(pod.serviceAccountName && !inNamespace('ServiceAccount', pod.serviceAccountName)
          ? [`${title(workload)} runs as ServiceAccount ${pod.serviceAccountName}`]
          : []),
        ...maps
          .filter(({ configMap }: any) => !inNamespace('ConfigMap', configMap.name))
          .map(({ configMap }: any) => `${title(workload)} refers to ConfigMap ${configMap.name}`),
        ...containersOf(workload)
          .flatMap(({ volumeMounts = [] }) => volumeMounts)
          .flatMap(({ name, subPath }: any) => {
            const configMap = maps.find((volume: any) => volume.name === name)?.configMap.name;
            const found = configMap && inNamespace('ConfigMap', configMap);
            return subPath && found && !(subPath in found.data)
              ? [`${title(workload)} mounts ${subPath}, which ConfigMap ${configMap} does not have`]
              : [];
          }),
      ];
    }),

  'every mount is of a volume': objects =>
    workloads(objects).flatMap(workload => {
      const { volumes = [] } = workload.spec.template.spec;
      const names = [
        ...volumes,
        ...(workload.spec.volumeClaimTemplates ?? []).map(({ metadata }: any) => metadata),
      ].map(({ name }: any) => name);
      return containers([workload]).flatMap(({ at, container: { volumeMounts = [] } }) =>
        volumeMounts
          .filter(({ name }: any) => !names.includes(name))
          .map(({ name }: any) => `${at} mounts ${name}, which is no volume`),
      );
    }),

  'no secret stands anywhere': objects => [
    ...ofKind(objects, 'Secret').map(object => `${title(object)} is a Secret`),
    ...objects.flatMap(object => secretValues(object).map(place => `${title(object)} holds a secret at ${place}`)),
  ],

  'service discovery announces what exists': objects =>
    announcements(objects).flatMap(({ object, service: { endpoints, scaling } }) => {
      const { namespace } = object.metadata;
      const publicHosts = new Set<string>(
        endpoints.filter((endpoint: any) => !endpoint.internal).map(({ url }: any) => new URL(url).host),
      );
      const ingressHosts = new Set(
        routes(objects)
          .filter(route => route.object.metadata.namespace === namespace)
          .map(({ host }) => host),
      );
      const scaled = objects.some(
        ({ kind, metadata }) =>
          kind.toLowerCase() === scaling.resource_type &&
          metadata.name === scaling.resource_name &&
          metadata.namespace === scaling.namespace,
      );
      return [
        ...(scaled ? [] : [`${title(object)} scales ${scaling.resource_type} ${scaling.resource_name}`]),
        ...(String([...publicHosts].sort()) === String([...ingressHosts].sort())
          ? []
          : [`${title(object)} announces ${[...publicHosts].join(' and ')}`]),
        ...endpoints
          .filter((endpoint: any) => endpoint.internal)
          .map(({ url }: any) => url.replace(/^.*\/\//, ''))
          .filter((address: string) => {
            const [, name, where, port] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local:(\d+)$/.exec(address) ?? [];
            return !name || !hasPort(objects, where, name, Number(port));
          })
          .map((address: string) => `${title(object)} announces ${address}`),
      ];
    }),
};

/** What breaks which rule, over all rules. */
export function offenders(objects: readonly K8sObject[], surroundings: Surroundings): string[] {
  return Object.entries(rules).flatMap(([name, rule]) =>
    rule(objects, surroundings).map(offender => `${name}: ${offender}`),
  );
}

function ofKind(objects: readonly K8sObject[], kind: string): K8sObject[] {
  return objects.filter(object => object.kind === kind);
}

/** Every object that makes pods; `spec.template` is that of the pods, also where Jobs come between. */
function workloads(objects: readonly K8sObject[]): K8sObject[] {
  return objects
    .filter(({ kind }) => WORKLOADS.includes(kind))
    .map(object => ({ ...object, spec: object.spec.jobTemplate?.spec ?? object.spec }));
}

/** All containers of a workload, also those that run before or beside the main one. */
function containersOf({ spec }: K8sObject): any[] {
  const pod = spec.template.spec;
  return [...(pod.initContainers ?? []), ...pod.containers, ...(pod.ephemeralContainers ?? [])];
}

function containers(objects: readonly K8sObject[]): { at: string; container: any }[] {
  return workloads(objects).flatMap(workload =>
    containersOf(workload).map(container => ({ at: `${title(workload)}, container ${container.name}`, container })),
  );
}

/** Whether an object lets accounts of the stack, the reconciler's, read the certificate in the namespace of the certificate. */
function readsCertificate({ kind, metadata, rules: verbs, subjects }: any, accounts: readonly K8sObject[]): boolean {
  const isNamed = accounts.some(account => metadata.name === `${account.metadata.name}.${account.metadata.namespace}`);
  const isNarrow = verbs?.every(
    (rule: any) =>
      String(rule.verbs) === 'get' && String(rule.resources) === 'secrets' && rule.resourceNames.length === 1,
  );
  const isOwn = subjects?.every((subject: any) =>
    accounts.some(({ metadata: { name, namespace } }) => subject.name === name && subject.namespace === namespace),
  );
  return isNamed && ((kind === 'RoleBinding' && isOwn) || (kind === 'Role' && isNarrow));
}

function isSame(one: K8sObject, other: K8sObject): boolean {
  const identity = ({ apiVersion, kind, metadata }: K8sObject) => [apiVersion, kind, metadata.namespace, metadata.name];
  return String(identity(one)) === String(identity(other));
}

function selectorOf({ kind, spec }: K8sObject): Labels | undefined {
  switch (kind) {
    case 'Service':
      return spec.selector;
    case 'Deployment':
    case 'StatefulSet':
    case 'PodDisruptionBudget':
      return spec.selector.matchLabels;
    default:
      return undefined;
  }
}

function matches(selector: Labels, labels: Labels = {}): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

interface Route {
  readonly object: K8sObject;
  readonly host: string;
  readonly path: string;
  readonly service: string;
  readonly port: number | string;
}

function routes(objects: readonly K8sObject[]): Route[] {
  return [...ingressRoutes(objects), ...gatewayRoutes(objects)];
}

function ingressRoutes(objects: readonly K8sObject[]): Route[] {
  return ofKind(objects, 'Ingress').flatMap(object =>
    object.spec.rules.flatMap(({ host, http }: any) =>
      http.paths.map(({ path, backend: { service } }: any) => ({
        object,
        host,
        path,
        service: service.name,
        port: service.port.number ?? service.port.name,
      })),
    ),
  );
}

/** Rules that only redirect lead to no Service. */
function gatewayRoutes(objects: readonly K8sObject[]): Route[] {
  return [...ofKind(objects, 'HTTPRoute'), ...ofKind(objects, 'GRPCRoute')].flatMap(object =>
    object.spec.hostnames.flatMap((host: string) =>
      object.spec.rules.flatMap(({ matches, backendRefs = [] }: any) =>
        backendRefs.map(({ name, port }: any) => ({
          object,
          host,
          path: matches?.[0].path.value ?? '/',
          service: name,
          port,
        })),
      ),
    ),
  );
}

function hasPort(objects: readonly K8sObject[], namespace: string | undefined, name: string, wanted: number | string) {
  return ofKind(objects, 'Service').some(
    ({ metadata, spec }) =>
      metadata.name === name &&
      metadata.namespace === namespace &&
      spec.ports.some(({ name, port }: any) => name === wanted || port === wanted),
  );
}

/** The routes on which people sign in; on an API host, the login only stands in the place of the dashboard. */
function signInRoutes(objects: readonly K8sObject[]) {
  return routes(objects).filter(
    ({ object, path, service }) => isLogin(objects, object, service) && path !== '/dashboard',
  );
}

/** Whether a Service in the namespace of `object` is the one of the login. */
function isLogin(objects: readonly K8sObject[], { metadata: { namespace } }: K8sObject, name: string): boolean {
  const service = ofKind(objects, 'Service').find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  return service?.spec.selector['app.kubernetes.io/name'] === LOGIN;
}

function announcements(objects: readonly K8sObject[]): { object: K8sObject; service: any }[] {
  return ofKind(objects, 'ConfigMap')
    .filter(({ metadata }) => metadata.labels?.['thinkube.io/managed'] === 'true')
    .map(object => ({ object, service: parse(object.data['service.yaml']).service }));
}

function announcedDashboards(objects: readonly K8sObject[]): string[] {
  return announcements(objects).flatMap(({ service }) =>
    service.endpoints.filter(({ primary }: any) => primary).map(({ url }: any) => new URL(url).host),
  );
}

function dig(tree: any, path: string): unknown {
  return path.split('.').reduce((node, key) => node?.[key], tree);
}

/** Whether an image is named by a digest or by a tag that stands for one version. */
function isPinned(image: string): boolean {
  const [name, digest] = image.split('@');
  const tag = /:([^:/]+)$/.exec(name!)?.[1];
  return digest !== undefined || (tag !== undefined && tag !== 'latest');
}

/** What the restricted Pod Security Standard forbids, and a container has. */
function unrestricted(pod: any, container: any): string[] {
  const own = container.securityContext ?? {};
  const effective = { ...pod.securityContext, ...own };
  return [
    ...(own.allowPrivilegeEscalation === false ? [] : ['may escalate privileges']),
    ...(own.privileged ? ['is privileged'] : []),
    ...(own.capabilities?.drop?.includes('ALL') ? [] : ['keeps capabilities']),
    ...(own.capabilities?.add?.length ? [`adds capabilities ${own.capabilities.add.join(', ')}`] : []),
    ...(own.procMount && own.procMount !== 'Default' ? [`has procMount ${own.procMount}`] : []),
    ...(effective.runAsNonRoot === true && effective.runAsUser !== 0 ? [] : ['may run as root']),
    ...(['RuntimeDefault', 'Localhost'].includes(effective.seccompProfile?.type) ? [] : ['has no seccomp profile']),
    ...(container.ports ?? [])
      .filter(({ hostPort }: any) => hostPort)
      .map(({ hostPort }: any) => `takes port ${hostPort} of the host`),
  ];
}

/** The names of all Secrets that an object refers to, wherever it does. */
function secretNames(node: any): string[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  return Object.entries<any>(node).flatMap(([key, value]) => {
    switch (key) {
      case 'secretName':
        return [value];
      case 'secretKeyRef':
      case 'secretRef':
      case 'credentials':
        return [value.name];
      case 'imagePullSecrets':
        return value.map(({ name }: { name: string }) => name);
      case 'secret':
        return value.secretName ? [value.secretName] : value.name ? [value.name] : [];
      default:
        return secretNames(value);
    }
  });
}

const SECRET_NAME = /(?:passw(?:or)?d|passphrase|secret|token|(?:api|private|access)[-_]?key)$/i;
const SECRET_LINE =
  /(?:passw(?:or)?d|passphrase|secret|token|(?:api|private|access)[-_]?key)["']?\s*[:=]\s*["']?[^\s"']/i;
/** In a program, a secret is a literal: a variable beside the name is no secret. */
const SECRET_LITERAL =
  /(?:passw(?:or)?d|passphrase|secret|token|(?:api|private|access)[-_]?key)["']?\s*[:=]\s*["'`][^\s"'`]/i;
const SECRET_VALUE = [
  /-----BEGIN/, // a key or certificate
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/, // a JSON Web Token
  /:\/\/[^/\s"']*:[^/\s"']*@/, // a URL with a password
  /(?<![\w+/=.-])(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{32,}={0,2}(?![\w+/=.-])/, // 24 random bytes and more
];

/** The address of a realm, with its sign-out: long, and no secret. */
const REALM = /https:\/\/[^\s"'@?]*\/realms\/[\w.~-]+(?:\/protocol\/openid-connect\/logout)?/g;

/** An annotation whose value is the name of a Secret. */
const NAMES_A_SECRET = /\/proxy-ssl-secret$/;

const PROGRAMS_FOLDER = join(__dirname, '..', '..', 'constructs', 'programs');
/** The programs, which are the same for everybody. */
const PROGRAMS = readdirSync(PROGRAMS_FOLDER).map(name => readFileSync(join(PROGRAMS_FOLDER, name), 'utf8'));

/** Where a tree holds what looks like the value of a secret. */
function secretValues(node: any, path = ''): string[] {
  if (typeof node === 'string') {
    if (PROGRAMS.includes(node)) {
      return [];
    }
    if (path === 'data.settings.json') {
      // The config names the keys of a Secret.
      const { config, ...others } = JSON.parse(node);
      return secretValues({ ...others, config: { ...config, apiKeys: undefined } }, path);
    }
    const key = path.slice(path.lastIndexOf('.') + 1);
    const text = node.replace(REALM, '');
    const isNamed = SECRET_NAME.test(key) && !NAMES_A_SECRET.test(key);
    const line = path.endsWith('.mjs') ? SECRET_LITERAL : SECRET_LINE;
    const looksSecret = isNamed || line.test(text) || SECRET_VALUE.some(value => value.test(text));
    return looksSecret ? [path] : [];
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  // A reference to a Secret names it; an environment variable is a name beside its value.
  const { name, value } = node;
  const variable = typeof name === 'string' && typeof value === 'string' && SECRET_NAME.test(name);
  return [
    ...(variable ? [`${path} ${name}`.trim()] : []),
    ...Object.entries(node).flatMap(([key, child]) => secretValues(child, path ? `${path}.${key}` : key)),
  ];
}
