import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { docsPage } from '../../cli/pages';
import { codeOf } from '../../clients/http';
import type { RawHttpOptions } from '../../clients/raw-http';
import { type Check, ManyFailures, ok, skippedCheck } from './check';
import { absolute, described } from './http-checks';
import type { VerifyOptions } from './options';
import { rawHttp } from './reach';

type Host = Omit<RawHttpOptions, 'explain'>;

const NAME = 'plain-http';
const TITLE = 'Plain HTTP';
/** A host without an answer within this time serves nothing, in milliseconds. */
const TIMEOUT = 3000;

/** Port 80 of each host redirects to https, or serves nothing: a key crosses the network there unencrypted. */
export function plainHttpCheck(config: Config, { ingress, timeout }: Pick<VerifyOptions, 'ingress' | 'timeout'>) {
  if (ingress && ingress.port !== 443) {
    return skippedCheck(NAME, TITLE, `--ingress names port ${ingress.port}, so the port of plain HTTP is unknown`);
  }
  const common = { at: ingress && { ...ingress, port: 80 }, timeout: Math.min(timeout * 1000, TIMEOUT) };
  return noPlainHttp(
    stackNames(config).hosts.map(host => ({ ...common, url: `http://${host}` })),
    config.gateway
      ? 'set gateway.sectionName to the TLS listener of the Gateway; without sectionName, the plain HTTP listener serves the routes too'
      : `let the ingress controller redirect port 80 to https for every host, or close it: ${docsPage('going-to-production')} shows how`,
  );
}

/** @param fix How to fix a host that serves plain HTTP. */
export function noPlainHttp(hosts: readonly Host[], fix: string): Check {
  return {
    name: NAME,
    title: TITLE,
    run: async () => {
      const outcomes = await Promise.all(hosts.map(outcomeAt));
      const details = outcomes.flatMap(({ served }) => served ?? []);
      if (details.length > 0) {
        const problem = `${details.length} of ${hosts.length} hosts serve plain HTTP, which shows keys to the network`;
        throw new ManyFailures(problem, fix, details);
      }
      return ok([...new Set(outcomes.map(({ seen }) => seen))].join(', '));
    },
  };
}

async function outcomeAt(host: Host): Promise<{ readonly seen: string; readonly served?: string }> {
  const server = rawHttp(host);
  try {
    const answer = await server.send({ method: 'GET', path: '/' });
    const seen = String(answer.status);
    // A redirect to the sign-in at another host does not count: oauth2-proxy sends it over plain HTTP too.
    const secure = `https://${new URL(host.url).hostname}/`;
    if (answer.status >= 300 && answer.status < 400 && absolute(answer, host.url)?.startsWith(secure)) {
      return { seen: `${seen} to https` };
    }
    // A server that requires a key there receives the key there.
    const serves = answer.status < 400 || answer.status === 401;
    return serves ? { seen, served: `GET ${host.url}/: ${described(answer)}` } : { seen };
  } catch (error) {
    if (codeOf(error) === undefined) {
      throw error;
    }
    return { seen: 'no answer' };
  } finally {
    server.close();
  }
}
