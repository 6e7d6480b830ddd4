import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { checksum } from '../common/checksum';
import { cronJobSpec, validateCronJobName, validateSchedule } from '../common/cron-job';
import { invalidProp } from '../common/errors';
import { recommendedLabels, type StringMap } from '../common/labels';
import { rejectSameNames } from '../common/pod-checks';
import { type ProgramPod, programPod } from '../common/program-pod';
import { requireProps } from '../common/required';
import { validateSecretName } from '../common/secret-name';
import { secretEnv } from '../common/secret-env';
import { rejectDuplicates } from '../security/duplicate-objects';
import { type ResolvedReconcilerProps, resolveReconcilerProps, TLS_SUFFIX, VERIFY_SUFFIX } from './reconciler-defaults';
import { type ReconcilerProps } from './reconciler-props';
import { copyRightsOf, grant, rightsOf, TOKEN_MOUNT, TOKEN_VOLUME } from './reconciler-rights';
import { Verifier } from './verifier';

/** The files of the program. They are beside the library in the sources and in the package. */
const PROGRAM = join(__dirname, '..', '..', 'programs', 'reconcile.mjs');
const KEYCLOAK_CLIENT = join(__dirname, '..', '..', 'programs', 'keycloak-admin-client.mjs');
const JOSE = join(__dirname, '..', '..', 'programs', 'jose.mjs');
const PROGRAM_PATH = '/opt/reconcile';
const CA = 'ca.crt';
/** How long the program waits for Keycloak while Keycloak does not answer, in seconds. */
const KEYCLOAK_TIMEOUT = 240;
/** Argo CD runs the Job in each sync, and not after the sync: the pods of the sign-in become ready only with its Secrets. */
const ARGO_CD = {
  'argocd.argoproj.io/hook': 'Sync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation,HookSucceeded',
};

/**
 * Keeps what the manifests cannot contain: the Keycloak client of the dashboard, the Secrets of the stack and the copy of the
 * certificate. A Job does this after each change of the manifests, and a CronJob repeats it. They run the command `hook` of
 * `qdrant-stack` as a Node.js program from ConfigMaps.
 *
 * The pods have a ServiceAccount with the rights that the program needs. They replace a secret only if it is weak or expired.
 */
export class Reconciler extends Construct {
  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The CronJob. */
  public readonly cronJob: k8s.KubeCronJob;

  /** The Job. Its name contains a checksum of its pods and files, because Kubernetes rejects changes of an existing Job. */
  public readonly job: k8s.KubeJob;

  /** The ConfigMap with the program and its settings. */
  public readonly configMap: k8s.KubeConfigMap;

  /** The CronJob that only copies the certificate; absent without the prop `tlsSchedule`. */
  public readonly tlsCronJob?: k8s.KubeCronJob;

  /** Labels that select the pods that only copy the certificate; absent without the prop `tlsSchedule`. */
  public readonly tlsSelectorLabels?: { readonly [key: string]: string };

  /** Name of the ServiceAccount of the pods. */
  public readonly serviceAccountName: string;

  /** Age in minutes from which the last success is too old. */
  public readonly maxAgeMinutes: number;

  /** The scheduled checks; absent without the prop `verify`. */
  public readonly verifier?: Verifier;

  constructor(scope: Construct, id: string, props: ReconcilerProps) {
    super(scope, id);
    requireProps('Reconciler', props, ['qdrant', 'oauth2Proxy', 'valkey', 'settings', 'writtenSecrets']);
    const resolved = resolveReconcilerProps(props);
    validate(resolved);

    const { name, certificateSource: source, tlsSchedule } = resolved;
    const { namespace } = Chart.of(this);
    const { labels, metadata } = namesOf(name, 'reconcile', resolved);
    this.selectorLabels = selectorOf(name);
    this.serviceAccountName = name;
    this.maxAgeMinutes = resolved.maxAgeMinutes;

    const files = filesOf(resolved);
    const packages = {
      'keycloak-admin-client.mjs': readFileSync(KEYCLOAK_CLIENT, 'utf8'),
      'jose.mjs': readFileSync(JOSE, 'utf8'),
    };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });
    grant(this, '', metadata, rightsOf(resolved), [{ name, namespace }]);
    if (source) {
      // Another namespace can have the Roles of several stacks.
      const elsewhere = { ...metadata, name: [name, namespace].join('.'), namespace: source.namespace };
      const rules = [{ apiGroups: [''], resources: ['secrets'], resourceNames: [source.name], verbs: ['get'] }];
      const readers = [name, ...(tlsSchedule === undefined ? [] : [name + TLS_SUFFIX])];
      const accounts = readers.map(each => ({ name: each, namespace }));
      grant(this, 'source-', elsewhere, rules, accounts);
    }
    this.configMap = new k8s.KubeConfigMap(this, 'config', { metadata, data: files });
    // `kubectl apply` keeps a copy of an object in an annotation, which holds 256 KiB: one ConfigMap for both would be too large.
    const packagesMap = new k8s.KubeConfigMap(this, 'packages', {
      metadata: { ...metadata, name: `${name}-packages` },
      data: packages,
    });

    const configMaps = [this.configMap.name, packagesMap.name];
    const template = podOf(labels, name, configMaps, accountOf(resolved), resolved);
    const { activeDeadlineSeconds, backoffLimit } = resolved;
    const version = checksum({ ...files, ...packages, pod: JSON.stringify(template) }).slice(0, 10);
    this.job = new k8s.KubeJob(this, 'job', {
      metadata: { ...metadata, name: `${name}-${version}`, annotations: { ...metadata.annotations, ...ARGO_CD } },
      spec: { activeDeadlineSeconds, backoffLimit, template },
    });
    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', { metadata, spec: cronJobSpec(labels, resolved, template) });
    if (tlsSchedule !== undefined) {
      this.tlsCronJob = this.certificateCopy(tlsSchedule, configMaps, resolved);
      this.tlsSelectorLabels = selectorOf(this.tlsCronJob.name);
    }
    this.verifier = props.verify && new Verifier(this, 'verifier', { ...props.verify, reconcile: props });
    const { keycloakSecretName } = resolved;
    rejectDuplicates(this, namespace, keycloakSecretName === undefined ? [] : [{ name: keycloakSecretName }]);
  }

  /** The CronJob that only copies the certificate. Its pods have an account with fewer rights. */
  private certificateCopy(
    schedule: string,
    configMaps: readonly string[],
    props: ResolvedReconcilerProps,
  ): k8s.KubeCronJob {
    const name = props.name + TLS_SUFFIX;
    const { labels, metadata } = namesOf(name, 'reconcile-tls', props);
    new k8s.KubeServiceAccount(this, 'tls-service-account', { metadata, automountServiceAccountToken: false });
    grant(this, 'tls-', metadata, copyRightsOf(props), [{ name, namespace: Chart.of(this).namespace }]);
    const pod = podOf(labels, name, configMaps, { env: [], args: ['tls'] }, props);
    // A run takes seconds, and the next one comes soon.
    const timing = { ...props, schedule, backoffLimit: 1, activeDeadlineSeconds: 600 };
    return new k8s.KubeCronJob(this, 'tls-cron-job', { metadata, spec: cronJobSpec(labels, timing, pod) });
  }
}

/** The labels and the metadata of the objects of one kind of pods. */
function namesOf(name: string, component: string, { image, annotations, labels: users }: ResolvedReconcilerProps) {
  const labels = {
    ...users,
    ...recommendedLabels({ name: 'qdrant-stack', instance: name, component, image }),
    ...selectorOf(name),
  };
  return { labels, metadata: { name, labels, annotations } };
}

function selectorOf(name: string): StringMap {
  return { app: name };
}

/** What the pods of the whole hook have of their own: the account in Keycloak, and its certificate authorities. */
function accountOf({ keycloakSecretName: name, caCertificates }: ResolvedReconcilerProps) {
  const env =
    name === undefined
      ? []
      : [
          secretEnv('KEYCLOAK_CLIENT_ID', { name, key: 'client-id' }),
          secretEnv('KEYCLOAK_CLIENT_SECRET', { name, key: 'client-secret' }),
        ];
  return { env, caFile: caCertificates && `${PROGRAM_PATH}/${CA}` };
}

function podOf(
  labels: StringMap,
  serviceAccountName: string,
  configMaps: readonly string[],
  own: Pick<ProgramPod, 'args' | 'caFile' | 'env'>,
  props: ResolvedReconcilerProps,
): k8s.PodTemplateSpec {
  return programPod(
    {
      ...own,
      construct: 'Reconciler',
      name: 'reconcile',
      labels,
      serviceAccountName,
      path: PROGRAM_PATH,
      program: { projected: { sources: configMaps.map(each => ({ configMap: { name: each } })) } },
      cpu: ['50m', '1'],
      memory: ['96Mi', '192Mi'],
      volumeMounts: [TOKEN_MOUNT],
      volumes: [TOKEN_VOLUME],
    },
    props,
  );
}

function validate(props: ResolvedReconcilerProps): void {
  const { name, qdrant, oauth2Proxy, valkey, schedule, settings, maxAgeMinutes } = props;
  const { verify, tlsSchedule, certificateSource } = props;
  const invalid = (prop: string, value: unknown, allowed: string, fix: string) =>
    invalidProp('Reconciler', prop, value, allowed, fix);
  const more = [...(verify ? [VERIFY_SUFFIX] : []), ...(tlsSchedule === undefined ? [] : [TLS_SUFFIX])];
  validateCronJobName('Reconciler', name, more);
  rejectSameNames('Reconciler', [
    ['qdrant', qdrant.statefulSet.name],
    ['oauth2Proxy', oauth2Proxy.deployment.name],
    ['valkey', valkey.deployment.name],
    ['name', name],
    ...more.map(suffix => [`name with ${suffix}`, name + suffix] as const),
  ]);
  validateSecretNames(props);
  validateSchedule('Reconciler', schedule);
  if (tlsSchedule !== undefined) {
    validateSchedule('Reconciler', tlsSchedule, 'tlsSchedule');
    if (!certificateSource) {
      const fix = 'remove it, or set certificateSource';
      throw invalid('tlsSchedule', tlsSchedule, 'absent without certificateSource', fix);
    }
  }
  if (!(Number.isFinite(maxAgeMinutes) && maxAgeMinutes > 0)) {
    throw invalid('maxAgeMinutes', maxAgeMinutes, 'a number above 0', 'use 60');
  }
  if (!isObject(settings)) {
    throw invalid('settings', settings.slice(0, 20), 'a JSON object', 'use JSON.stringify');
  }
}

/** The names stand in the rights, where Kubernetes does not check them. */
function validateSecretNames(props: ResolvedReconcilerProps): void {
  const { writtenSecrets, readSecrets = [], tlsSecretName, certificateSource, keycloakSecretName } = props;
  const names: readonly (readonly [string, string | undefined])[] = [
    ...writtenSecrets.map((name, index) => [`writtenSecrets[${index}]`, name] as const),
    ...readSecrets.map((name, index) => [`readSecrets[${index}]`, name] as const),
    ['tlsSecretName', tlsSecretName],
    ['certificateSource.name', certificateSource?.name],
    ['keycloakSecretName', keycloakSecretName],
  ];
  for (const [prop, name] of names) {
    if (name !== undefined) {
      validateSecretName('Reconciler', prop, name);
    }
  }
}

function isObject(json: string): boolean {
  try {
    return /^\s*\{/.test(json) && Boolean(JSON.parse(json));
  } catch {
    return false;
  }
}

/** The program, its settings, and the certificate authorities. */
function filesOf({ name, settings, caCertificates }: ResolvedReconcilerProps): { readonly [file: string]: string } {
  const all = { cronJob: name, timeout: KEYCLOAK_TIMEOUT, config: JSON.parse(settings) as unknown };
  return {
    'main.mjs': readFileSync(PROGRAM, 'utf8'),
    'settings.json': `${JSON.stringify(all, null, 2)}\n`,
    ...(caCertificates && { [CA]: caCertificates }),
  };
}
