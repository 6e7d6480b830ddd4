/** A set of labels or annotations. */
export type StringMap = { readonly [key: string]: string };

/** The values of the recommended labels of one object. */
interface LabelInput {
  /** Product, e.g. `qdrant`. */
  readonly name: string;
  /** Name of this installation of the product. */
  readonly instance: string;
  /** Role of the object in the stack. */
  readonly component: string;
  /** Image of a workload. Its tag becomes the version label. */
  readonly image?: string;
}

/** The recommended `app.kubernetes.io/*` labels. Selectors use only `name` and `instance` of these labels. */
export function recommendedLabels({ name, instance, component, image }: LabelInput): StringMap {
  const version = image && versionOf(image);
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/component': component,
    ...(version && { 'app.kubernetes.io/version': version }),
    'app.kubernetes.io/part-of': 'qdrant-stack',
    'app.kubernetes.io/managed-by': 'cdk8s',
  };
}

/** The tag of an image reference: the text after the last colon, if no slash follows. */
function versionOf(image: string): string | undefined {
  return /:([A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)$/.exec(image.split('@')[0]!)?.[1];
}
