/**
 * An endpoint of a service for the service discovery of Thinkube.
 */
export interface DiscoveredEndpoint {
  /** Name of the endpoint, e.g. `internal-api`. */
  readonly name: string;

  /** URL of the endpoint. */
  readonly url: string;

  /** What the endpoint is for, as a phrase. */
  readonly description: string;

  /**
   * Type of the endpoint: `http` or `grpc`.
   *
   * @default 'http'
   */
  readonly type?: string;

  /**
   * URL that answers with status 200 without credentials if the service is healthy.
   *
   * @default - none
   */
  readonly healthUrl?: string;

  /**
   * Whether only pods of the cluster reach the endpoint.
   *
   * @default false
   */
  readonly internal?: boolean;
}

/**
 * A service other than Qdrant for the service discovery of Thinkube.
 */
export interface DiscoveredService {
  /** Name of the service, e.g. `reports`. It is also the value of the label `thinkube.io/service-name`. */
  readonly name: string;

  /** Name that people read, e.g. `Reports`. */
  readonly displayName: string;

  /** What the service is, as a phrase. */
  readonly description: string;

  /** Category of the service in the user interface of Thinkube, e.g. `ai`. */
  readonly category: string;

  /** Path of the icon in the user interface of Thinkube, e.g. `/icons/tk_vector.svg`. */
  readonly icon: string;

  /** Kind of the workload that Thinkube scales: `deployment` or `statefulset`. */
  readonly workloadKind: string;

  /** Name of the workload that Thinkube scales. */
  readonly workloadName: string;

  /**
   * How clients authenticate, by endpoint: e.g. `{ dashboard: 'oauth2', api: 'api-key' }`.
   *
   * @default - `oauth2` for `dashboard`
   */
  readonly authentication?: { readonly [endpoint: string]: string };

  /**
   * Whether the service keeps data on a volume.
   *
   * @default false
   */
  readonly persistence?: boolean;

  /**
   * License of the service, as an SPDX identifier.
   *
   * @default - no license is announced
   */
  readonly license?: string;

  /**
   * More endpoints, in addition to the public URLs of the dashboard and the API.
   *
   * @default - none
   */
  readonly endpoints?: DiscoveredEndpoint[];

  /**
   * Names of the services that must run before this one.
   *
   * @default - none
   */
  readonly dependencies?: string[];
}
