import { titleOf } from '../../../clients/kubernetes/objects';
import type { Config } from '../../../config/schema';
import { stackNames } from '../../../config/names';
import type { Expected, ExpectedObject } from '../../../stack/expected';

export type Quantities = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: KeyReference } }[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name: string; readonly optional?: boolean } }[];
}

export interface KeyReference {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** A Secret of a volume. */
interface SecretSource {
  readonly items?: readonly { readonly key: string }[];
  readonly optional?: boolean;
}

export interface Volume {
  readonly secret?: SecretSource & { readonly secretName: string };
  readonly projected?: { readonly sources?: readonly { readonly secret?: SecretSource & { readonly name: string } }[] };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly priorityClassName?: string;
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly volumes?: readonly Volume[];
}

/** A workload of the manifests. */
export interface Workload {
  readonly object: ExpectedObject;
  /** `Kind namespace/name`. */
  readonly title: string;
  readonly pod: PodSpec;
  /** The number of pods that always run. A CronJob has none. */
  readonly replicas: number;
  /** The config key of the resources of the pods, if there is one. */
  readonly resourcesKey?: string;
}

export function workloadsOf(config: Config, expected: Expected): Workload[] {
  const { qdrant, oauth2Proxy, valkey } = stackNames(config);
  const keys: Readonly<Record<string, string>> = {
    [qdrant]: 'qdrant.resources',
    [oauth2Proxy]: 'oauth2Proxy.resources',
    [valkey]: 'valkey.resources',
  };
  const running = [...expected.all('StatefulSet'), ...expected.all('Deployment')].map(object => ({
    object,
    title: titleOf(object),
    pod: object.spec.template.spec as PodSpec,
    replicas: object.spec.replicas as number,
    resourcesKey: keys[object.metadata.name],
  }));
  const scheduled = expected.all('CronJob').map(object => ({
    object,
    title: titleOf(object),
    pod: object.spec.jobTemplate.spec.template.spec as PodSpec,
    replicas: 0,
  }));
  return [...running, ...scheduled];
}
