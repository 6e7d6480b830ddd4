import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { serviceHost } from '../common/host';
import { Images } from '../common/images';
import { recommendedLabels } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { type SecretKey } from '../common/references';
import { type ISessionStore } from '../oauth2-proxy/session-store';
import { type WorkloadProps } from '../common/workload-props';

const PORT = 6379;
/** The `valkey` user of the official image. */
const USER = { uid: 999, gid: 999 };
const TLS_PATH = '/etc/valkey-tls';
/** The variable from which `valkey-cli` takes the password, in the readiness probe. Before 9.0 it knows no newer name. */
const PASSWORD_VARIABLE = 'REDISCLI_AUTH';
/**
 * Settings on standard input are no arguments, which everybody on the node sees. Without quotes, an empty password is an
 * error, and not no password.
 */
const START_WITH_PASSWORD = `exec valkey-server - "$@" <<SETTINGS
requirepass $${PASSWORD_VARIABLE}
SETTINGS
`;
const TLS_ARGS = [
  ...['--port', '0', '--tls-port', String(PORT)],
  ...['--tls-cert-file', `${TLS_PATH}/tls.crt`, '--tls-key-file', `${TLS_PATH}/tls.key`],
  // Clients show the password, and no certificate.
  ...['--tls-ca-cert-file', `${TLS_PATH}/ca.crt`, '--tls-auth-clients', 'no'],
];

/**
 * TLS of a Valkey.
 */
export interface ValkeyTls {
  /** Secret with `tls.crt`, `tls.key` and `ca.crt`. The certificate is for the host of the Service. */
  readonly secretName: string;
}

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

  /**
   * Password that clients must give: letters, digits and the like, without spaces, quotes and backslashes. It is read when
   * the pod starts.
   *
   * @default - none: whoever reaches the port can read the sessions
   */
  readonly password?: SecretKey;

  /**
   * TLS, without which there is no port then.
   *
   * @default - none: sessions pass the cluster's network in plain text
   */
  readonly tls?: ValkeyTls;

  /**
   * Bytes that the sessions may take. Beyond it those go that were not used for the longest time.
   *
   * @default - no bound: at its memory limit the pod is killed, and all sessions are lost
   */
  readonly maxMemoryBytes?: number;
}

/**
 * One Valkey pod that keeps everything in memory and writes nothing to disk: a session store that may be lost, at the
 * price that people sign in again.
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

  public readonly password?: SecretKey;

  public readonly ca?: SecretKey;

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
    const { password, tls, maxMemoryBytes } = props;
    if (maxMemoryBytes !== undefined && !(Number.isInteger(maxMemoryBytes) && maxMemoryBytes > 0)) {
      throw invalidProp(
        'EphemeralValkey',
        'maxMemoryBytes',
        maxMemoryBytes,
        'whole bytes from 1',
        'use 192 * 1024 ** 2',
      );
    }
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
            user: tls ? { ...USER, fsGroup: USER.gid } : USER,
            container: {
              name: 'valkey',
              image,
              command: password ? ['/bin/sh', '-c', START_WITH_PASSWORD, 'valkey'] : ['valkey-server'],
              args: [
                ...['--save', '', '--appendonly', 'no'],
                // Without a password Valkey refuses connections from other pods unless protected mode is off.
                ...['--protected-mode', password ? 'yes' : 'no'],
                ...(maxMemoryBytes ? ['--maxmemory', String(maxMemoryBytes), '--maxmemory-policy', 'allkeys-lru'] : []),
                ...(tls ? TLS_ARGS : []),
              ],
              env: password && [
                {
                  name: PASSWORD_VARIABLE,
                  valueFrom: { secretKeyRef: { name: password.name, key: password.key } },
                },
              ],
              ports: [{ name: 'valkey', containerPort: PORT, protocol: 'TCP' }],
              resources: {
                requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
                limits: { cpu: k8s.Quantity.fromString('200m'), memory: k8s.Quantity.fromString('256Mi') },
              },
              readinessProbe: {
                exec: {
                  command: [
                    'valkey-cli',
                    ...(tls ? ['--tls', '--cacert', `${TLS_PATH}/ca.crt`] : []),
                    // An answer that the password is wrong is an error then.
                    ...(password ? ['-e'] : []),
                    'ping',
                  ],
                },
                initialDelaySeconds: 5,
                periodSeconds: 5,
              },
              livenessProbe: {
                tcpSocket: { port: k8s.IntOrString.fromString('valkey') },
                initialDelaySeconds: 30,
                periodSeconds: 10,
              },
              volumeMounts: tls && [{ name: 'tls', mountPath: TLS_PATH, readOnly: true }],
            },
            volumes: tls && [{ name: 'tls', secret: { secretName: tls.secretName, defaultMode: 0o440 } }],
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
    this.connectionUrl = `${tls ? 'rediss' : 'redis'}://${this.host}:${this.port}`;
    this.password = password;
    this.ca = tls && { name: tls.secretName, key: 'ca.crt' };
  }
}
