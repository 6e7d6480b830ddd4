import { k8s } from 'cdk8s-plus-30';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { invalidProp } from '../common/errors';
import { recommendedLabels, type StringMap } from '../common/labels';
import { reasonFor, validateReasons } from '../security/accepted-risks';
import { requireProps } from '../common/required';
import { addRouteRules } from '../security/route-rules';
import { limitAnnotations } from './api-limits';
import { type DualIngressProps } from './dual-ingress-props';
import { type IEndpoints, type IWaysIn } from './endpoints';
import { validateHosts } from './hosts';
import { nginx } from './nginx';
import { cors, longRequests, SIGN_IN_BUFFERS, timeouts } from './nginx-annotations';
import { type RouteTarget, routeTarget } from './route-target';
import { type ServiceBackend } from './web-application';

/** The usual names of classes of ingress-nginx, and those of the controller of NGINX Inc., which has other annotations. */
const INGRESS_NGINX = /nginx/;
const OTHER_NGINX = /nginx[.-]?(?:org|plus|inc)|\bf5\b/;

/** The props with their defaults. */
type ResolvedProps = DualIngressProps &
  Required<Pick<DualIngressProps, 'apiLimits' | 'corsOrigins' | 'ingressClassName'>>;

/** One ingress of the construct: its route and its annotations. */
interface IngressRoute {
  readonly host: string;
  readonly aliases?: readonly string[];
  readonly path: string;
  readonly pathType: 'Exact' | 'Prefix';
  readonly backend: k8s.IngressBackend;
  readonly annotations: StringMap;
}

/**
 * Ingresses for a dashboard host with a sign-in and for an API host.
 *
 * If oauth2-proxy has `proxyTo`, all requests to the dashboard host go to oauth2-proxy. Otherwise the ingress controller asks
 * oauth2-proxy about each request to the dashboard host. Paths without this check go to oauth2-proxy, never to Qdrant.
 * At synthesis, security rules check every route of the app, including routes outside this construct.
 */
export class DualIngress extends Construct implements IEndpoints, IWaysIn {
  /**
   * Whether the name of an ingress class suggests ingress-nginx. Other controllers ignore the annotations of ingress-nginx, so that
   * they would let every user in.
   */
  public static isIngressNginx(ingressClassName: string): boolean {
    return INGRESS_NGINX.test(ingressClassName) && !OTHER_NGINX.test(ingressClassName);
  }

  public readonly dashboardUrl: string;

  public readonly apiUrl: string;

  public readonly grpcUrl?: string;

  private readonly ingressSettings: ResolvedProps;

  private readonly target: RouteTarget;

  constructor(scope: Construct, id: string, props: DualIngressProps) {
    super(scope, id);
    requireProps('DualIngress', props, ['oauth2Proxy', 'dashboardHost', 'tlsSecretName']);
    const resolved: ResolvedProps = {
      ...props,
      ingressClassName: props.ingressClassName ?? 'nginx',
      corsOrigins: props.corsOrigins ?? [],
      apiLimits: props.apiLimits ?? {},
    };
    this.target = routeTarget('DualIngress', Chart.of(this).namespace, resolved);
    validate(resolved);
    this.ingressSettings = resolved;

    const { oauth2Proxy, dashboardHost, apiHost, grpcHost, ingressClassName, acceptedRisks } = resolved;
    this.dashboardUrl = `https://${dashboardHost}`;
    this.apiUrl = `https://${apiHost ?? dashboardHost}`;
    this.grpcUrl = grpcHost && `https://${grpcHost}`;

    const toProxy = backend({ serviceName: oauth2Proxy.service.name, port: oauth2Proxy.port });
    if (oauth2Proxy.upstream) {
      this.proxiedDashboard(toProxy);
    } else {
      this.checkedDashboard(toProxy);
    }
    if (apiHost !== undefined) {
      this.api(apiHost, toProxy);
    }
    if (grpcHost) {
      this.grpc(grpcHost);
    }

    const askingClass = oauth2Proxy.upstream ? undefined : ingressClassName;
    addRouteRules(this, { backend: this.target.backend, oauth2Proxy, dashboardHost, askingClass }, acceptedRisks);
  }

  /** The dashboard host where all requests go through oauth2-proxy. */
  private proxiedDashboard(toProxy: k8s.IngressBackend): void {
    const { dashboardHost, oauth2Proxy } = this.ingressSettings;
    // The other mode has an ingress of the same name to the backend. A change of the mode replaces that ingress.
    this.ingress(`${this.target.name}-http-ingress`, {
      host: dashboardHost,
      path: '/',
      pathType: 'Prefix',
      backend: toProxy,
      annotations: nginx({ 'proxy-body-size': '0', ...longRequests(oauth2Proxy.upstream!), ...SIGN_IN_BUFFERS }),
    });
  }

  /** The dashboard host where the controller asks oauth2-proxy about each request. */
  private checkedDashboard(toProxy: k8s.IngressBackend): void {
    const { name, signInIngress, dashboard, dashboardPath, dashboardAnnotations } = this.target;
    const {
      dashboardHost: host,
      oauth2Proxy: { proxyPrefix },
    } = this.ingressSettings;
    this.ingress(signInIngress, {
      host,
      path: proxyPrefix,
      pathType: 'Prefix',
      backend: toProxy,
      annotations: nginx(SIGN_IN_BUFFERS),
    });
    this.ingress(`${name}-http-ingress`, {
      host,
      path: '/',
      pathType: 'Prefix',
      backend: backend(dashboard),
      annotations: {
        ...dashboardAnnotations,
        ...nginx({
          'auth-url': `https://$host${proxyPrefix}/auth`,
          'auth-signin': `https://$host${proxyPrefix}/start?rd=$escaped_request_uri`,
        }),
      },
    });
    if (dashboardPath !== '/') {
      // A controller without support for the redirect sends users to oauth2-proxy.
      this.ingress(`${name}-root-redirect`, {
        host,
        path: '/',
        pathType: 'Exact',
        backend: toProxy,
        annotations: this.redirectToDashboard(),
      });
    }
  }

  /** The API host. Its dashboard path redirects to the dashboard host. */
  private api(host: string, toProxy: k8s.IngressBackend): void {
    const { oauth2Proxy, apiLimits, corsOrigins, acceptedRisks, apiAliases: aliases } = this.ingressSettings;
    const { name, api, apiAnnotations, dashboardPath } = this.target;
    this.ingress(`${name}-api-ingress`, {
      host,
      aliases,
      path: '/',
      pathType: 'Prefix',
      backend: backend(api),
      annotations: {
        ...apiAnnotations,
        ...nginx(oauth2Proxy.upstream ? longRequests(oauth2Proxy.upstream) : {}),
        ...nginx(limitAnnotations(apiLimits)),
        ...cors(corsOrigins),
      },
    });
    if (acceptedRisks?.dashboardOnApiHost === undefined && dashboardPath !== '/') {
      // A controller without support for the redirect sends users to oauth2-proxy.
      this.ingress(`${name}-api-dashboard`, {
        host,
        aliases,
        path: dashboardPath,
        pathType: 'Prefix',
        backend: toProxy,
        annotations: this.redirectToDashboard(),
      });
    }
  }

  private grpc(host: string): void {
    const { oauth2Proxy } = this.ingressSettings;
    const qdrant = this.ingressSettings.qdrant!;
    const protocol = qdrant.scheme === 'https' ? 'GRPCS' : 'GRPC';
    this.ingress('qdrant-grpc-ingress', {
      host,
      path: '/',
      pathType: 'Prefix',
      backend: backend({ serviceName: qdrant.service.name, port: qdrant.serviceGrpcPort }),
      annotations: nginx({ 'proxy-body-size': '0', 'backend-protocol': protocol, ...timeouts(oauth2Proxy.upstream) }),
    });
  }

  private redirectToDashboard(): StringMap {
    return nginx({
      'permanent-redirect': `${this.dashboardUrl}${this.target.dashboardPath}`,
      'permanent-redirect-code': '301',
    });
  }

  private ingress(
    name: string,
    { host, aliases = [], path, pathType, backend: target, annotations }: IngressRoute,
  ): void {
    const hosts = [host, ...aliases];
    const { ingressClassName, tlsSecretName, acceptedRisks, ...props } = this.ingressSettings;
    new k8s.KubeIngress(this, name, {
      metadata: {
        name,
        labels: {
          ...props.labels,
          ...recommendedLabels({ name: this.target.name, instance: this.target.instance, component: 'ingress' }),
        },
        annotations: {
          ...(!DualIngress.isIngressNginx(ingressClassName) && reasonFor('otherIngressClass', acceptedRisks)),
          ...props.annotations,
          ...props.hostAnnotations?.[host],
          ...annotations,
        },
      },
      spec: {
        ingressClassName,
        tls: [{ hosts, secretName: tlsSecretName }],
        rules: hosts.map(each => ({ host: each, http: { paths: [{ path, pathType, backend: target }] } })),
      },
    });
  }
}

function validate({
  dashboardHost,
  apiHost,
  apiAliases,
  grpcHost,
  oauth2Proxy,
  ingressClassName,
  acceptedRisks,
}: ResolvedProps): void {
  const name = 'DualIngress';
  validateReasons(name, acceptedRisks);
  const supportsAnnotations =
    DualIngress.isIngressNginx(ingressClassName) || acceptedRisks?.otherIngressClass !== undefined;
  if (!oauth2Proxy.upstream && !supportsAnnotations) {
    const allowed = 'a class of ingress-nginx, because other controllers do not ask oauth2-proxy and let every user in';
    const fix =
      'set proxyTo of oauth2-proxy, which works with every controller; or state in acceptedRisks.otherIngressClass why this controller asks';
    throw invalidProp(name, 'ingressClassName', ingressClassName, allowed, fix);
  }
  if (grpcHost !== undefined && !supportsAnnotations) {
    const allowed = `absent with ingressClassName ${ingressClassName}, whose controller may not support gRPC to Qdrant`;
    const fix =
      'use GatewayRoutes, or remove grpcHost; or state in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx';
    throw invalidProp(name, 'grpcHost', grpcHost, allowed, fix);
  }
  validateHosts(name, { dashboardHost, apiHost, apiAliases, grpcHost });
}

function backend({ serviceName: name, port: number }: ServiceBackend): k8s.IngressBackend {
  return { service: { name, port: { number } } };
}
