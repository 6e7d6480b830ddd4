/** An object of any kind, as the server returns it. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: any };
  readonly [field: string]: any;
}

/** The identity of an object. */
export type Declared = Readonly<Pick<LiveObject, 'apiVersion' | 'kind' | 'metadata'>>;

/** `Kind namespace/name`. */
export function titleOf({ kind, metadata }: Pick<LiveObject, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** Whether two objects have the same kind, name and namespace. The version of the API may differ. */
export function isSameObject(one: Identity, other: Identity): boolean {
  return (
    one.kind === other.kind &&
    one.metadata.name === other.metadata.name &&
    one.metadata.namespace === other.metadata.namespace
  );
}

interface Identity {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A container of a running pod. */
export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly name: string;
}

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}
