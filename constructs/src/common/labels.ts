/** A set of labels or annotations. */
export type StringMap = { readonly [key: string]: string };

/** What the recommended labels say about one object. */
interface LabelInput {
  /** The product, e.g. `qdrant`. */
  readonly name: string;
  /** The name of this one installation of it. */
  readonly instance: string;
  /** The part that the object plays in the stack. */
  readonly component: string;
  /** Image of a workload: its tag becomes the version label. */
  readonly image?: string;
}

/** The recommended `app.kubernetes.io/*` labels. Selectors never use more than name and instance of these. */
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

/** The tag of an image reference, where it has one: the part behind the last colon that no slash follows. */
function versionOf(image: string): string | undefined {
  return /:([A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)$/.exec(image.split('@')[0]!)?.[1];
}
