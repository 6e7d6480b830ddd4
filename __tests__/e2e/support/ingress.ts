import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerCertificate } from './certificates';
import { Daemon } from './daemon';
import { freePorts } from './ports';

export interface IngressOptions {
  readonly dashboardHost: string;
  readonly apiHost: string;
  readonly certificate: ServerCertificate;
  /** Ports of the two backends. */
  readonly qdrant: number;
  readonly oauth2Proxy: number;
  /** Whether the whole host of the dashboard leads to oauth2-proxy. @default false */
  readonly toProxy?: boolean;
  /** What is written wrongly. @default - nothing */
  readonly fault?: Fault;
}

/** Mistakes that people make at an ingress. */
export const FAULTS = {
  'no login': 'auth_request is missing',
  'one path open': 'location /metrics has no login',
  'one file open': 'location = /readyz has no login, for a health check',
  'only GET protected': 'other methods skip the login',
  'OPTIONS open': 'preflight requests skip the login',
  'paths listed': 'the login stands before listed paths, and slashes are not merged',
  'trusts a header': 'X-Original-URL says which path it is',
  'trusts an Authorization': 'whoever sends an Authorization header skips the login',
  'redirect for now': 'the root is redirected with 302',
  'redirect elsewhere': 'the root is redirected to the API',
  'sign-in elsewhere': 'people without a session are sent to another host',
  'proxy gone': 'oauth2-proxy does not answer',
} as const;
export type Fault = keyof typeof FAULTS;

const PROGRAM = '/usr/sbin/nginx';

/** A real nginx that does what the annotations of the four ingresses say, as ingress-nginx would have it do. */
export class Ingress {
  private constructor(
    private readonly daemon: Daemon,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(options: IngressOptions): Promise<Ingress> {
    const folder = mkdtempSync(join(tmpdir(), 'qdrant-stack-nginx-'));
    const [port, nobody] = (await freePorts(2)) as [number, number];
    writeFileSync(join(folder, 'tls.crt'), options.certificate.certificate);
    writeFileSync(join(folder, 'tls.key'), options.certificate.key, { mode: 0o600 });
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, nobody, options));
    const daemon = new Daemon(PROGRAM, ['-p', folder, '-c', join(folder, 'nginx.conf')], folder);
    const ingress = new Ingress(daemon, folder, port);
    await ingress.listening().catch(async error => {
      await ingress.stop();
      throw error;
    });
    return ingress;
  }

  /** The hosts that were sent this key, in whichever header a key can be. */
  hostsThatGot(key: string): string[] {
    const requests = readFileSync(join(this.folder, 'keys.log'), 'utf8').split('\n');
    return [...new Set(requests.filter(line => line.includes(key)).map(line => line.split(' ')[0]!))];
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async listening(): Promise<void> {
    for (;;) {
      this.daemon.assertRunning();
      if (await accepts(this.port)) return;
      await sleep(20);
    }
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

function configuration(folder: string, port: number, nobody: number, options: IngressOptions): string {
  const { dashboardHost, apiHost, qdrant, fault } = options;
  const oauth2Proxy = fault === 'proxy gone' ? nobody : options.oauth2Proxy;
  const toQdrant = `proxy_pass http://127.0.0.1:${qdrant};`;
  return `
daemon off;
master_process off;
error_log ${folder}/error.log;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  log_format keys '$host $http_api_key $http_authorization';
  access_log ${folder}/keys.log keys;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;
  proxy_set_header X-Forwarded-Proto https;
  proxy_read_timeout 60s;
  client_max_body_size 0;
  ssl_certificate ${folder}/tls.crt;
  ssl_certificate_key ${folder}/tls.key;
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${apiHost};
    location / { ${toQdrant} }
  }
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${dashboardHost};
    ${options.toProxy ? `location / { proxy_buffer_size 16k; proxy_buffers 4 16k; proxy_pass http://127.0.0.1:${oauth2Proxy}; }` : authRequest(options, oauth2Proxy)}
  }
}
`;
}

/** The host of the dashboard where each request asks oauth2-proxy first. */
function authRequest({ dashboardHost, apiHost, qdrant, fault }: IngressOptions, oauth2Proxy: number): string {
  const toQdrant = `proxy_pass http://127.0.0.1:${qdrant};`;
  const login = fault === 'no login' ? '' : 'auth_request /_external-auth; error_page 401 = @sign-in;';
  const redirect = {
    'redirect for now': `return 302 https://${dashboardHost}/dashboard;`,
    'redirect elsewhere': `return 301 https://${apiHost}/dashboard;`,
  }[fault as string];
  return `
    ${fault === 'paths listed' ? 'merge_slashes off;' : ''}
    location = / { ${redirect ?? `return 301 https://${dashboardHost}/dashboard;`} }
    location /oauth2 {
      proxy_buffer_size 16k; proxy_buffers 4 16k;
      proxy_pass http://127.0.0.1:${oauth2Proxy};
    }
    location = /_external-auth {
      internal;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header Upgrade "";
      proxy_set_header Connection "";
      proxy_pass http://127.0.0.1:${oauth2Proxy}/oauth2/auth;
    }
    location @sign-in {
      return 302 https://${fault === 'sign-in elsewhere' ? 'elsewhere.example.org' : '$host'}/oauth2/start?rd=$request_uri;
    }
    ${locations(fault, login, toQdrant)}`;
}

/** Everything but the login's own paths. */
function locations(fault: Fault | undefined, login: string, toQdrant: string): string {
  const guarded = `location / { ${login} ${toQdrant} }`;
  const unless = (condition: string) => `
    location @open { ${toQdrant} }
    location / { error_page 418 = @open; if (${condition}) { return 418; } ${login} ${toQdrant} }`;
  switch (fault) {
    case 'one path open':
      return `location /metrics { ${toQdrant} } ${guarded}`;
    case 'one file open':
      return `location = /readyz { ${toQdrant} } ${guarded}`;
    case 'only GET protected':
      return unless('$request_method !~ ^(GET|HEAD)$');
    case 'OPTIONS open':
      return unless('$request_method = OPTIONS');
    case 'trusts a header':
      return unless('$http_x_original_url ~ ^/oauth2');
    case 'trusts an Authorization':
      return unless('$http_authorization != ""');
    case 'paths listed':
      return `
    location ~ ^/(collections|telemetry|metrics|cluster|snapshots|dashboard|aliases|readyz) { ${login} ${toQdrant} }
    location / { ${toQdrant} }`;
    default:
      return guarded;
  }
}
