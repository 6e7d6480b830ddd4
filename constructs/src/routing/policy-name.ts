/** The name of the admission policy of a Qdrant. The name contains the namespace, so that each stack has its own. */
export function policyName(qdrant: string, namespace: string): string {
  return `${qdrant}-routes.${namespace}`;
}
