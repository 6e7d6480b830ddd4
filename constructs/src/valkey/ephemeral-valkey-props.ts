import { type SecretKey } from '../common/references';
import { type IpFamilyProps } from '../common/ip-families';
import { type WorkloadProps } from '../common/workload-props';

/**
 * TLS of a Valkey.
 */
export interface ValkeyTls {
  /** Secret with `tls.crt`, `tls.key` and `ca.crt`. The certificate is for the DNS name of the Service. */
  readonly secretName: string;
}

/**
 * Properties of `EphemeralValkey`.
 */
export interface EphemeralValkeyProps extends WorkloadProps, IpFamilyProps {
  /**
   * DNS domain of the cluster, the end of the host names of Services.
   *
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Name of the Deployment and the Service, and value of the label `app`, which selects the pod.
   *
   * @default 'ephemeral-valkey'
   */
  readonly name?: string;

  /**
   * More labels of every object.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Password of the clients, without spaces, quotes and backslashes. The pod reads the password when it starts.
   *
   * @default - none: everybody who reaches the port can read the sessions
   */
  readonly password?: SecretKey;

  /**
   * TLS. With TLS, Valkey accepts no plain connections.
   *
   * @default - none: sessions cross the network of the cluster in plain text
   */
  readonly tls?: ValkeyTls;

  /**
   * Memory for the sessions in bytes: an integer of 1 or more. When the memory is full, Valkey deletes the least recently used sessions.
   *
   * @default - no limit: when the pod exceeds its memory limit, the kubelet stops it, and all sessions are lost
   */
  readonly maxMemoryBytes?: number;
}
