import { k8s } from 'cdk8s-plus-30';
import { type Construct } from 'constructs';
import { type ReconcilerProps } from './reconciler-props';

/** Reads one object, or some objects of a kind. */
const rule = (group: string, resource: string, verbs: string[], resourceNames?: string[]): k8s.PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  ...(resourceNames && { resourceNames }),
  verbs,
});

/** The rights of the program in the namespace of the stack. It deletes nothing. */
export function rightsOf(name: string, props: ReconcilerProps): k8s.PolicyRule[] {
  const { qdrant, oauth2Proxy, valkey, writtenSecrets, readSecrets = [], restartsQdrant, restartsSessionStore } = props;
  const deployments = [oauth2Proxy.deployment.name, ...(restartsSessionStore ? [valkey.deployment.name] : [])];
  return [
    // A name cannot limit create.
    rule('', 'secrets', ['create']),
    rule('', 'secrets', ['get', 'patch'], writtenSecrets),
    ...(readSecrets.length > 0 ? [rule('', 'secrets', ['get'], readSecrets)] : []),
    // The redirect URI of the running sign-in, after its host has changed.
    rule('', 'configmaps', ['get'], [oauth2Proxy.deployment.name]),
    rule('apps', 'deployments', ['get', 'patch'], deployments),
    ...(restartsQdrant ? [rule('apps', 'statefulsets', ['get', 'patch'], [qdrant.statefulSet.name])] : []),
    rule('', 'events', ['create']),
    rule('batch', 'cronjobs', ['get'], [name]),
  ];
}

/** A Role and its RoleBinding. They stand in a namespace of their own if `metadata` names one. */
export function grant(
  scope: Construct,
  id: string,
  metadata: k8s.ObjectMeta & { readonly name: string },
  rules: k8s.PolicyRule[],
  account: { readonly name: string; readonly namespace: string | undefined },
): void {
  new k8s.KubeRole(scope, `${id}role`, { metadata, rules });
  new k8s.KubeRoleBinding(scope, `${id}role-binding`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', ...account }],
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
