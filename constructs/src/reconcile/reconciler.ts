import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { checksum } from '../common/checksum';
import { cronJobSpec, validateCronJobName, validateSchedule } from '../common/cron-job';
import { invalidProp } from '../common/errors';
import { recommendedLabels, type StringMap } from '../common/labels';
import { programPod } from '../common/program-pod';
import { requireProps } from '../common/required';
import { secretEnv } from '../common/secret-env';
import { rejectDuplicates } from '../security/duplicate-objects';
import { type ResolvedReconcilerProps, resolveReconcilerProps, VERIFY_SUFFIX } from './reconciler-defaults';
import { type ReconcilerProps } from './reconciler-props';
import { grant, rightsOf, TOKEN_MOUNT, TOKEN_VOLUME } from './reconciler-rights';
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
 * The pods have a ServiceAccount with the rights that the program needs, and never rotate a secret by themselves.
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

    const { name, image, certificateSource: source } = resolved;
    const { namespace } = Chart.of(this);
    const selector = { app: name };
    const labels = {
      ...resolved.labels,
      ...recommendedLabels({ name: 'qdrant-stack', instance: name, component: 'reconcile', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations: resolved.annotations };
    this.selectorLabels = selector;
    this.serviceAccountName = name;
    this.maxAgeMinutes = resolved.maxAgeMinutes;

    const files = filesOf(resolved);
    const packages = {
      'keycloak-admin-client.mjs': readFileSync(KEYCLOAK_CLIENT, 'utf8'),
      'jose.mjs': readFileSync(JOSE, 'utf8'),
    };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });
    grant(this, '', metadata, rightsOf(name, resolved), { name, namespace });
    if (source) {
      // Another namespace can have the Roles of several stacks.
      const elsewhere = { ...metadata, name: [name, namespace].join('.'), namespace: source.namespace };
      const rules = [{ apiGroups: [''], resources: ['secrets'], resourceNames: [source.name], verbs: ['get'] }];
      grant(this, 'source-', elsewhere, rules, { name, namespace });
    }
    this.configMap = new k8s.KubeConfigMap(this, 'config', { metadata, data: files });
    // `kubectl apply` keeps a copy of an object in an annotation, which holds 256 KiB: one ConfigMap for both would be too large.
    const packagesMap = new k8s.KubeConfigMap(this, 'packages', {
      metadata: { ...metadata, name: `${name}-packages` },
      data: packages,
    });

    const template = this.pod(labels, [this.configMap.name, packagesMap.name], resolved);
    const { activeDeadlineSeconds, backoffLimit } = resolved;
    const version = checksum({ ...files, ...packages, pod: JSON.stringify(template) }).slice(0, 10);
    this.job = new k8s.KubeJob(this, 'job', {
      metadata: { ...metadata, name: `${name}-${version}`, annotations: { ...metadata.annotations, ...ARGO_CD } },
      spec: { activeDeadlineSeconds, backoffLimit, template },
    });
    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', { metadata, spec: cronJobSpec(labels, resolved, template) });
    this.verifier = props.verify && new Verifier(this, 'verifier', { ...props.verify, reconcile: props });
    const { keycloakSecretName } = resolved;
    rejectDuplicates(this, namespace, keycloakSecretName === undefined ? [] : [{ name: keycloakSecretName }]);
  }

  private pod(labels: StringMap, configMaps: readonly string[], props: ResolvedReconcilerProps): k8s.PodTemplateSpec {
    const { keycloakSecretName: name, caCertificates } = props;
    return programPod(
      {
        construct: 'Reconciler',
        name: 'reconcile',
        labels,
        serviceAccountName: this.serviceAccountName,
        path: PROGRAM_PATH,
        program: { projected: { sources: configMaps.map(each => ({ configMap: { name: each } })) } },
        env:
          name === undefined
            ? []
            : [
                secretEnv('KEYCLOAK_CLIENT_ID', { name, key: 'client-id' }),
                secretEnv('KEYCLOAK_CLIENT_SECRET', { name, key: 'client-secret' }),
              ],
        caFile: caCertificates && `${PROGRAM_PATH}/${CA}`,
        cpu: ['50m', '1'],
        memory: ['96Mi', '192Mi'],
        volumeMounts: [TOKEN_MOUNT],
        volumes: [TOKEN_VOLUME],
      },
      props,
    );
  }
}

function validate({ name, schedule, settings, maxAgeMinutes, verify }: ResolvedReconcilerProps): void {
  const invalid = (prop: string, value: unknown, allowed: string, fix: string) =>
    invalidProp('Reconciler', prop, value, allowed, fix);
  validateCronJobName('Reconciler', name, verify ? [VERIFY_SUFFIX] : []);
  validateSchedule('Reconciler', schedule);
  if (!(maxAgeMinutes > 0)) {
    throw invalid('maxAgeMinutes', maxAgeMinutes, 'a number above 0', 'use 60');
  }
  if (!isObject(settings)) {
    throw invalid('settings', settings.slice(0, 20), 'a JSON object', 'use JSON.stringify');
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
