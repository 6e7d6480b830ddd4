import { k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { type AcceptedRisks, reasonFor, validateReasons } from '../security/accepted-risks';
import { type ApiLimits, limitAnnotations } from './api-limits';
import { invalidProp } from '../common/errors';
import { recommendedLabels, type StringMap } from '../common/labels';
import {
  checkedAnnotations,
  cors,
  longRequests,
  nginx,
  SIGN_IN_BUFFERS,
  timeouts,
  toQdrantAnnotations,
} from './nginx-annotations';
import { type OAuth2ProxyChart } from '../oauth2-proxy/oauth2-proxy-chart';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { guardRoutes } from '../security/security-rules';
import { type IWaysIn } from './endpoints';

/** Classes of ingress-nginx by their usual names; those of NGINX's own controller, which asks nobody, are told apart. */
const INGRESS_NGINX = /nginx/;
const OTHER_NGINX = /nginx[.-]?(?:org|plus|inc)|f5/;

/**
 * Properties of `DualIngress`.
 */
export interface DualIngressProps {
  /** The database behind both hosts. */
  readonly qdrant: QdrantChart;

  /** The proxy that signs people in on the dashboard host. */
  readonly oauth2Proxy: OAuth2ProxyChart;

  /** Host of the dashboard, e.g. `qdrant-dashboard.example.com`. */
  readonly dashboardHost: string;

  /** Host of the API, e.g. `qdrant.example.com`. */
  readonly apiHost: string;

  /**
   * Host of the gRPC API, e.g. `qdrant-grpc.example.com`. The controller must know `backend-protocol` of ingress-nginx.
   *
   * @default - gRPC is not published
   */
  readonly grpcHost?: string;

  /** Name of the `kubernetes.io/tls` Secret with a certificate for all hosts. */
  readonly tlsSecretName: string;

  /**
   * Class of the ingresses. The controller must know the annotations of ingress-nginx, unless oauth2-proxy has `proxyTo`:
   * then any controller will do, as far as its own limits of bodies and waiting allow.
   *
   * @default 'nginx'
   */
  readonly ingressClassName?: string;

  /**
   * Origins whose pages may call the API from a browser, e.g. `https://app.example.com`. One with `*` is a risk to accept.
   *
   * @default - none: no page of another origin
   */
  readonly corsOrigins?: string[];

  /**
   * Risks that are taken, each with the reason, which is written on the ingresses concerned.
   *
   * @default - none: the app is refused at synth where one would be taken
   */
  readonly acceptedRisks?: AcceptedRisks;

  /**
   * What one client may ask of the API host.
   *
   * @default - no limit
   */
  readonly apiLimits?: ApiLimits;

  /**
   * More annotations on every ingress.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * More labels on every ingress.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * The two ways in: a dashboard host that only signed-in people pass, and an API host for applications.
 *
 * Where oauth2-proxy has `proxyTo`, the whole dashboard host leads to it. Otherwise the controller asks it about every
 * request to the dashboard host first, and a path that no rule checks leads to oauth2-proxy, never to Qdrant. At synth,
 * every route of the whole app is held to this, also those made elsewhere.
 */
export class DualIngress extends Construct implements IWaysIn {
  /**
   * Whether a class is one of ingress-nginx by its name. Only that controller is known to ask oauth2-proxy about each request;
   * others take no notice of the annotations, and let everybody through.
   */
  public static isIngressNginx(ingressClassName: string): boolean {
    return INGRESS_NGINX.test(ingressClassName) && !OTHER_NGINX.test(ingressClassName);
  }

  public readonly dashboardUrl: string;

  public readonly apiUrl: string;

  public readonly grpcUrl?: string;

  constructor(scope: Construct, id: string, props: DualIngressProps) {
    super(scope, id);
    validate(props);

    const { qdrant, oauth2Proxy, dashboardHost, apiHost, grpcHost } = props;
    this.dashboardUrl = `https://${dashboardHost}`;
    this.apiUrl = `https://${apiHost}`;
    this.grpcUrl = grpcHost && `https://${grpcHost}`;

    const toQdrant = backend(qdrant.service, qdrant.httpPort);
    const toProxy = backend(oauth2Proxy.service, oauth2Proxy.port);
    const { upstream } = oauth2Proxy;
    if (upstream) {
      // In the place of the ingress that leads to Qdrant otherwise, so that a change of mode takes the route away from it.
      this.ingress('qdrant-http-ingress', props, dashboardHost, '/', 'Prefix', toProxy, {
        ...nginx({ 'proxy-body-size': '0', ...longRequests(upstream), ...SIGN_IN_BUFFERS }),
      });
    } else {
      this.askedIngresses(props, toQdrant, toProxy);
    }

    this.ingress('qdrant-api-ingress', props, apiHost, '/', 'Prefix', toQdrant, {
      ...toQdrantAnnotations(qdrant),
      ...checkedAnnotations(qdrant),
      ...nginx(upstream ? longRequests(upstream) : {}),
      ...nginx(limitAnnotations(props.apiLimits ?? {})),
      ...cors(props.corsOrigins ?? []),
    });

    if (props.acceptedRisks?.dashboardOnApiHost === undefined) {
      // Here, too, a controller that does not know the redirect sends people to the proxy.
      this.ingress('qdrant-api-dashboard', props, apiHost, '/dashboard', 'Prefix', toProxy, {
        ...nginx({ 'permanent-redirect': `${this.dashboardUrl}/dashboard`, 'permanent-redirect-code': '301' }),
      });
    }

    if (grpcHost) {
      const protocol = qdrant.scheme === 'https' ? 'GRPCS' : 'GRPC';
      this.ingress('qdrant-grpc-ingress', props, grpcHost, '/', 'Prefix', backend(qdrant.service, qdrant.grpcPort), {
        ...nginx({ 'proxy-body-size': '0', 'backend-protocol': protocol, ...timeouts(upstream) }),
      });
    }

    const askingClass = upstream ? undefined : className(props);
    guardRoutes(this, { qdrant, oauth2Proxy, dashboardHost, askingClass }, props.acceptedRisks);
  }

  /** The dashboard host where the controller asks oauth2-proxy about each request. */
  private askedIngresses(props: DualIngressProps, toQdrant: k8s.IngressBackend, toProxy: k8s.IngressBackend): void {
    const { dashboardHost, oauth2Proxy } = props;

    this.ingress('oauth2-proxy-ingress', props, dashboardHost, oauth2Proxy.proxyPrefix, 'Prefix', toProxy, {
      ...nginx(SIGN_IN_BUFFERS),
    });

    this.ingress('qdrant-http-ingress', props, dashboardHost, '/', 'Prefix', toQdrant, {
      ...toQdrantAnnotations(props.qdrant),
      ...nginx({
        'auth-url': `https://$host${oauth2Proxy.proxyPrefix}/auth`,
        'auth-signin': `https://$host${oauth2Proxy.proxyPrefix}/start?rd=$escaped_request_uri`,
      }),
    });

    // A controller that does not know the redirect sends people to the proxy, which asks them to sign in.
    this.ingress('qdrant-root-redirect', props, dashboardHost, '/', 'Exact', toProxy, {
      ...nginx({ 'permanent-redirect': `${this.dashboardUrl}/dashboard`, 'permanent-redirect-code': '301' }),
    });
  }

  private ingress(
    name: string,
    props: DualIngressProps,
    host: string,
    path: string,
    pathType: string,
    to: k8s.IngressBackend,
    annotations: StringMap,
  ): void {
    new k8s.KubeIngress(this, name, {
      metadata: {
        name,
        labels: {
          ...props.labels,
          ...recommendedLabels({ name: 'qdrant', instance: props.qdrant.statefulSet.name, component: 'ingress' }),
        },
        annotations: {
          ...(!DualIngress.isIngressNginx(className(props)) && reasonFor('otherIngressClass', props.acceptedRisks)),
          ...props.annotations,
          ...annotations,
        },
      },
      spec: {
        ingressClassName: className(props),
        tls: [{ hosts: [host], secretName: props.tlsSecretName }],
        rules: [{ host, http: { paths: [{ path, pathType, backend: to }] } }],
      },
    });
  }
}

function className({ ingressClassName = 'nginx' }: DualIngressProps): string {
  return ingressClassName;
}

function validate(props: DualIngressProps): void {
  const { dashboardHost, apiHost, grpcHost, oauth2Proxy } = props;
  validateReasons('DualIngress', props.acceptedRisks);
  const knowsAnnotations =
    DualIngress.isIngressNginx(className(props)) || props.acceptedRisks?.otherIngressClass !== undefined;
  if (!oauth2Proxy.upstream && !knowsAnnotations) {
    const allowed =
      'the class of an ingress-nginx: other controllers let everybody through, as they do not ask oauth2-proxy';
    const fix =
      'give oauth2Proxy proxyTo, which works on any controller; or say in acceptedRisks.otherIngressClass why this one asks';
    throw invalidProp('DualIngress', 'ingressClassName', className(props), allowed, fix);
  }
  if (grpcHost !== undefined && !knowsAnnotations) {
    const allowed = `nothing with ingressClassName ${className(props)}, whose controller is not known to speak gRPC to Qdrant`;
    const fix =
      'use GatewayRoutes, or leave grpcHost out; or say in acceptedRisks.otherIngressClass why it knows the annotations of ingress-nginx';
    throw invalidProp('DualIngress', 'grpcHost', grpcHost, allowed, fix);
  }
  if (dashboardHost === apiHost) {
    throw invalidProp('DualIngress', 'apiHost', apiHost, 'another host than dashboardHost', 'give each its own host');
  }
  if (grpcHost === apiHost || grpcHost === dashboardHost) {
    throw invalidProp(
      'DualIngress',
      'grpcHost',
      grpcHost,
      'another host than those of dashboard and API',
      'give it its own',
    );
  }
}

function backend(service: k8s.KubeService, port: number): k8s.IngressBackend {
  return { service: { name: service.name, port: { number: port } } };
}
