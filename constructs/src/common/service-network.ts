import { invalidProp } from './errors';

/** The domain of most clusters. */
export const CLUSTER_DOMAIN = 'cluster.local';

const DOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** The DNS name of a Service. Without a namespace, the name only resolves in the namespace of the Service. */
export function serviceHost(service: string, namespace: string | undefined, clusterDomain = CLUSTER_DOMAIN): string {
  return namespace ? `${service}.${namespace}.svc.${clusterDomain}` : service;
}

/** The name of the headless Service of a StatefulSet. */
export function headlessServiceName(name: string): string {
  return `${name}-headless`;
}

/** The DNS name of a pod of a StatefulSet. The first pod has the number 0. */
export function nodeHost(name: string, node: number, namespace: string | undefined, clusterDomain?: string): string {
  return `${name}-${node}.${serviceHost(headlessServiceName(name), namespace, clusterDomain)}`;
}

/** Rejects a domain that is no DNS name. */
export function validateClusterDomain(construct: string, domain: string | undefined): void {
  if (domain !== undefined && !(domain.length <= 253 && DOMAIN.test(domain))) {
    const allowed = 'a DNS name in lower case';
    throw invalidProp(construct, 'clusterDomain', domain, allowed, `for example, write ${CLUSTER_DOMAIN}`);
  }
}

/** The fields of a Service for the IP families. None is the default of the cluster. */
export function ipFamilyFields(construct: string, ipFamilies: readonly string[] | undefined) {
  if (ipFamilies === undefined) {
    return {};
  }
  const known = ipFamilies.every(family => ['IPv4', 'IPv6'].includes(family));
  if (!known || ipFamilies.length === 0 || new Set(ipFamilies).size < ipFamilies.length) {
    const allowed = 'IPv4, IPv6 or both, each once';
    throw invalidProp(construct, 'ipFamilies', ipFamilies.join(', '), allowed, 'for example, write [IPv4, IPv6]');
  }
  return {
    ipFamilies: [...ipFamilies],
    // A cluster of one family gives the Service an address of this family.
    ipFamilyPolicy: ipFamilies.length > 1 ? 'PreferDualStack' : 'SingleStack',
  };
}

/** The address that is every address of a pod. `::` is of both families. */
export function everyAddress(ipFamilies: readonly string[] | undefined): string {
  return ipFamilies?.includes('IPv6') ? '::' : '0.0.0.0';
}
