import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { cronJobSpec, validateSchedule } from '../common/cron-job';
import { invalidProp } from '../common/errors';
import { recommendedLabels } from '../common/labels';
import { programPod } from '../common/program-pod';
import { requireProps } from '../common/required';
import { secretEnv } from '../common/secret-env';
import { HOST } from '../routing/hosts';
import { type ReconcilerProps } from './reconciler-props';
import { resolveReconcilerProps, VERIFY_SUFFIX } from './reconciler-defaults';
import { type VerifierOptions } from './verifier-props';

/** The program. It is beside the library in the sources and in the package. */
const PROGRAM = join(__dirname, '..', '..', 'programs', 'verify.mjs');
const PROGRAM_PATH = '/opt/verify';
const CA = 'ca.crt';
/** A host name or an IPv4 address, and a port. */
const ADDRESS = /^([^:]+):([1-9]\d{0,4})$/;

/**
 * Properties of `Verifier`.
 */
export interface VerifierProps extends VerifierOptions {
  /** The reconciler. */
  readonly reconcile: ReconcilerProps;
}

/**
 * A CronJob that checks the stack through its ingress: the certificate, the sign-in, that nothing is reachable without a session, and
 * the API key. The checks write nothing. A Job fails if a check fails. The pods have no token and no permissions in Kubernetes.
 */
export class Verifier extends Construct {
  /** Labels that select the pods. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The CronJob. */
  public readonly cronJob: k8s.KubeCronJob;

  /** The ConfigMap with the program and its settings. */
  public readonly configMap: k8s.KubeConfigMap;

  /** Age in minutes from which the last success is too old. */
  public readonly maxAgeMinutes: number;

  constructor(scope: Construct, id: string, props: VerifierProps) {
    super(scope, id);
    requireProps('Verifier', props, ['reconcile']);
    const reconcile = resolveReconcilerProps(props.reconcile);
    const schedule = props.schedule ?? '@hourly';
    const maxAgeMinutes = props.maxAgeMinutes ?? 180;
    validateSchedule('Verifier', schedule);
    if (!(Number.isFinite(maxAgeMinutes) && maxAgeMinutes > 0)) {
      throw invalidProp('Verifier', 'maxAgeMinutes', maxAgeMinutes, 'a number above 0', 'use 180');
    }
    const address = props.ingress === undefined ? undefined : ADDRESS.exec(props.ingress);
    if (address === null || (address && !(HOST.test(address[1]!) && Number(address[2]) <= 65_535))) {
      const fix = 'use ingress-nginx-controller.ingress-nginx.svc:443';
      throw invalidProp('Verifier', 'ingress', props.ingress, 'a host name and a port from 1 to 65535', fix);
    }

    const { image, caCertificates, qdrant } = reconcile;
    const name = reconcile.name + VERIFY_SUFFIX;
    const selector = { app: name };
    const labels = {
      ...reconcile.labels,
      ...recommendedLabels({ name: 'qdrant-stack', instance: name, component: 'verify', image }),
      ...selector,
    };
    const metadata = { name, labels, annotations: reconcile.annotations };
    this.selectorLabels = selector;
    this.maxAgeMinutes = maxAgeMinutes;
    const settings = {
      ...(address && { ingress: { host: address[1], port: Number(address[2]) } }),
      config: JSON.parse(reconcile.settings) as unknown,
    };
    this.configMap = new k8s.KubeConfigMap(this, 'config', {
      metadata,
      data: {
        'main.mjs': readFileSync(PROGRAM, 'utf8'),
        'settings.json': `${JSON.stringify(settings, null, 2)}\n`,
        ...(caCertificates && { [CA]: caCertificates }),
      },
    });
    const pod = programPod(
      {
        construct: 'Verifier',
        name: 'verify',
        labels,
        path: PROGRAM_PATH,
        program: { configMap: { name } },
        env: qdrant.apiKey ? [secretEnv('QDRANT_API_KEY', qdrant.apiKey)] : [],
        caFile: caCertificates && `${PROGRAM_PATH}/${CA}`,
        cpu: ['50m', '1'],
        memory: ['64Mi', '128Mi'],
      },
      reconcile,
    );
    // A retry shows whether a failure was short.
    const timing = { ...reconcile, schedule, backoffLimit: 1, activeDeadlineSeconds: 600 };
    this.cronJob = new k8s.KubeCronJob(this, 'cron-job', { metadata, spec: cronJobSpec(labels, timing, pod) });
  }
}
