import { ACCESS_ROWS } from './access-rows';
import { POD_ROWS } from './pod-rows';
import type { Row } from './row';
import { SETTING_ROWS } from './settings-rows';
import { STORAGE_ROWS } from './storage-rows';
import { type Tree, withValue } from './tree';

/** Every key of the values of the Helm chart qdrant. */
export const TABLE: readonly Row[] = [...POD_ROWS, ...STORAGE_ROWS, ...SETTING_ROWS, ...ACCESS_ROWS];

/** The top-level keys. */
export const CHART_KEYS: ReadonlySet<string> = new Set(TABLE.map(({ key }) => key.split('.')[0]!));

/** The values that the chart has without a file. */
export const DEFAULT_VALUES = TABLE.reduce<Tree>(
  (tree, { key, byDefault }) => (byDefault === undefined ? tree : (withValue(tree, key.split('.'), byDefault) as Tree)),
  {},
);
