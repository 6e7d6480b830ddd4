import { once } from 'node:events';
import { type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { api } from './api';
import type { ServerCertificate } from './certificates';

interface GatewayDoubleOptions {
  readonly namespace: string;
  readonly certificate: ServerCertificate;
  /** The ports of the Services on 127.0.0.1. */
  readonly services: Readonly<Record<string, () => number>>;
}

interface Candidate {
  readonly rule: any;
  readonly isExact: boolean;
  readonly length: number;
  readonly created: string;
  readonly name: string;
}

/**
 * Stands in for the controller of a Gateway: serves the HTTPRoutes that a namespace has at this moment. An exact path wins over a
 * prefix, a longer prefix over a shorter one, the older route over the newer one, and then the name decides, as the specification
 * says.
 */
export class GatewayDouble {
  private constructor(
    private readonly options: GatewayDoubleOptions,
    private readonly server: Server,
  ) {}

  static async start(options: GatewayDoubleOptions): Promise<GatewayDouble> {
    const { certificate: cert, key } = options.certificate;
    const double = new GatewayDouble(options, createServer({ cert, key }));
    double.server.on('request', (request, response) => {
      double.serve(request, response).catch(error => response.writeHead(500).end(String(error)));
    });
    double.server.listen(0, '127.0.0.1');
    await once(double.server, 'listening');
    return double;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host!.split(':')[0]!;
    const rule = await this.ruleFor(host, request.url!.split('?')[0]!);
    if (!rule) return void response.writeHead(404).end();
    const redirect = rule.filters?.find(({ type }: any) => type === 'RequestRedirect')?.requestRedirect;
    if (redirect) {
      const { scheme = 'https', hostname = host, path, statusCode = 302 } = redirect;
      const location = `${scheme}://${hostname}${path?.replaceFullPath ?? request.url}`;
      return void response.writeHead(statusCode, { location }).end();
    }
    const port = this.options.services[rule.backendRefs[0].name]!();
    const headers = { ...request.headers, 'x-forwarded-proto': 'https', 'x-forwarded-host': host };
    const onward = ask({ host: '127.0.0.1', port, path: request.url, method: request.method, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(503).end());
    request.pipe(onward);
  }

  /** The rule of the routes that takes a request. */
  private async ruleFor(host: string, path: string): Promise<any> {
    const routes = await api.list('httproutes.gateway.networking.k8s.io', this.options.namespace);
    const candidates = routes
      .filter(({ spec }) => spec.hostnames.includes(host))
      .flatMap(({ metadata: { name, creationTimestamp: created }, spec }): Candidate[] =>
        spec.rules.flatMap((rule: any) =>
          (rule.matches ?? [{ path: { type: 'PathPrefix', value: '/' } }])
            .filter(({ path: { type, value } }: any) =>
              type === 'Exact' ? value === path : `${path}/`.startsWith(`${value.replace(/\/$/, '')}/`),
            )
            .map(({ path: { type, value } }: any) => ({
              ...{ rule, created, name },
              isExact: type === 'Exact',
              length: value.length,
            })),
        ),
      );
    const [first] = candidates.sort(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) ||
        b.length - a.length ||
        a.created.localeCompare(b.created) ||
        a.name.localeCompare(b.name),
    );
    return first?.rule;
  }
}
