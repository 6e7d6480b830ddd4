/**
 * A Service and one of its ports.
 */
export interface ServiceBackend {
  /** Name of the Service, in the namespace of the routes. */
  readonly serviceName: string;

  /** Port of the Service, which answers with plain HTTP. */
  readonly port: number;
}

/**
 * A web application other than Qdrant, behind a Service. People sign in on its dashboard host.
 */
export interface WebApplication extends ServiceBackend {
  /** Name of the application, e.g. `reports`. The names of its routes begin with this name, and its label is `app.kubernetes.io/name`. */
  readonly name: string;

  /**
   * Path of the dashboard, e.g. `/ui`. A request for `/` of the dashboard host is redirected to this path. A request for this path of
   * the API host is redirected to the dashboard host.
   *
   * @default '/' - the whole application is the dashboard
   */
  readonly dashboardPath?: string;

  /**
   * The Service of the API host, where the API has a Service or a port of its own. The application must check the requests to it.
   *
   * @default - the Service of the application
   */
  readonly api?: ServiceBackend;

  /**
   * Whether the application requires a key for each request, so that its Service can have an API host, which has no sign-in.
   *
   * @default false - an API host that leads to the Service needs a reason in `acceptedRisks.apiWithoutKey`
   */
  readonly hasApiKey?: boolean;
}
