import { invalidProp } from '../common/errors';

/** The hosts of a stack. */
interface Hosts {
  readonly dashboardHost: string;
  readonly apiHost?: string;
  readonly apiAliases?: readonly string[];
  readonly grpcHost?: string;
}

/** A DNS name. */
export const HOST = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** Rejects equal hosts, and names that Kubernetes does not take. */
export function validateHosts(construct: string, { dashboardHost, apiHost, grpcHost, apiAliases = [] }: Hosts): void {
  for (const [prop, host] of Object.entries({
    dashboardHost,
    ...(apiHost !== undefined && { apiHost }),
    ...(grpcHost !== undefined && { grpcHost }),
    ...Object.fromEntries(apiAliases.map((alias, index) => [`apiAliases[${index}]`, alias])),
  })) {
    if (!HOST.test(host)) {
      const lower = String(host).toLowerCase();
      const fix = HOST.test(lower) ? `write ${lower}` : 'for example, write qdrant.example.com';
      throw invalidProp(construct, prop, host, 'a DNS name in lower case', fix);
    }
  }
  if (dashboardHost === apiHost) {
    throw invalidProp(construct, 'apiHost', apiHost, 'a host other than dashboardHost', 'use a host for each of them');
  }
  if (grpcHost !== undefined && [apiHost, dashboardHost].includes(grpcHost)) {
    const allowed = 'a host other than dashboardHost and apiHost';
    throw invalidProp(construct, 'grpcHost', grpcHost, allowed, 'use a host for each of them');
  }
  const others = [dashboardHost, apiHost, grpcHost];
  const taken = apiAliases.find((alias, index) => others.includes(alias) || apiAliases.indexOf(alias) < index);
  if (taken !== undefined || (apiAliases.length > 0 && apiHost === undefined)) {
    const allowed = apiHost === undefined ? 'absent without apiHost' : 'hosts other than all other hosts, each once';
    throw invalidProp(construct, 'apiAliases', taken ?? apiAliases.join(', '), allowed, 'remove it from the list');
  }
}
