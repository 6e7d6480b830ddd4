import { k8s } from 'cdk8s-plus-30';
import { checksum } from '../common/checksum';
import { type StringMap } from '../common/labels';
import { podTemplate } from '../common/pod-template';
import { type SecretKey } from '../common/references';
import { secretEnv } from '../common/secret-env';
import { spreading } from '../common/spread';
import { oauth2ProxyFiles } from './oauth2-proxy-config';
import { HTTP_PORT, USER_INFO } from './oauth2-proxy-constants';
import { type ResolvedOAuth2ProxyProps } from './oauth2-proxy-defaults';

const CONFIG_PATH = '/etc/oauth2-proxy';
const SECRETS_PATH = '/etc/oauth2-proxy-secrets';
const API_KEY_PATH = '/etc/oauth2-proxy-api-key';
const CA_PATH = '/etc/oauth2-proxy-ca';
const UPSTREAM_CA_PATH = '/etc/oauth2-proxy-upstream-ca';
const SESSION_STORE_PATH = '/etc/oauth2-proxy-session-store';
/** The folder of the public certificate authorities in the image. */
const SYSTEM_CAS = '/etc/ssl/certs';
/** The file with the certificate authorities of the prop `providerCaCertificates`. */
const OWN_CA = 'provider-ca.crt';
/** The user `nonroot` of distroless images. */
const USER = { uid: 65532, gid: 65532, fsGroup: 65532 };

/** The files of the ConfigMap, and the flags that name them. */
export interface OAuth2ProxyFiles {
  readonly files: StringMap;
  readonly flags: StringMap;
}

/** The labels of the pods, and those of them that selectors use. */
interface PodLabels {
  readonly labels: StringMap;
  readonly selector: StringMap;
}

/** The files of the ConfigMap, with the paths at which the pod mounts other files. */
export function configFiles(props: ResolvedOAuth2ProxyProps): OAuth2ProxyFiles {
  const { credentials, proxyTo, providerCa, providerCaCertificates, sessionStore } = props;
  const providerCas = [
    ...(providerCa ? [`${CA_PATH}/${providerCa.key}`] : []),
    ...(providerCaCertificates ? [`${CONFIG_PATH}/${OWN_CA}`] : []),
  ];
  const { files, flags } = oauth2ProxyFiles(props, {
    clientSecret: `${SECRETS_PATH}/${credentials.clientSecretKey}`,
    cookieSecret: `${SECRETS_PATH}/${credentials.cookieSecretKey}`,
    apiKey: `${API_KEY_PATH}/${proxyTo?.apiKey?.key}`,
    // If there are any, oauth2-proxy trusts only these authorities, for upstreams too.
    providerCas: [
      ...providerCas,
      ...(providerCas.length > 0 && proxyTo?.ca ? [`${UPSTREAM_CA_PATH}/${proxyTo.ca.key}`] : []),
    ],
    sessionStoreCa: sessionStore.ca && `${SESSION_STORE_PATH}/${sessionStore.ca.key}`,
  });
  return { files: { ...(providerCaCertificates && { [OWN_CA]: providerCaCertificates }), ...files }, flags };
}

/** The pod template of oauth2-proxy. */
export function oauth2ProxyPod(
  { labels, selector }: PodLabels,
  { files, flags }: OAuth2ProxyFiles,
  props: ResolvedOAuth2ProxyProps,
): k8s.PodTemplateSpec {
  return podTemplate(
    {
      construct: 'OAuth2ProxyChart',
      serviceAccountName: props.name,
      labels,
      annotations: { 'checksum/config': checksum(files) },
      user: USER,
      container: container(flags, props),
      volumes: volumes(props),
    },
    props.spread ? spreading(props, selector, { matchLabelKeys: ['pod-template-hash'] }) : props,
  );
}

function container(
  flags: StringMap,
  { image, proxyTo, sessionStore, ...props }: ResolvedOAuth2ProxyProps,
): k8s.Container {
  const probe = (path: string): k8s.Probe => ({
    httpGet: { path, port: k8s.IntOrString.fromString('http'), scheme: 'HTTP' },
    periodSeconds: 10,
    timeoutSeconds: 5,
  });
  const mount = (name: string, mountPath: string): k8s.VolumeMount => ({ name, mountPath, readOnly: true });
  return {
    name: 'oauth2-proxy',
    image,
    args: Object.entries(flags).map(([flag, file]) => `--${flag}=${CONFIG_PATH}/${file}`),
    env: [
      ...(sessionStore.password ? [secretEnv('OAUTH2_PROXY_REDIS_PASSWORD', sessionStore.password)] : []),
      // oauth2-proxy has no setting for the authorities of upstreams. Go reads all files of these folders.
      ...(proxyTo?.ca ? [{ name: 'SSL_CERT_DIR', value: `${SYSTEM_CAS}:${UPSTREAM_CA_PATH}` }] : []),
    ],
    ports: [
      { name: 'http', containerPort: HTTP_PORT, protocol: 'TCP' },
      ...(props.metricsPort ? [{ name: 'metrics', containerPort: props.metricsPort, protocol: 'TCP' }] : []),
    ],
    resources: {
      requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
      limits: { cpu: k8s.Quantity.fromString('200m'), memory: k8s.Quantity.fromString('128Mi') },
    },
    // `/ready` also checks the session store. A pod without its session store gets no requests, but keeps running.
    readinessProbe: probe('/ready'),
    livenessProbe: probe(proxyTo && proxyTo.apiKeyClaims.length > 0 ? USER_INFO : '/ping'),
    volumeMounts: [
      mount('config', CONFIG_PATH),
      mount('secrets', SECRETS_PATH),
      ...(proxyTo?.apiKey ? [mount('api-key', API_KEY_PATH)] : []),
      ...(proxyTo?.ca ? [mount('upstream-ca', UPSTREAM_CA_PATH)] : []),
      ...(props.providerCa ? [mount('provider-ca', CA_PATH)] : []),
      ...(sessionStore.ca ? [mount('session-store-ca', SESSION_STORE_PATH)] : []),
    ],
  };
}

function volumes({ name, credentials, proxyTo, providerCa, sessionStore }: ResolvedOAuth2ProxyProps): k8s.Volume[] {
  const { secretName, clientSecretKey, cookieSecretKey } = credentials;
  return [
    { name: 'config', configMap: { name } },
    {
      name: 'secrets',
      secret: {
        secretName,
        defaultMode: 0o440,
        items: [clientSecretKey, cookieSecretKey].map(key => ({ key, path: key })),
      },
    },
    ...(proxyTo?.apiKey ? [secretFile('api-key', proxyTo.apiKey)] : []),
    ...(providerCa ? [{ name: 'provider-ca', configMap: { name: providerCa.name } }] : []),
    // Only the certificate authorities, because the Secrets can also contain the private keys of the servers.
    ...(proxyTo?.ca ? [caFile('upstream-ca', proxyTo.ca)] : []),
    ...(sessionStore.ca ? [caFile('session-store-ca', sessionStore.ca)] : []),
  ];
}

/** A volume with one value of a Secret. Only the user and the group of the pod can read the file. */
function secretFile(name: string, { name: secretName, key }: SecretKey): k8s.Volume {
  return { name, secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] } };
}

/** A volume with the certificate authority of a Secret, which is public. */
function caFile(name: string, { name: secretName, key }: SecretKey): k8s.Volume {
  return { name, secret: { secretName, items: [{ key, path: key }] } };
}
