/**
 * One value of a Secret in the namespace of the pods that use it. The Secret must exist before the pods start.
 */
export interface SecretKey {
  /** Name of the Secret. */
  readonly name: string;

  /** Key in the Secret's data. */
  readonly key: string;
}

/**
 * One value of a ConfigMap in the namespace of the pods that use it. The ConfigMap must exist before the pods start.
 */
export interface ConfigMapKey {
  /** Name of the ConfigMap. */
  readonly name: string;

  /** Key in the ConfigMap's data. */
  readonly key: string;
}
