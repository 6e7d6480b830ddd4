import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { serviceHost } from './host';
import { Images } from './images';
import { recommendedLabels } from './labels';
import { ISessionStore } from './session-store';
import { podTemplate } from './pod-template';
import { WorkloadProps } from './workload-props';

const PORT = 6379;
/** The `valkey` user of the official image. */
const USER = { uid: 999, gid: 999 };

/**
 * Properties of `EphemeralValkey`.
 */
export interface EphemeralValkeyProps extends WorkloadProps {
  /**
   * Name of the Deployment and the Service, and value of the `app` label that selects the pod.
   *
   * @default 'ephemeral-valkey'
   */
  readonly name?: string;

  /**
   * More labels on every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * One Valkey pod that keeps everything in memory and writes nothing to disk: a session store that may be lost, at the
 * price that people sign in again.
 *
 * It has no password: whoever reaches its port in the cluster can read the sessions.
 */
export class EphemeralValkey extends Construct implements ISessionStore {
  /** Labels that select the pod. */
  public readonly selectorLabels: { readonly [key: string]: string };

  /** The Deployment. */
  public readonly deployment: k8s.KubeDeployment;

  /** The Service in front of the pod. */
  public readonly service: k8s.KubeService;

  /** Name of the Service inside the cluster. */
  public readonly host: string;

  /** Port of the Service. */
  public readonly port = PORT;

  public readonly connectionUrl: string;

  constructor(scope: Construct, id: string, props: EphemeralValkeyProps = {}) {
    super(scope, id);

    const name = props.name ?? 'ephemeral-valkey';
    const image = props.image ?? Images.VALKEY;
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
        // Two at once would each hold half of the sessions. (Not Recreate: the server would refuse that change on a
        // Deployment that was rolling before.)
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(0), maxUnavailable: k8s.IntOrString.fromNumber(1) },
        },
        selector: { matchLabels: selector },
        template: podTemplate(
          {
            labels,
            user: USER,
            container: {
              name: 'valkey',
              image,
              command: ['valkey-server'],
              // Without a password Valkey refuses connections from other pods unless protected mode is off.
              args: ['--save', '', '--appendonly', 'no', '--protected-mode', 'no'],
              ports: [{ name: 'valkey', containerPort: PORT, protocol: 'TCP' }],
              resources: {
                requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
                limits: { cpu: k8s.Quantity.fromString('200m'), memory: k8s.Quantity.fromString('256Mi') },
              },
              readinessProbe: {
                exec: { command: ['valkey-cli', 'ping'] },
                initialDelaySeconds: 5,
                periodSeconds: 5,
              },
              livenessProbe: {
                tcpSocket: { port: k8s.IntOrString.fromString('valkey') },
                initialDelaySeconds: 30,
                periodSeconds: 10,
              },
            },
          },
          props,
        ),
      },
    });

    this.service = new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'valkey', port: PORT, targetPort: k8s.IntOrString.fromString('valkey'), protocol: 'TCP' }],
      },
    });

    this.host = serviceHost(name, Chart.of(this).namespace);
    this.connectionUrl = `redis://${this.host}:${this.port}`;
  }
}
