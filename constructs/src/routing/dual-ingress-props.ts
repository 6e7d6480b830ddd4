import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type AcceptedRisks } from '../security/accepted-risks';
import { type ApiLimits } from './api-limits';
import { type WebApplication } from './web-application';

/**
 * Properties of `DualIngress`.
 */
export interface DualIngressProps {
  /**
   * The database. Set this prop or `application`.
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

  /** The sign-in of the dashboard host. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /**
   * Host of the API, e.g. `qdrant.example.com`. It must differ from the dashboard host. Required with `qdrant`.
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
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`. It must differ from the other hosts. The controller must support the
   * annotation `backend-protocol` of ingress-nginx.
   *
   * @default - the stack does not publish gRPC
   */
  readonly grpcHost?: string;

  /** Name of the `kubernetes.io/tls` Secret with a certificate for all hosts. */
  readonly tlsSecretName: string;

  /**
   * Class of the ingresses. Without `proxyTo` of oauth2-proxy, the controller must support the annotations of ingress-nginx. With
   * `proxyTo`, every controller works, within its own limits for body sizes and timeouts.
   *
   * @default 'nginx'
   */
  readonly ingressClassName?: string;

  /**
   * Origins whose pages can call the API from a browser, e.g. `https://app.example.com`. An origin with `*` needs a reason in
   * `acceptedRisks.anyOrigin`.
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
   * Limits for each client of the API host.
   *
   * @default - no limits
   */
  readonly apiLimits?: ApiLimits;

  /**
   * More annotations of every ingress.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More annotations of the ingresses of single hosts, by the host.
   *
   * @default - none
   */
  readonly hostAnnotations?: { readonly [host: string]: { readonly [key: string]: string } };

  /**
   * More labels of every ingress.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}
