/** The name by which pods reach a Service. Without a namespace it is known only to pods of the same namespace. */
export function serviceHost(service: string, namespace: string | undefined): string {
  return namespace ? `${service}.${namespace}.svc.cluster.local` : service;
}
