import { docsPage } from '../../../cli/pages';
import { type LiveObject, titleOf } from '../../../clients/kubernetes/objects';
import { valueAt } from '../../../config/path';
import { API_KEY, pathOf, READ_ONLY_KEY } from '../../../stack/qdrant-settings';
import { qdrantContainer, versionOf } from '../../../stack/qdrant-image';
import { ports } from '../helm/access-rows';
import { isEmpty, type Outcome, set } from '../helm/row';
import { settingOutcome } from '../helm/settings-rows';
import { isTree, textOf, type Tree, treesOf } from '../helm/tree';
import { isSame, plain, without } from './plain';
import { EXTEND, fieldOf, volumeOutcomes, type Workload, written } from './pod-fields';
import { podLabelsOf, podOf, type Running, selects } from './running';

const STORAGE = '/qdrant/storage';
const SNAPSHOTS = '/qdrant/snapshots';
const TLS = '/qdrant/tls';
const TWO_NODES = 'the running installation has two nodes';
const MOVE = `nothing: back up, and restore into a new installation (${docsPage('taking-over')})`;

/** The container of Qdrant. */
export function databaseContainer(pod: Tree): Tree {
  const found = qdrantContainer({ kind: 'StatefulSet', spec: { template: { spec: pod } } } as never);
  return (found as Tree | undefined) ?? {};
}

/** The name, the image, the nodes, the volumes, the settings and the keys of Qdrant. */
export function databaseOutcomes(running: Running): Outcome[] {
  return [
    ...identityOutcomes(running),
    ...storageOutcomes(running),
    ...settingOutcomes(running),
    ...keyOutcomes(running),
    ...tlsOutcomes(running),
    ...serviceOutcomes(running),
  ];
}

function identityOutcomes({ qdrant }: Running): Outcome[] {
  const { metadata, spec } = qdrant;
  const container = databaseContainer(podOf(qdrant));
  const image = String(container.image);
  const from = (path: string) => fieldOf({ live: qdrant }, path);
  const labels = (valueAt(spec, ['selector', 'matchLabels']) ?? {}) as Tree;
  const instance = textOf(labels['app.kubernetes.io/instance']);
  const isOurs = labels.app === 'qdrant' && labels['app.kubernetes.io/name'] === 'qdrant';
  const others = Object.keys(without(labels, /^(?:app|app\.kubernetes\.io\/(?:name|instance))$/));
  const version = textOf(valueAt(metadata, ['labels', 'app.kubernetes.io/version']));
  const pullPolicy = container.imagePullPolicy ?? 'IfNotPresent';
  const pullSecrets = treesOf(podOf(qdrant).imagePullSecrets).map(({ name }) => name);
  return [
    set('qdrant.name', metadata.name, from('metadata.name')),
    ...(instance === undefined || instance === metadata.name
      ? []
      : [set('qdrant.instance', instance, from('spec.selector'))]),
    ...(isOurs && instance !== undefined && others.length === 0
      ? []
      : [
          {
            lost: 'the stack has other labels in this selector, which is immutable',
            sayAt: MOVE,
            from: from('spec.selector'),
          },
        ]),
    ...(spec.serviceName === `${metadata.name}-headless`
      ? []
      : [
          {
            lost: `the stack has the headless Service ${metadata.name}-headless, and this field is immutable`,
            sayAt: MOVE,
            from: from('spec.serviceName'),
          },
        ]),
    set('images.qdrant', image, from('image')),
    ...(versionOf(image) === undefined && version !== undefined
      ? [set('qdrant.version', version, from('metadata.labels'))]
      : []),
    ...(pullPolicy === 'IfNotPresent' ? [] : [set('imagePullPolicy', pullPolicy, from('imagePullPolicy'))]),
    ...(pullSecrets.length > 0 ? [set('imagePullSecrets', pullSecrets, from('imagePullSecrets'))] : []),
    set('qdrant.replicas', spec.replicas, from('spec.replicas')),
    ...(spec.replicas === 2 ? [set('acceptedRisks.twoNodes', TWO_NODES, from('spec.replicas'))] : []),
  ];
}

function mountOf(container: Tree, path: string): Tree | undefined {
  return treesOf(container.volumeMounts).find(({ mountPath }) => String(mountPath).replace(/\/$/, '') === path);
}

function storageOutcomes(running: Running): Outcome[] {
  const { qdrant } = running;
  const container = databaseContainer(podOf(qdrant));
  const [data, snapshots] = [mountOf(container, STORAGE), mountOf(container, SNAPSHOTS)];
  const from = fieldOf({ live: qdrant }, 'spec.template.spec.containers[].volumeMounts');
  const isOnData = snapshots !== undefined && snapshots.name === data?.name;
  const where = snapshots?.subPath === 'snapshots' && isEmpty(data?.subPath);
  return [
    ...(data === undefined
      ? [{ lost: `no volume is at ${STORAGE}`, sayAt: MOVE, from }]
      : volumeOf(running, data, 'storage', 'qdrant-storage')),
    ...(isOnData && where ? [set('qdrant.snapshotStorage', 'data', from)] : []),
    ...(isOnData && !where
      ? [
          {
            lost: 'the snapshots are in another folder of the data volume than snapshots',
            sayAt: 'qdrant.snapshotStorage: data, and copy the snapshots that you need',
            from,
          },
        ]
      : []),
    ...(snapshots && !isOnData ? volumeOf(running, snapshots, 'snapshotStorage', 'qdrant-snapshots') : []),
  ];
}

function volumeOf({ qdrant, all }: Running, mount: Tree, key: string, name: string): Outcome[] {
  const { spec, metadata } = qdrant;
  const template = treesOf(spec.volumeClaimTemplates).find(each => valueAt(each, ['metadata', 'name']) === mount.name);
  const folder = isEmpty(mount.subPath)
    ? []
    : [set(`qdrant.${key}.subPath`, mount.subPath, fieldOf({ live: qdrant }, 'volumeMounts'))];
  const from = fieldOf({ live: qdrant }, `spec.volumeClaimTemplates[${String(mount.name)}]`);
  if (template === undefined) {
    return [...ofVolume(qdrant, mount, { key, name, claims: all('PersistentVolumeClaim') }), ...folder];
  }
  const claim = (template.spec ?? {}) as Tree;
  const size = valueAt(claim, ['resources', 'requests', 'storage']);
  const grown = all('PersistentVolumeClaim').filter(
    each =>
      each.metadata.name.startsWith(`${String(mount.name)}-${metadata.name}-`) &&
      valueAt(each.spec, ['resources', 'requests', 'storage']) !== size,
  );
  const [accessModes, attributes] = [claim.accessModes, claim.volumeAttributesClassName];
  const labels = without(valueAt(template, ['metadata', 'labels']), /^app$/);
  const annotations = valueAt(template, ['metadata', 'annotations']);
  const others = Object.keys(
    without(plain(claim), /^(?:accessModes|resources|storageClassName|volumeAttributesClassName|volumeMode)$/),
  );
  return [
    set(`qdrant.${key}.size`, size, from),
    ...(claim.storageClassName === undefined || claim.storageClassName === null
      ? []
      : [set(`qdrant.${key}.storageClassName`, claim.storageClassName, from)]),
    ...(mount.name === name ? [] : [set(`qdrant.${key}.name`, mount.name, from)]),
    ...folder,
    ...(JSON.stringify(accessModes) === '["ReadWriteOnce"]'
      ? []
      : [set(`qdrant.${key}.accessModes`, accessModes, from)]),
    ...(isEmpty(attributes) ? [] : [set(`qdrant.${key}.volumeAttributesClassName`, attributes, from)]),
    ...(isEmpty(labels) ? [] : [set(`qdrant.${key}.labels`, labels, from)]),
    ...(isEmpty(annotations) ? [] : [set(`qdrant.${key}.annotations`, annotations, from)]),
    ...others.map(field => ({
      lost: 'the config has no such key, and the field of a claim template is immutable',
      sayAt: EXTEND,
      from: `${from}.spec.${field}`,
    })),
    ...grown.slice(0, 1).map(each => ({
      check: `${titleOf(each)} has ${String(valueAt(each.spec, ['resources', 'requests', 'storage']))}, and its claim template ${String(size)}. qdrant.${key}.size is the size of the template, which is immutable. To change both: ${docsPage('resize-storage')}`,
    })),
  ];
}

interface VolumeKey {
  readonly key: string;
  /** The name of the volume in the stack. */
  readonly name: string;
  readonly claims: readonly LiveObject[];
}

/** A volume of the pods that is from no claim template. */
function ofVolume(qdrant: Running['qdrant'], mount: Tree, { key, name, claims }: VolumeKey): Outcome[] {
  const volume = treesOf(podOf(qdrant).volumes).find(each => each.name === mount.name);
  const claim = textOf(valueAt(volume, ['persistentVolumeClaim', 'claimName']));
  const from = fieldOf({ live: qdrant }, `spec.template.spec.volumes[${String(mount.name)}]`);
  if (key === 'snapshotStorage' && isTree(volume?.emptyDir)) {
    return [];
  }
  if (claim === undefined) {
    return [{ lost: 'the volume is from no claim template', sayAt: MOVE, from }];
  }
  const found = claims.find(({ metadata }) => metadata.name === claim);
  const size = valueAt(found?.spec, ['resources', 'requests', 'storage']);
  return [
    set(`qdrant.${key}.claimName`, claim, from),
    ...(size === undefined && key === 'storage' ? [] : [set(`qdrant.${key}.size`, size ?? '1Gi', from)]),
    ...(mount.name === name ? [] : [set(`qdrant.${key}.name`, mount.name, from)]),
  ];
}

/** The settings of the stack that have no key, because they are always so. */
function settingOutcomes({ qdrant, settings }: Running): Outcome[] {
  const context = { values: {}, name: qdrant.metadata.name, release: qdrant.metadata.name };
  return [...settings.settings].flatMap(([name, { value, source }]) =>
    name === API_KEY || name === READ_ONLY_KEY || name === 'service.alt_api_key' || value === null || isTree(value)
      ? []
      : settingOutcome(
          { name, value: typeof value === 'string' ? typedSetting(value, source) : value, from: source },
          context,
        ).map(each => ({ ...each, from: `${name} in ${source}` })),
  );
}

/** Variables are strings, and settings have types. */
function typedSetting(value: string, source: string): unknown {
  if (!source.startsWith('variable ')) {
    return value;
  }
  return /^(?:true|false)$/.test(value)
    ? value === 'true'
    : /^(?:0|-?[1-9]\d{0,14})$/.test(value)
      ? Number(value)
      : value;
}

/** The entries of the Secret that the chart makes. */
const OF_CHART = { apiKey: 'api-key', readOnlyApiKey: 'read-only-api-key' };

function keyOutcomes({ qdrant, namespace, settings: { settings, unread } }: Running): Outcome[] {
  const keys = [
    ['apiKey', settings.get(API_KEY)],
    ['readOnlyApiKey', settings.get(READ_ONLY_KEY)],
  ] as const;
  const found = keys.flatMap(([key, setting]) =>
    setting?.secret?.entry === undefined ? [] : [{ key, name: setting.secret.name, entry: setting.secret.entry }],
  );
  const inText = keys.filter(([, setting]) => setting && setting.secret === undefined);
  const [unreadSecret] = unread;
  const [first] = found;
  const from = fieldOf({ live: qdrant }, 'env');
  const plainText = inText.map(([key, setting]) => ({
    lost: 'the key is in plain text, and a config must not contain a secret',
    sayAt: 'apiKeys, with the name of a Secret that has the key',
    from: `${key} in ${setting!.source}`,
  }));
  if (first === undefined) {
    return [
      ...plainText,
      ...(unreadSecret === undefined
        ? []
        : [
            set('apiKeys.enabled', true, `Secret ${unreadSecret}`),
            set('apiKeys.secretName', unreadSecret, `Secret ${unreadSecret}`),
            ...Object.entries(OF_CHART).map(([key, name]) => set(`apiKeys.${key}`, name, `Secret ${unreadSecret}`)),
            {
              check: `The command reads no Secret. Check that Secret ${unreadSecret} has the entries api-key and read-only-api-key: kubectl describe secret ${unreadSecret} -n ${namespace}. The hook adds a missing entry.`,
            },
          ]),
    ];
  }
  const isOneSecret = found.every(({ name }) => name === first.name);
  return [
    ...plainText,
    set('apiKeys.enabled', true, from),
    set('apiKeys.secretName', first.name, from),
    ...found.filter(({ name }) => name === first.name).map(({ key, entry }) => set(`apiKeys.${key}`, entry, from)),
    ...(found.some(({ key }) => key === 'readOnlyApiKey') ? [] : [set('apiKeys.readOnlyApiKey', null, from)]),
    ...(isOneSecret
      ? []
      : [
          {
            lost: 'the keys are in two Secrets',
            sayAt: 'apiKeys.secretName, with a Secret that has both keys',
            from,
          },
        ]),
    ...(qdrant.metadata.labels?.['app.kubernetes.io/part-of'] === undefined
      ? [set('apiKeys.existing', true, from)]
      : []),
  ];
}

function tlsOutcomes({ qdrant, oauth2Proxy, settings: { settings } }: Running): Outcome[] {
  const isOn = (name: string) => String(settings.get(name)?.value) === 'true';
  const [service, p2p] = [isOn('service.enable_tls'), isOn('cluster.p2p.enable_tls')];
  if (!service && !p2p) {
    return [];
  }
  const { source = 'the settings' } = settings.get('service.enable_tls') ?? {};
  const file = String(settings.get('tls.cert')?.value ?? '').replace(/^\.\//, '/qdrant/');
  const pod = podOf(qdrant);
  const mount = treesOf(databaseContainer(pod).volumeMounts).find(({ mountPath }) =>
    file.startsWith(`${String(mountPath)}/`),
  );
  const volume = treesOf(pod.volumes).find(({ name }) => name === mount?.name);
  const secret = textOf(valueAt(volume, ['secret', 'secretName']));
  const entry = file.split('/').at(-1);
  return secret === undefined
    ? [{ lost: 'no volume has the Secret of the certificate', sayAt: 'qdrant.tls', from: source }]
    : [
        set('qdrant.tls.secretName', secret, fieldOf({ live: qdrant }, 'volumes')),
        set('qdrant.tls.service', service, source),
        set('qdrant.tls.p2p', p2p, source),
        ...(service && !oauth2Proxy ? [set('dashboard.mode', 'proxy', source)] : []),
        ...(entry === 'tls.crt'
          ? []
          : [
              {
                check: `Secret ${secret} needs the entries tls.crt, tls.key and ca.crt, and the running file is ${entry}.`,
              },
            ]),
      ];
}

const SERVICE_FIELDS = [
  'type',
  'loadBalancerIP',
  'loadBalancerClass',
  'loadBalancerSourceRanges',
  'externalTrafficPolicy',
] as const;
const SERVICE_DEFAULTS: Readonly<Record<string, unknown>> = { type: 'ClusterIP', externalTrafficPolicy: 'Cluster' };

function serviceOutcomes({ qdrant, all }: Running): Outcome[] {
  const { name } = qdrant.metadata;
  const service = all('Service').find(({ metadata }) => metadata.name === name);
  const others = all('Service').filter(
    ({ metadata, spec }) =>
      selects(spec?.selector, podLabelsOf(qdrant)) && ![name, `${name}-headless`].includes(metadata.name),
  );
  const checks = others.map(each => ({
    check: `The stack has no ${titleOf(each)}. The Service stays, because deploy deletes nothing of yours. Its clients can use Service ${name}.`,
  }));
  if (!service) {
    return [{ check: `The stack makes Service ${name}, which does not exist yet.` }, ...checks];
  }
  const from = fieldOf({ live: service }, 'spec');
  const { spec, metadata } = service;
  const containerPorts = treesOf(databaseContainer(podOf(qdrant)).ports);
  const numbered = treesOf(spec.ports).map(port => ({
    ...port,
    targetPort: containerPorts.find(each => each.name === port.targetPort)?.containerPort ?? port.targetPort,
  }));
  const families: unknown = spec.ipFamilies;
  const [labels, annotations] = [written(metadata.labels), written(metadata.annotations)];
  return [
    ...SERVICE_FIELDS.filter(field => !isEmpty(spec[field]) && spec[field] !== SERVICE_DEFAULTS[field]).map(field =>
      set(`qdrant.service.${field}`, spec[field], from),
    ),
    ...ports(numbered).map(each => ({ ...each, from: fieldOf({ live: service }, 'spec.ports') })),
    ...(isEmpty(labels) ? [] : [set('qdrant.service.labels', labels, fieldOf({ live: service }, 'metadata.labels'))]),
    ...(isEmpty(annotations)
      ? []
      : [set('qdrant.service.annotations', annotations, fieldOf({ live: service }, 'metadata.annotations'))]),
    ...(Array.isArray(families) && families.includes('IPv6') ? [set('ipFamilies', families, from)] : []),
    ...checks,
  ];
}

/** The variables, the arguments and the volumes that are no settings of Qdrant. */
export function processOutcomes(workload: Workload): Outcome[] {
  const { live } = workload;
  const container = databaseContainer(podOf(live));
  const from = fieldOf(workload, 'spec.template.spec.containers[].env');
  const ourVariables = treesOf(workload.ours && databaseContainer(podOf(workload.ours)).env);
  const others = treesOf(container.env).filter(
    each => pathOf(String(each.name)) === undefined && !ourVariables.some(our => isSame(our, each)),
  );
  const references = others.filter(({ valueFrom }) => isTree(valueFrom));
  const literals = others.filter(({ valueFrom }) => !isTree(valueFrom));
  const args = Array.isArray(container.args) ? (container.args as unknown[]) : [];
  const [script, ...rest] = args;
  const isScript = /initialize\.sh$/.test(String(script));
  return [
    ...(references.length > 0 ? [set('qdrant.env', references.map(plain), from)] : []),
    ...literals.map(({ name }) => ({
      lost: 'the command copies no values of variables',
      sayAt: 'qdrant.env, with a Secret for each secret value',
      from: `${String(name)} in ${from}`,
    })),
    ...treesOf(container.envFrom).map(() => ({
      lost: 'the config has single variables only',
      sayAt: 'qdrant.env',
      from: fieldOf(workload, 'spec.template.spec.containers[].envFrom'),
    })),
    ...(isScript && rest.length > 0
      ? [set('qdrant.args', rest, fieldOf(workload, 'spec.template.spec.containers[].args'))]
      : []),
    ...(!isScript && args.length > 0
      ? [
          {
            lost: 'the stack has a start script of its own',
            sayAt: 'qdrant.args, for options of Qdrant; remove a start script',
            from: fieldOf(workload, 'spec.template.spec.containers[].args'),
          },
        ]
      : []),
    ...volumeOutcomes(workload, path =>
      new RegExp(`^(?:${STORAGE}|${SNAPSHOTS}|${TLS}|/qdrant/init|/qdrant/config)(?:/|$)`).test(path),
    ),
  ];
}

/** The annotations of the ServiceAccount of the pods. */
export function accountOutcomes({ qdrant, serviceAccount, namespaceLabels }: Running): Outcome[] {
  const annotations = written(serviceAccount?.metadata.annotations);
  const from = serviceAccount ? fieldOf({ live: serviceAccount }, 'metadata.annotations') : '';
  const name = textOf(podOf(qdrant).serviceAccountName) ?? 'default';
  const standard = namespaceLabels?.['pod-security.kubernetes.io/enforce'];
  return [
    ...(isEmpty(annotations) ? [] : [set('qdrant.serviceAccountAnnotations', annotations, from)]),
    ...(name === qdrant.metadata.name
      ? []
      : [
          {
            check: `The pods have ServiceAccount ${name}, and the stack makes ServiceAccount ${qdrant.metadata.name}. Bind its roles, and roles of a cloud, to the new name.`,
          },
        ]),
    ...(standard === 'restricted' ? [set('podSecurity', 'restricted', 'the labels of the namespace')] : []),
  ];
}
