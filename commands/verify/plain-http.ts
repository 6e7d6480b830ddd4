import type { Config } from '../../config/schema';
import { stackNames } from '../../config/names';
import { codeOf } from '../../clients/http';
import { RawHttp, type RawHttpOptions } from '../../clients/raw-http';
import { type Check, ManyFailures, ok, skippedCheck } from './check';
import { absolute, told } from './http-checks';
import type { VerifyOptions } from './options';

const NAME = 'plain-http';
const TITLE = 'Plain HTTP';
/** Whoever does not answer within it serves nothing, in milliseconds. */
const PATIENCE = 3000;

/** Port 80 of each host leads to https, or serves nothing: a key that is sent there crosses the network as it is. */
export function plainHttpCheck(config: Config, { ingress, timeout }: Pick<VerifyOptions, 'ingress' | 'timeout'>) {
  if (ingress && ingress.port !== 443) {
    return skippedCheck(NAME, TITLE, `--ingress names port ${ingress.port}, so that of plain HTTP is not known`);
  }
  const common = { at: ingress && { ...ingress, port: 80 }, timeout: Math.min(timeout * 1000, PATIENCE) };
  return noPlainHttp(
    stackNames(config).hosts.map(host => ({ ...common, url: `http://${host}` })),
    config.gateway
      ? 'name the TLS listener of the Gateway in gateway.sectionName, so that the routes are not on a plain one too'
      : 'have the ingress controller redirect port 80 to https for every host, or close it: docs/going-to-production.md says how',
  );
}

/** @param fix what to do where one of them serves something */
export function noPlainHttp(hosts: readonly RawHttpOptions[], fix: string): Check {
  return {
    name: NAME,
    title: TITLE,
    run: async () => {
      const outcomes = await Promise.all(hosts.map(outcomeAt));
      const details = outcomes.flatMap(({ served }) => served ?? []);
      if (details.length > 0) {
        const problem = `${details.length} of ${hosts.length} hosts serve plain HTTP, where keys can be read on their way`;
        throw new ManyFailures(problem, fix, details);
      }
      return ok([...new Set(outcomes.map(({ seen }) => seen))].join(', '));
    },
  };
}

async function outcomeAt(host: RawHttpOptions): Promise<{ readonly seen: string; readonly served?: string }> {
  const server = new RawHttp(host);
  try {
    const answer = await server.send({ method: 'GET', path: '/' });
    const seen = String(answer.status);
    // Not to sign in at another host: oauth2-proxy sends people there over plain HTTP too.
    const secure = `https://${new URL(host.url).hostname}/`;
    if (answer.status >= 300 && answer.status < 400 && absolute(answer, host.url)?.startsWith(secure)) {
      return { seen: `${seen} to https` };
    }
    // Whoever asks for a key there is sent it there.
    const serves = answer.status < 400 || answer.status === 401;
    return serves ? { seen, served: `GET ${host.url}/: ${told(answer)}` } : { seen };
  } catch (error) {
    if (codeOf(error) === undefined) {
      throw error;
    }
    return { seen: 'no answer' };
  } finally {
    server.close();
  }
}
