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
  readonly qdrant: ProtectedQdrant;
  readonly oauth2Proxy: ProtectedSignIn;
  readonly dashboardHost: string;
  /** Class of the ingresses whose controller asks oauth2-proxy about each request; absent where no controller does. */
  readonly askingClass?: string;
}
