import { type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { CORS_HEADERS, CORS_METHODS } from './cors';
import { validateReasons } from '../security/accepted-risks';
import { invalidProp } from '../common/errors';
import { type GatewayRoutesProps } from './gateway-props';
import type { HttpRouteSpecRules, HttpRouteSpecRulesFilters } from '../imports/gateway.networking.k8s.io';
import { recommendedLabels } from '../common/labels';
import { requireProps } from '../common/required';
import { addRouteRules } from '../security/route-rules';
import { type IEndpoints, type IWaysIn } from './endpoints';
import { validateHosts } from './hosts';
import { type RouteTarget, routeTarget } from './route-target';
import { type ServiceBackend } from './web-application';

/**
 * Routes of the Gateway API for a dashboard host with a sign-in and an API host. A gRPC host is optional. All requests to the
 * dashboard host go to oauth2-proxy. The routes use the standard channel of the Gateway API. At synthesis, security rules check every
 * route of the app, including routes outside this construct.
 *
 * The Gateway terminates TLS. Certificates and redirects from http to https are part of the Gateway, not of this construct.
 */
export class GatewayRoutes extends Construct implements IEndpoints, IWaysIn {
  public readonly dashboardUrl: string;

  public readonly apiUrl: string;

  public readonly grpcUrl?: string;

  constructor(scope: Construct, id: string, props: GatewayRoutesProps) {
    super(scope, id);
    requireProps('GatewayRoutes', props, ['gateway', 'oauth2Proxy', 'dashboardHost']);
    const target = routeTarget('GatewayRoutes', Chart.of(this).namespace, props);
    validate(props);

    const { gateway, qdrant, oauth2Proxy, dashboardHost, apiHost, grpcHost } = props;
    const { dashboardPath } = target;
    const { GrpcRoute, HttpRoute, HttpRouteSpecRulesMatchesPathType: PathType } = gatewayApi();
    this.dashboardUrl = `https://${dashboardHost}`;
    this.apiUrl = `https://${apiHost ?? dashboardHost}`;
    this.grpcUrl = grpcHost && `https://${grpcHost}`;

    // Qdrant answers the request for a snapshot only after the snapshot is complete. Many Gateways have timeouts of seconds.
    const timeouts = { request: `${oauth2Proxy.upstream!.timeoutSeconds}s` };
    const at = (value: string, type = PathType.PATH_PREFIX) => [{ path: { type, value } }];
    const to = ({ serviceName: name, port }: ServiceBackend) => [{ name, port }];
    const toProxy = to({ serviceName: oauth2Proxy.service.name, port: oauth2Proxy.port });

    const httpRoute = (name: string, hostnames: string[], rules: HttpRouteSpecRules[]): void => {
      new HttpRoute(this, name, {
        metadata: metadata(name, props, target),
        spec: { parentRefs: [gateway], hostnames, rules },
      });
    };

    httpRoute(
      `${target.name}-dashboard`,
      [dashboardHost],
      [
        ...(dashboardPath === '/'
          ? []
          : [{ matches: at('/', PathType.EXACT), filters: [redirect(dashboardHost, dashboardPath)] }]),
        { matches: at('/'), backendRefs: toProxy, timeouts },
      ],
    );

    const apiRules = () => [
      ...(props.acceptedRisks?.dashboardOnApiHost || dashboardPath === '/'
        ? []
        : [{ matches: at(dashboardPath), filters: [redirect(dashboardHost)] }]),
      {
        matches: at('/'),
        filters: cors(props.corsOrigins ?? []),
        backendRefs: to(target.api),
        timeouts,
      },
    ];
    if (apiHost !== undefined) {
      httpRoute(`${target.name}-api`, [apiHost, ...(props.apiAliases ?? [])], apiRules());
    }

    if (grpcHost && qdrant) {
      new GrpcRoute(this, 'qdrant-grpc', {
        metadata: metadata('qdrant-grpc', props, target),
        spec: {
          parentRefs: [gateway],
          hostnames: [grpcHost],
          rules: [{ backendRefs: to({ serviceName: qdrant.service.name, port: qdrant.serviceGrpcPort }) }],
        },
      });
    }

    addRouteRules(this, { backend: target.backend, oauth2Proxy, dashboardHost }, props.acceptedRisks);
  }
}

/** Loads the generated types only when they are needed, because they are large. */
function gatewayApi() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../imports/gateway.networking.k8s.io') as typeof import('../imports/gateway.networking.k8s.io');
}

function validate(props: GatewayRoutesProps): void {
  const { oauth2Proxy, qdrant } = props;
  const name = 'GatewayRoutes';
  validateReasons(name, props.acceptedRisks);
  validateHosts(name, props);
  if (!oauth2Proxy.upstream) {
    const allowed = 'an oauth2-proxy with proxyTo, because a Gateway cannot ask whether a user is signed in';
    throw invalidProp(name, 'oauth2Proxy', 'without proxyTo', allowed, 'set proxyTo');
  }
  if (qdrant && qdrant.scheme !== 'http') {
    const allowed = 'a Qdrant without TLS, because the Gateway connects to it with plain HTTP';
    throw invalidProp(name, 'qdrant', `with ${qdrant.scheme}`, allowed, 'remove tls, or set tls.service to false');
  }
}

function metadata(name: string, { annotations, labels }: GatewayRoutesProps, target: RouteTarget): ApiObjectMetadata {
  return {
    name,
    labels: {
      ...labels,
      ...recommendedLabels({ name: target.name, instance: target.instance, component: 'route' }),
    },
    annotations,
  };
}

/** A permanent redirect, to `path` or to the path of the request. */
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

/** The filter for the allowed origins. The Gateway checks origins, because Qdrant itself can only allow any origin or none. */
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
