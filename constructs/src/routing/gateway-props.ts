import { type AcceptedRisks } from '../security/accepted-risks';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type WebApplication } from './web-application';

/**
 * An existing Gateway, and the listener that routes attach to.
 */
export interface GatewayReference {
  /** Name of the Gateway, e.g. `public`. */
  readonly name: string;

  /**
   * Namespace of the Gateway. The listener must allow routes from the namespace of the stack.
   *
   * @default - the namespace of the stack
   */
  readonly namespace?: string;

  /**
   * Name of the listener, e.g. `https`. Without the name, routes attach to every listener for their hosts, including listeners for
   * plain HTTP.
   *
   * @default - every listener
   */
  readonly sectionName?: string;
}

/**
 * Properties of `GatewayRoutes`.
 */
export interface GatewayRoutesProps {
  /** The Gateway, which terminates TLS. */
  readonly gateway: GatewayReference;

  /**
   * The database. It must not use TLS for REST and gRPC. Set this prop or `application`.
   *
   * @default - `application`
   */
  readonly qdrant?: QdrantChart;

  /**
   * A web application other than Qdrant. Without `apiHost`, only its dashboard host is published. `grpcHost` is not allowed.
   *
   * @default - `qdrant`
   */
  readonly application?: WebApplication;

  /** The sign-in of the dashboard host. It must have `proxyTo`. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /**
   * Host of the REST API, e.g. `qdrant.example.com`. It must differ from the dashboard host. Required with `qdrant`.
   *
   * @default - with `application`, no API host: clients of the API sign in on the dashboard host
   */
  readonly apiHost?: string;

  /**
   * More hosts of the API, e.g. `vectors.example.org` while clients move to a new domain. Each of them differs from all other hosts.
   *
   * @default - none
   */
  readonly apiAliases?: string[];

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`. It must differ from the other hosts.
   *
   * @default - the stack does not publish gRPC
   */
  readonly grpcHost?: string;

  /**
   * Origins whose pages can call the API from a browser, e.g. `https://app.example.com`. An origin with `*` needs a reason in
   * `acceptedRisks.anyOrigin`. Origins need Gateway API 1.5 or later in the cluster.
   *
   * @default - none: pages of other origins cannot call the API
   */
  readonly corsOrigins?: string[];

  /**
   * Accepted risks, each with its reason.
   *
   * @default - none: synthesis fails for every risk
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * More annotations of every route.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels of every route.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}
