import type { Agent } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';

/** How long a connection is kept that no request uses, in milliseconds: shorter than load balancers keep it. */
const IDLE = 10_000;

/** The part of a URL that decides which server gets the request. */
interface Origin {
  readonly protocol: string | null;
  readonly host: string | null;
}

/**
 * The library opens a connection for each request. From now on, requests share them: that halves the time of a deploy. And the
 * library follows redirects, with the body and the client certificate: from now on, never to another server.
 */
export function keepConnections(kubeconfig: KubeConfig): void {
  const authenticate = kubeconfig.applySecurityAuthentication.bind(kubeconfig);
  let kept: Agent | undefined;
  kubeconfig.applySecurityAuthentication = async request => {
    await authenticate(request);
    const agent = request.getAgent() as Agent;
    // A plugin may have renewed the client certificate.
    if (kept === undefined || !isDeepStrictEqual(kept.options.cert, agent.options.cert)) {
      kept = Object.assign(agent, { keepAlive: true });
      kept.options.timeout = IDLE;
    }
    const server = new URL(request.getUrl());
    const shared = kept;
    // node-fetch asks for the agent of each URL, also of those that redirects name.
    const agentFor = ({ protocol, host }: Origin): Agent => {
      if (protocol !== server.protocol || host !== server.host) {
        throw new Error(`the server redirects to ${protocol}//${host}, and no request leaves ${server.origin}`);
      }
      return shared;
    };
    request.setAgent(agentFor as unknown as Agent);
  };
}
