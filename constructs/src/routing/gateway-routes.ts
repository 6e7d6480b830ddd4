import { type ApiObjectMetadata } from 'cdk8s';
import { type k8s } from 'cdk8s-plus-30';
import { Construct } from 'constructs';
import { CORS_HEADERS, CORS_METHODS } from './cors';
import { validateReasons } from '../security/accepted-risks';
import { invalidProp } from '../common/errors';
import { type GatewayRoutesProps } from './gateway-props';
import type { HttpRouteSpecRules, HttpRouteSpecRulesFilters } from '../imports/gateway.networking.k8s.io';
import { recommendedLabels } from '../common/labels';
import { guardRoutes } from '../security/security-rules';
import { type IWaysIn } from './endpoints';

const DASHBOARD_PATH = '/dashboard';

/**
 * The ways in through a Gateway of the Gateway API: the whole dashboard host leads to oauth2-proxy, the API host to Qdrant, and
 * on request a host for gRPC. The routes are of the standard channel. At synth, every route of the whole app is held to this, also
 * those made elsewhere.
 *
 * TLS ends at the Gateway, and so it is the Gateway's own business, as is a redirect from http to https.
 */
export class GatewayRoutes extends Construct implements IWaysIn {
  public readonly dashboardUrl: string;

  public readonly apiUrl: string;

  public readonly grpcUrl?: string;

  constructor(scope: Construct, id: string, props: GatewayRoutesProps) {
    super(scope, id);
    validate(props);

    const { gateway, qdrant, oauth2Proxy, dashboardHost, apiHost, grpcHost } = props;
    const { GrpcRoute, HttpRoute, HttpRouteSpecRulesMatchesPathType: PathType } = gatewayApi();
    this.dashboardUrl = `https://${dashboardHost}`;
    this.apiUrl = `https://${apiHost}`;
    this.grpcUrl = grpcHost && `https://${grpcHost}`;

    // Qdrant answers to the making of a snapshot when that is done; a Gateway's own limit is often seconds.
    const timeouts = { request: `${oauth2Proxy.upstream!.timeoutSeconds}s` };
    const at = (value: string, type = PathType.PATH_PREFIX) => [{ path: { type, value } }];
    const to = (service: k8s.KubeService, port: number) => [{ name: service.name, port }];

    const httpRoute = (name: string, host: string, rules: HttpRouteSpecRules[]): void => {
      new HttpRoute(this, name, {
        metadata: metadata(name, props),
        spec: { parentRefs: [gateway], hostnames: [host], rules },
      });
    };

    httpRoute('qdrant-dashboard', dashboardHost, [
      { matches: at('/', PathType.EXACT), filters: [redirect(dashboardHost, DASHBOARD_PATH)] },
      { matches: at('/'), backendRefs: to(oauth2Proxy.service, oauth2Proxy.port), timeouts },
    ]);

    httpRoute('qdrant-api', apiHost, [
      ...(props.acceptedRisks?.dashboardOnApiHost
        ? []
        : [{ matches: at(DASHBOARD_PATH), filters: [redirect(dashboardHost)] }]),
      {
        matches: at('/'),
        filters: cors(props.corsOrigins ?? []),
        backendRefs: to(qdrant.service, qdrant.httpPort),
        timeouts,
      },
    ]);

    if (grpcHost) {
      new GrpcRoute(this, 'qdrant-grpc', {
        metadata: metadata('qdrant-grpc', props),
        spec: {
          parentRefs: [gateway],
          hostnames: [grpcHost],
          rules: [{ backendRefs: to(qdrant.service, qdrant.grpcPort) }],
        },
      });
    }

    guardRoutes(this, { qdrant, oauth2Proxy, dashboardHost }, props.acceptedRisks);
  }
}

/** Generated types are large: they are loaded only where they are needed. */
function gatewayApi() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../imports/gateway.networking.k8s.io') as typeof import('../imports/gateway.networking.k8s.io');
}

function validate(props: GatewayRoutesProps): void {
  const { dashboardHost, apiHost, grpcHost, oauth2Proxy, qdrant } = props;
  const name = 'GatewayRoutes';
  validateReasons(name, props.acceptedRisks);
  if (dashboardHost === apiHost) {
    throw invalidProp(name, 'apiHost', apiHost, 'another host than dashboardHost', 'give each its own host');
  }
  if (grpcHost === apiHost || grpcHost === dashboardHost) {
    throw invalidProp(name, 'grpcHost', grpcHost, 'another host than those of dashboard and API', 'give it its own');
  }
  if (!oauth2Proxy.upstream) {
    const allowed = 'an oauth2-proxy that requests go through, as a Gateway cannot ask whether somebody is signed in';
    throw invalidProp(name, 'oauth2Proxy', 'without proxyTo', allowed, 'give it proxyTo');
  }
  if (qdrant.scheme !== 'http') {
    const allowed = 'a Qdrant without TLS of its own: a Gateway speaks plain HTTP to it';
    throw invalidProp(name, 'qdrant', `with ${qdrant.scheme}`, allowed, 'leave tls out');
  }
}

function metadata(name: string, { annotations, labels, qdrant }: GatewayRoutesProps): ApiObjectMetadata {
  return {
    name,
    labels: {
      ...labels,
      ...recommendedLabels({ name: 'qdrant', instance: qdrant.statefulSet.name, component: 'route' }),
    },
    annotations,
  };
}

/** For good, so that browsers and bookmarks learn it. @param path Default: the path of the request. */
function redirect(hostname: string, path?: string): HttpRouteSpecRulesFilters {
  const {
    HttpRouteSpecRulesFiltersType: Type,
    HttpRouteSpecRulesFiltersRequestRedirectScheme: Scheme,
    HttpRouteSpecRulesFiltersRequestRedirectPathType: PathType,
  } = gatewayApi();
  return {
    type: Type.REQUEST_REDIRECT,
    requestRedirect: {
      scheme: Scheme.HTTPS,
      hostname,
      ...(path && { path: { type: PathType.REPLACE_FULL_PATH, replaceFullPath: path } }),
      statusCode: 301,
    },
  };
}

/** The edge answers for the origins that are allowed, and for no other: Qdrant itself knows only any or none. */
function cors(origins: string[]): HttpRouteSpecRulesFilters[] | undefined {
  if (origins.length === 0) {
    return undefined;
  }
  const { HttpRouteSpecRulesFiltersCorsAllowMethods: Method, HttpRouteSpecRulesFiltersType: Type } = gatewayApi();
  return [
    {
      type: Type.CORS,
      cors: {
        allowOrigins: origins,
        allowMethods: CORS_METHODS.map(method => Method[method]),
        allowHeaders: CORS_HEADERS,
        allowCredentials: false,
      },
    },
  ];
}
