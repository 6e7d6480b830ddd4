import type { Dispatcher } from 'undici';
import { type Io, io } from '../cli/io';
import { type Address, trusting } from './http';

/** Connections with settings of their own. */
export interface Connections {
  /** The option that makes `fetch` use them. */
  readonly init: RequestInit;
  /** The same, for `request` of undici. */
  readonly dispatcher: Dispatcher;
  /** Ends them, so that the process can end. */
  readonly close: () => Promise<void>;
}

/**
 * Connections that trust `ca` beside the public certificate authorities, and use the proxy in `HTTPS_PROXY` and `NO_PROXY`.
 * They always check the certificate, even if the environment turns the check off.
 *
 * @param at The address to connect to instead, without a proxy.
 */
export async function connections(ca: string | undefined, at?: Address): Promise<Connections> {
  const { Agent, buildConnector, EnvHttpProxyAgent } = await import('undici');
  const tls = trusting(ca);
  const connect = buildConnector(tls);
  const dispatcher = at
    ? new Agent({
        connect: (options, done) =>
          connect(
            {
              ...options,
              hostname: at.host,
              port: String(at.port),
              servername: options.servername ?? options.hostname,
            },
            done,
          ),
      })
    : new EnvHttpProxyAgent({ ...proxies(io().env), connect: tls, requestTls: tls });
  // The types of Node's fetch are those of another release of undici.
  return { init: { dispatcher } as unknown as RequestInit, dispatcher, close: () => dispatcher.close() };
}

/** The proxies that an environment names: by the lower-case names first, as everywhere. */
function proxies(env: Io['env']) {
  return {
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  };
}
