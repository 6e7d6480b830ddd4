import { k8s } from 'cdk8s-plus-30';
import { type StringMap } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { secretEnv } from '../common/secret-env';
import { type EphemeralValkeyProps } from './ephemeral-valkey-props';

/** Port of the pod and of the Service. */
export const PORT = 6379;
/** The user `valkey` of the official image. */
const USER = { uid: 999, gid: 999 };
const TLS_PATH = '/etc/valkey-tls';
/** `valkey-cli` in the readiness probe reads the password from this variable. Releases before 9.0 do not know the newer name. */
const PASSWORD_VARIABLE = 'REDISCLI_AUTH';
/**
 * Valkey reads the password from standard input, because other processes on the node can see arguments. Without quotes, an empty
 * password is an error.
 */
const START_WITH_PASSWORD = `exec valkey-server - "$@" <<SETTINGS
requirepass $${PASSWORD_VARIABLE}
SETTINGS
`;
const TLS_ARGS = [
  ...['--port', '0', '--tls-port', String(PORT)],
  ...['--tls-cert-file', `${TLS_PATH}/tls.crt`, '--tls-key-file', `${TLS_PATH}/tls.key`],
  // Clients authenticate with the password, not with a certificate.
  ...['--tls-ca-cert-file', `${TLS_PATH}/ca.crt`, '--tls-auth-clients', 'no'],
];

/** The pod template of Valkey. */
export function valkeyPod(
  { image, labels }: { readonly image: string; readonly labels: StringMap },
  props: EphemeralValkeyProps,
): k8s.PodTemplateSpec {
  const { tls } = props;
  return podTemplate(
    {
      construct: 'EphemeralValkey',
      labels,
      user: tls ? { ...USER, fsGroup: USER.gid } : USER,
      container: container(image, props),
      volumes: tls && [{ name: 'tls', secret: { secretName: tls.secretName, defaultMode: 0o440 } }],
    },
    props,
  );
}

function container(image: string, { password, tls, maxMemoryBytes }: EphemeralValkeyProps): k8s.Container {
  return {
    name: 'valkey',
    image,
    command: password ? ['/bin/sh', '-c', START_WITH_PASSWORD, 'valkey'] : ['valkey-server'],
    args: [
      ...['--save', '', '--appendonly', 'no'],
      // In protected mode, Valkey without a password rejects connections from other pods.
      ...['--protected-mode', password ? 'yes' : 'no'],
      ...(maxMemoryBytes ? ['--maxmemory', String(maxMemoryBytes), '--maxmemory-policy', 'allkeys-lru'] : []),
      ...(tls ? TLS_ARGS : []),
    ],
    env: password && [secretEnv(PASSWORD_VARIABLE, password)],
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
          // With -e, a response about a wrong password is a failure.
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
  };
}
