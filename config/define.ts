import type * as cdk8s from 'cdk8s';
import type { QdrantStack } from 'cdk8s-qdrant';
import type * as constructs from 'constructs';
import type { ConfigKeys } from './config-keys';

/** What `extend` gets. */
export interface StackParts {
  readonly app: cdk8s.App;
  /** An empty chart with the namespace and the label of the stack, for objects beside the stack. Without objects, it has no file. */
  readonly chart: cdk8s.Chart;
  /** The constructs of the stack: `qdrant`, `oauth2Proxy`, `valkey`, `endpoints` and more. */
  readonly stack: QdrantStack;
  /** The package `cdk8s` of this app. Objects of another copy of the package can fail. */
  readonly cdk8s: typeof cdk8s;
  /** The package `constructs` of this app. */
  readonly constructs: typeof constructs;
}

/** Adds to the app what no key of the config says. A command can call the function several times, each time with a new app. */
export type Extend = (parts: StackParts) => void;

/** A config in TypeScript or JavaScript. */
export interface Config extends ConfigKeys {
  /** Adds to the app what no key says. */
  readonly extend?: Extend;
}

/** Returns the config as it is. Editors complete and check its keys. */
export function defineConfig(config: Config): Config {
  return config;
}
