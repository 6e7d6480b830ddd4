import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { Images } from '../common/images';
import { recommendedLabels } from '../common/labels';
import { validateName } from '../common/pod-checks';
import { type SecretKey } from '../common/references';
import { ipFamilyFields, serviceHost, validateClusterDomain } from '../common/service-network';
import { type ISessionStore } from '../oauth2-proxy/session-store';
import { rejectDuplicates } from '../security/duplicate-objects';
import { type EphemeralValkeyProps } from './ephemeral-valkey-props';
import { PORT, valkeyPod } from './valkey-pod';

/**
 * One Valkey pod that keeps sessions in memory and writes nothing to disk. When the pod restarts, its sessions are lost and users sign
 * in again.
 */
export class EphemeralValkey extends Construct implements ISessionStore {
  /** Labels that select the pod. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The Deployment. */
  public readonly deployment: k8s.KubeDeployment;

  /** The Service of the pod. */
  public readonly service: k8s.KubeService;

  /** DNS name of the Service inside the cluster. */
  public readonly host: string;

  /** Port of the Service. */
  public readonly port = PORT;

  public readonly connectionUrl: string;

  public readonly password?: SecretKey;

  public readonly ca?: SecretKey;

  constructor(scope: Construct, id: string, props: EphemeralValkeyProps = {}) {
    super(scope, id);
    validate(props);

    const name = props.name ?? 'ephemeral-valkey';
    const image = props.image ?? Images.VALKEY;
    const { password, tls } = props;
    const selector = { app: name };
    const labels = {
      ...props.labels,
      ...recommendedLabels({ name: 'valkey', instance: name, component: 'session-store', image }),
      ...selector,
      component: 'valkey',
    };
    const metadata = { name, labels, annotations: props.annotations };

    this.selectorLabels = selector;
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: 1,
        // Two pods would each hold a part of the sessions. The strategy is not `Recreate`, because the API server rejects that change
        // for an existing Deployment with `rollingUpdate`.
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(0), maxUnavailable: k8s.IntOrString.fromNumber(1) },
        },
        selector: { matchLabels: selector },
        template: valkeyPod({ image, labels }, props),
      },
    });
    this.service = new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        ...ipFamilyFields('EphemeralValkey', props.ipFamilies),
        selector,
        ports: [{ name: 'valkey', port: PORT, targetPort: k8s.IntOrString.fromString('valkey'), protocol: 'TCP' }],
      },
    });

    this.host = serviceHost(name, Chart.of(this).namespace, props.clusterDomain);
    rejectDuplicates(this, Chart.of(this).namespace, [password]);
    this.connectionUrl = `${tls ? 'rediss' : 'redis'}://${this.host}:${this.port}`;
    this.password = password;
    this.ca = tls && { name: tls.secretName, key: 'ca.crt' };
  }
}

function validate({ name, maxMemoryBytes, clusterDomain }: EphemeralValkeyProps): void {
  validateClusterDomain('EphemeralValkey', clusterDomain);
  if (name !== undefined) {
    validateName('EphemeralValkey', 'name', name);
  }
  if (maxMemoryBytes !== undefined && !(Number.isInteger(maxMemoryBytes) && maxMemoryBytes > 0)) {
    const allowed = 'an integer of 1 or more bytes';
    throw invalidProp('EphemeralValkey', 'maxMemoryBytes', maxMemoryBytes, allowed, 'use 192 * 1024 ** 2');
  }
}
