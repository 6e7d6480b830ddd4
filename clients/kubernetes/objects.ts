/** An object of any kind, as the server has it. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: any };
  readonly [field: string]: any;
}

/** An object as it is declared, and no more of it. */
export type Declared = Readonly<Pick<LiveObject, 'apiVersion' | 'kind' | 'metadata'>>;

/** `Kind namespace/name`. */
export function titleOf({ kind, metadata }: Pick<LiveObject, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
