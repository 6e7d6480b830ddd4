import { thousandths } from '../../../config/quantity';
import { configSchema } from '../../../config/schema';
import { isTree, type Tree } from './tree';

/** An amount of the config. */
interface Amount {
  /** The key below `resources`. */
  readonly path: string;
  readonly amount: unknown;
  /** The key of the chart. */
  readonly from: string;
}

interface Resources {
  readonly amounts: readonly Amount[];
  /** Keys that the config does not have. */
  readonly others: readonly string[];
  /** Amounts that the chart leaves out. */
  readonly unset: readonly string[];
}

const AMOUNT = /^\d+(?:\.\d+)?(?:m|[kMGTPE]i?|Ki)?$/;

/** The requests and limits as Kubernetes reads them: without a request, the limit is the request. */
export function stackedLimits(value: unknown): Resources {
  const resources = isTree(value) ? value : {};
  const [requests, limits] = ['requests', 'limits'].map(kind => treeAt(resources, kind));
  const defaults = configSchema.parse({}).qdrant.resources;
  const amounts = (['cpu', 'memory'] as const).flatMap(name => {
    const [request, limit] = [requests![name], limits![name]];
    const ofRequest = request ?? limit;
    const isAboveDefault = limit === undefined && isAmount(request) && isMore(request, String(defaults.limits?.[name]));
    const ofLimit = isAboveDefault ? request : limit;
    return [
      ...(ofRequest === undefined
        ? []
        : [
            {
              path: `requests.${name}`,
              amount: ofRequest,
              from: `resources.${request === undefined ? 'limits' : 'requests'}.${name}`,
            },
          ]),
      ...(ofLimit === undefined
        ? []
        : [
            {
              path: `limits.${name}`,
              amount: ofLimit,
              from: `resources.${limit === undefined ? 'requests' : 'limits'}.${name}`,
            },
          ]),
    ];
  });
  const set = (kind: Tree, name: string) => kind[name] !== undefined;
  return {
    amounts,
    others: Object.entries(resources).flatMap(([kind, names]) =>
      kind === 'requests' || kind === 'limits'
        ? Object.keys(treeAt(resources, kind)).flatMap(name =>
            name === 'cpu' || name === 'memory' ? [] : [`resources.${kind}.${name}`],
          )
        : names === undefined
          ? []
          : [`resources.${kind}`],
    ),
    unset: ['cpu', 'memory'].flatMap(name => [
      ...(set(requests!, name) || set(limits!, name) ? [] : [`requests.${name}`]),
      ...(set(limits!, name) ? [] : [`limits.${name}`]),
    ]),
  };
}

function treeAt(tree: Tree, key: string): Tree {
  const value = tree[key];
  return isTree(value) ? value : {};
}

function isAmount(value: unknown): value is string | number {
  return (typeof value === 'string' || typeof value === 'number') && AMOUNT.test(String(value));
}

function isMore(amount: string | number, other: string): boolean {
  return thousandths(String(amount)) > thousandths(other);
}
