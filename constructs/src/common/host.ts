/** The DNS name of a Service. Without a namespace, the name only resolves in the namespace of the Service. */
export function serviceHost(service: string, namespace: string | undefined): string {
  return namespace ? `${service}.${namespace}.svc.cluster.local` : service;
}
