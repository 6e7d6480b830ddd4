/**
 * IP families of servers and their Services.
 */
export interface IpFamilyProps {
  /**
   * IP families in order of preference: `IPv4` and `IPv6`. With `IPv6`, the server listens on addresses of both families. With both
   * families, a cluster of one family also accepts the Services.
   *
   * @default - the default of the cluster for the Services; the servers listen on IPv4
   */
  readonly ipFamilies?: string[];
}
