import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { type ResolvedReconcilerProps } from './reconciler-defaults';

/** The right to create objects of a kind. A name cannot limit it. */
const creating = (group: string, resource: string): k8s.PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: ['create'],
});

/** Rights for some objects of a kind. For Kubernetes, an empty list of names is every object, so no names give no rule. */
const rules = (group: string, resource: string, verbs: string[], resourceNames: string[]): k8s.PolicyRule[] =>
  resourceNames.length > 0 ? [{ apiGroups: [group], resources: [resource], resourceNames, verbs }] : [];

/** The rights of the program in the namespace of the stack. It deletes nothing. */
export function rightsOf(props: ResolvedReconcilerProps): k8s.PolicyRule[] {
  const {
    name,
    qdrant,
    oauth2Proxy,
    valkey,
    writtenSecrets,
    readSecrets = [],
    restartsQdrant,
    restartsSessionStore,
  } = props;
  const deployments = [oauth2Proxy.deployment.name, ...(restartsSessionStore ? [valkey.deployment.name] : [])];
  return [
    ...writing(writtenSecrets),
    ...rules('', 'secrets', ['get'], readSecrets),
    // The redirect URI of the running sign-in, after its host has changed.
    ...rules('', 'configmaps', ['get'], [oauth2Proxy.deployment.name]),
    ...rules('apps', 'deployments', ['get', 'patch'], deployments),
    ...rules('apps', 'statefulsets', ['get', 'patch'], restartsQdrant ? [qdrant.statefulSet.name] : []),
    // Whether pods started before the last change of a Secret. A name cannot limit list.
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ...reporting(name),
  ];
}

/** The rights in the namespace of the stack of a program that only copies the certificate. */
export function copyRightsOf({ name, tlsSecretName }: ResolvedReconcilerProps): k8s.PolicyRule[] {
  return [...writing([tlsSecretName]), ...reporting(name)];
}

function writing(secrets: string[]): k8s.PolicyRule[] {
  return secrets.length > 0 ? [creating('', 'secrets'), ...rules('', 'secrets', ['get', 'patch'], secrets)] : [];
}

/** The Events are on one CronJob. */
function reporting(cronJob: string): k8s.PolicyRule[] {
  return [creating('', 'events'), ...rules('batch', 'cronjobs', ['get'], [cronJob])];
}

/** A Role and its RoleBinding. They stand in a namespace of their own if `metadata` names one. */
export function grant(
  scope: Construct,
  id: string,
  metadata: k8s.ObjectMeta & { readonly name: string },
  granted: k8s.PolicyRule[],
  accounts: readonly { readonly name: string; readonly namespace: string | undefined }[],
): void {
  new k8s.KubeRole(scope, `${id}role`, { metadata, rules: granted });
  new k8s.KubeRoleBinding(scope, `${id}role-binding`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: accounts.map(account => ({ kind: 'ServiceAccount', ...account })),
  });
}

/** The volume with a token of the ServiceAccount, for the main container alone. Other containers of the pod do not get the token. */
export const TOKEN_VOLUME: k8s.Volume = {
  name: 'token',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
  },
};

/** Where programs look for the token. */
export const TOKEN_MOUNT: k8s.VolumeMount = {
  name: TOKEN_VOLUME.name,
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  readOnly: true,
};
