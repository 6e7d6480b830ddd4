import { invalidProp } from '../common/errors';

/** The hosts of a stack. */
interface Hosts {
  readonly dashboardHost: string;
  readonly apiHost: string;
  readonly grpcHost?: string;
}

/** Rejects equal hosts. */
export function validateHosts(construct: string, { dashboardHost, apiHost, grpcHost }: Hosts): void {
  if (dashboardHost === apiHost) {
    throw invalidProp(construct, 'apiHost', apiHost, 'a host other than dashboardHost', 'use a host for each of them');
  }
  if (grpcHost === apiHost || grpcHost === dashboardHost) {
    const allowed = 'a host other than dashboardHost and apiHost';
    throw invalidProp(construct, 'grpcHost', grpcHost, allowed, 'use a host for each of them');
  }
}
