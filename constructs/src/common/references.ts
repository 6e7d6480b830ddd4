/**
 * One value of a Secret that exists, or will exist, in the namespace of the pods that use it.
 */
export interface SecretKey {
  /** Name of the Secret. */
  readonly name: string;

  /** Key in the Secret's data. */
  readonly key: string;
}

/**
 * One value of a ConfigMap in the namespace of the pods that use it.
 */
export interface ConfigMapKey {
  /** Name of the ConfigMap. */
  readonly name: string;

  /** Key in the ConfigMap's data. */
  readonly key: string;
}
