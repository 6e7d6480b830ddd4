import { type AcceptedRisks } from '../security/accepted-risks';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';

/**
 * A Gateway that is there already, and the listener of it that routes attach to.
 */
export interface GatewayReference {
  /** Name of the Gateway, e.g. `public`. */
  readonly name: string;

  /**
   * Namespace of the Gateway. Its listener must allow routes from the namespace of the stack.
   *
   * @default - the namespace of the stack
   */
  readonly namespace?: string;

  /**
   * Name of the listener, e.g. `https`. Without it the routes attach to every listener that has their hosts, one for plain HTTP
   * too.
   *
   * @default - every listener
   */
  readonly sectionName?: string;
}

/**
 * Properties of `GatewayRoutes`.
 */
export interface GatewayRoutesProps {
  /** The Gateway, which ends TLS. */
  readonly gateway: GatewayReference;

  /** The database. */
  readonly qdrant: QdrantChart;

  /** The proxy in front of the dashboard; it must have `proxyTo`. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /** Host of the REST API, e.g. `qdrant.example.com`. */
  readonly apiHost: string;

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`.
   *
   * @default - gRPC is not published
   */
  readonly grpcHost?: string;

  /**
   * Origins whose pages may call the API from a browser, e.g. `https://app.example.com`. One with `*` is a risk to accept. The
   * cluster's Gateway API must be 1.5 or later for them.
   *
   * @default - none: no page of another origin
   */
  readonly corsOrigins?: string[];

  /**
   * Risks that are taken, each with the reason, which is written on the routes concerned.
   *
   * @default - none: the app is refused at synth where one would be taken
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * More annotations on every route.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels on every route.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}
