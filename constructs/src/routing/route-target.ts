import { invalidProp } from '../common/errors';
import { type StringMap } from '../common/labels';
import { type QdrantChart } from '../qdrant/qdrant-chart';
import { type ProtectedApplication, type ProtectedQdrant } from '../security/protected-parts';
import { nginx } from './nginx';
import { checkedAnnotations, toQdrantAnnotations } from './nginx-annotations';
import { type ServiceBackend, type WebApplication } from './web-application';

const QDRANT_DASHBOARD = '/dashboard';
const PATH = /^\/(?:[\w.~-]+(?:\/[\w.~-]+)*)?$/;
const NAME = /^[a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?$/;

/** The props that say what the routes lead to. */
interface TargetProps {
  readonly qdrant?: QdrantChart;
  readonly application?: WebApplication;
  readonly apiHost?: string;
  readonly grpcHost?: string;
}

/** What the routes of a construct lead to: Qdrant or another application. */
export interface RouteTarget {
  /** Value of the label `app.kubernetes.io/name`, and prefix of the names of the routes. */
  readonly name: string;
  readonly instance: string;
  /** Name of the ingress to the endpoints of oauth2-proxy. */
  readonly signInIngress: string;
  readonly dashboard: ServiceBackend;
  /** Path of the dashboard. With `/`, no request is redirected. */
  readonly dashboardPath: string;
  readonly api: ServiceBackend;
  readonly dashboardAnnotations: StringMap;
  readonly apiAnnotations: StringMap;
  /** What the security rules protect. */
  readonly backend: ProtectedQdrant | ProtectedApplication;
}

/** What the routes lead to, after the checks of the props. */
export function routeTarget(construct: string, namespace: string | undefined, props: TargetProps): RouteTarget {
  const { qdrant, application, apiHost, grpcHost } = props;
  if (qdrant && application) {
    throw invalidProp(construct, 'application', application.name, 'absent with qdrant', 'remove one of them');
  }
  if (application) {
    validateApplication(construct, application);
    if (grpcHost !== undefined) {
      throw invalidProp(construct, 'grpcHost', grpcHost, 'absent with application', 'remove grpcHost');
    }
    return applicationTarget(application, namespace);
  }
  if (!qdrant) {
    throw invalidProp(
      construct,
      'qdrant',
      qdrant,
      'a QdrantChart, if application is absent',
      'set qdrant or application',
    );
  }
  if (apiHost === undefined || apiHost === null) {
    throw invalidProp(construct, 'apiHost', apiHost, 'a value: this prop is required', 'set apiHost');
  }
  return qdrantTarget(qdrant);
}

function qdrantTarget(qdrant: QdrantChart): RouteTarget {
  const service = { serviceName: qdrant.service.name, port: qdrant.serviceHttpPort };
  return {
    name: 'qdrant',
    instance: qdrant.statefulSet.name,
    signInIngress: 'oauth2-proxy-ingress',
    dashboard: service,
    dashboardPath: QDRANT_DASHBOARD,
    api: service,
    dashboardAnnotations: toQdrantAnnotations(qdrant),
    apiAnnotations: { ...toQdrantAnnotations(qdrant), ...checkedAnnotations(qdrant) },
    backend: qdrant,
  };
}

function applicationTarget(application: WebApplication, namespace: string | undefined): RouteTarget {
  const { name, serviceName, port, dashboardPath = '/', hasApiKey = false } = application;
  const dashboard = { serviceName, port };
  const annotations = nginx({ 'proxy-body-size': '0' });
  return {
    name,
    instance: name,
    signInIngress: `${name}-oauth2-proxy-ingress`,
    dashboard,
    dashboardPath,
    api: application.api ?? dashboard,
    dashboardAnnotations: annotations,
    apiAnnotations: annotations,
    backend: { title: name, serviceName, namespace, dashboardPath, hasApiKey },
  };
}

function validateApplication(construct: string, { name, dashboardPath, ...backend }: WebApplication): void {
  if (!NAME.test(String(name))) {
    const allowed = 'at most 40 lower-case letters, digits and hyphens';
    throw invalidProp(construct, 'application.name', name, allowed, 'for example, write reports');
  }
  if (dashboardPath !== undefined && !PATH.test(dashboardPath)) {
    const allowed = 'an absolute path without a slash at the end';
    throw invalidProp(construct, 'application.dashboardPath', dashboardPath, allowed, 'for example, write /ui');
  }
  for (const [prop, { serviceName, port }] of [
    ['application', backend],
    ...(backend.api ? [['application.api', backend.api] as const] : []),
  ] as const) {
    if (!serviceName) {
      const fix = 'write the name of the Service';
      throw invalidProp(construct, `${prop}.serviceName`, serviceName, 'a value: this prop is required', fix);
    }
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      const fix = 'write the port of the Service';
      throw invalidProp(construct, `${prop}.port`, port, 'an integer from 1 to 65535', fix);
    }
  }
}
