import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const ENDED = new Error('The test has ended.');

/**
 * The death of a process at one of its requests, as by `kill -9`. The server gets this request, and the process no answer: the
 * process waits for ever, so that it writes no file and sends nothing that reaches a server.
 */
export class Death {
  /** How many requests the process sent. */
  requests = 0;
  /** Called when a server has done a request. */
  onRequest: () => void = () => undefined;
  private die: () => void = () => undefined;
  private readonly died = new Promise<void>(resolve => (this.die = resolve));
  private end: () => void = () => undefined;
  private readonly ended = new Promise<never>((_, reject) => {
    this.end = () => reject(ENDED);
  });
  private readonly servers: Server[] = [];
  private readonly runs: Promise<unknown>[] = [];

  /** @param at The number of the last request that reaches a server. Default: the process lives. */
  constructor(private readonly at = Infinity) {
    this.ended.catch(() => undefined);
  }

  /** Sends a request, unless the process is dead. */
  async send<T>(deliver: () => Promise<T>): Promise<T> {
    const number = ++this.requests;
    const answer = number <= this.at ? await deliver() : undefined;
    this.onRequest();
    if (number >= this.at) {
      this.die();
    }
    return this.requests >= this.at ? this.ended : answer!;
  }

  /** The URL of a server for this process alone. */
  async inFrontOf(url: string): Promise<string> {
    const server = createServer((incoming, response) => void this.relay(url, incoming, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Waits until a run is dead, or has ended alive. */
  async of(run: Promise<unknown>): Promise<void> {
    this.runs.push(run.catch(() => undefined));
    await Promise.race([run, this.died]);
  }

  /** Ends what waits for ever, at the end of a test. */
  async stop(): Promise<void> {
    this.end();
    await Promise.all(this.runs);
    this.servers.forEach(server => {
      server.closeAllConnections();
      server.close();
    });
  }

  private async relay(url: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    try {
      const { status, headers, content } = await this.send(() => forward(url, incoming, body));
      response.writeHead(status, headers).end(content);
    } catch (error) {
      if (error === ENDED) {
        // Not a status after which requests are repeated.
        response.writeHead(401).end();
      } else {
        response.destroy(); // As the server did.
      }
    }
  }
}

async function forward(url: string, { method, url: path, headers }: IncomingMessage, body: Buffer) {
  const outgoing = request(url + path, {
    method,
    headers: { ...headers, 'content-length': body.length },
    agent: false,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode!, headers: answer.headers, content: await buffer(answer) };
}
