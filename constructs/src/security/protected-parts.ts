import { type ApiObject } from 'cdk8s';
import { type StringMap } from '../common/labels';

/** What the rules need to know about Qdrant. `QdrantChart` has all of it. */
export interface ProtectedQdrant {
  readonly statefulSet: ApiObject;
  readonly service: ApiObject;
  readonly headlessService: ApiObject;
  readonly selectorLabels: StringMap;
  /** Port between the nodes; absent without cluster mode. */
  readonly p2pPort?: number;
  /** Port of the metrics without API key; absent if the metrics are on the port of the API. */
  readonly metricsPort?: number;
  readonly hasApiKey: boolean;
}

/** What the rules need to know about another application. Its Service can be outside of the app. */
export interface ProtectedApplication {
  /** Name of the application in messages. */
  readonly title: string;
  readonly serviceName: string;
  readonly namespace?: string;
  /** Path of the dashboard. */
  readonly dashboardPath: string;
  readonly hasApiKey: boolean;
}

/** What the rules need to know about the sign-in. `OAuth2ProxyChart` has all of it. */
export interface ProtectedSignIn {
  readonly deployment: ApiObject;
  readonly service: ApiObject;
  readonly selectorLabels: StringMap;
  readonly containerPort: number;
  /** Path prefix of the endpoints of oauth2-proxy itself. */
  readonly proxyPrefix: string;
}

/** The objects and the host that the route rules protect. */
export interface ProtectedParts {
  /** Qdrant or another application behind the sign-in. */
  readonly backend: ProtectedQdrant | ProtectedApplication;
  readonly oauth2Proxy: ProtectedSignIn;
  readonly dashboardHost: string;
  /** Class of the ingresses whose controller asks oauth2-proxy about each request; absent where no controller does. */
  readonly askingClass?: string;
}

/** Whether the rules protect Qdrant. */
export function isQdrant(backend: ProtectedParts['backend']): backend is ProtectedQdrant {
  return 'statefulSet' in backend;
}

/** The name of the backend in messages. */
export function titleOf(backend: ProtectedParts['backend']): string {
  return isQdrant(backend) ? 'Qdrant' : backend.title;
}
