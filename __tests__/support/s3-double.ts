import { createHash, createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const SSE = 'x-amz-server-side-encryption';
const SSE_KEY = 'x-amz-server-side-encryption-aws-kms-key-id';

/** A key that can sign requests. */
interface Key {
  readonly secret: string;
  readonly token?: string;
  readonly expiresAt?: Date;
}

interface Stored {
  readonly content: Buffer;
  /** The headers about the encryption with which the object was written. */
  readonly encryption: string;
}

interface Answer {
  readonly status?: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One bucket in memory, with the Security Token Service and the agent of EKS Pod Identity beside it, as the documentation of
 * Amazon describes them. Each request must have a correct signature.
 */
export class S3Double {
  readonly bucket = 'backups';
  readonly region = 'eu-central-1';
  readonly objects = new Map<string, Stored>();
  readonly keys = new Map<string, Key>([['writer', { secret: 'only-for-this-test' }]]);
  /** The keys of the signed requests, in order. */
  readonly signedBy: string[] = [];
  /** What a pod shows to get temporary credentials. */
  identity = {
    role: 'arn:aws:iam::1:role/backups',
    token: 'web-identity-of-the-pod',
    agentToken: 'token-for-the-agent',
  };
  /** How long temporary credentials are valid, in milliseconds. */
  validity = 3_600_000;
  /** Answers to requests for credentials, before the ordinary ones. */
  readonly identityFaults: Answer[] = [];
  /** What a policy of the bucket requires of each new object: the algorithm, and the key. */
  requiredEncryption = '';
  private readonly uploads = new Map<string, { key: string; encryption: string; parts: Map<number, Buffer> }>();
  private issued = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<S3Double> {
    const server = createServer((request, response) => {
      void bodyOf(request).then(body => {
        const { status = 200, body: content = '', headers = {} } = double.answer(request, body);
        response.writeHead(status, headers).end(content);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const double = new S3Double(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return double;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Makes a temporary key, as a person gets it from `aws sts`. */
  issue(): { readonly keyId: string; readonly secret: string; readonly token: string; readonly expiresAt: Date } {
    const number = ++this.issued;
    const made = { secret: `secret-of-session-${number}`, token: `session+token/${number}==` };
    const expiresAt = new Date(Date.now() + this.validity);
    this.keys.set(`session-${number}`, { ...made, expiresAt });
    return { keyId: `session-${number}`, ...made, expiresAt };
  }

  private answer(request: IncomingMessage, body: Buffer): Answer {
    const url = new URL(request.url!, this.url);
    if (url.pathname === '/' || url.pathname === '/v1/credentials') {
      return this.identityFaults.shift() ?? (url.pathname === '/' ? this.sts(body) : this.agent(request));
    }
    const refusal = this.refusalOf(request, url, body);
    if (refusal) {
      return error(403, refusal);
    }
    const key = decodeURIComponent(url.pathname.slice(`/${this.bucket}/`.length));
    return key === '' ? this.list(url.searchParams) : this.object(request, key, url.searchParams, body);
  }

  private sts(body: Buffer): Answer {
    const form = new URLSearchParams(body.toString());
    const { role, token } = this.identity;
    if (form.get('Action') !== 'AssumeRoleWithWebIdentity' || form.get('Version') !== '2011-06-15') {
      return error(400, 'InvalidAction');
    }
    if (form.get('WebIdentityToken') !== token || !form.get('RoleSessionName')) {
      return error(400, 'InvalidIdentityToken');
    }
    if (form.get('RoleArn') !== role) {
      return error(403, 'AccessDenied');
    }
    const { keyId, secret, token: session, expiresAt } = this.issue();
    const credentials = `<AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${session}</SessionToken><Expiration>${expiresAt.toISOString()}</Expiration>`;
    return {
      body: `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    };
  }

  private agent({ headers }: IncomingMessage): Answer {
    if (headers.authorization !== this.identity.agentToken) {
      return { status: 401, body: '{}' };
    }
    const { keyId, secret, token, expiresAt } = this.issue();
    const answer = { AccessKeyId: keyId, SecretAccessKey: secret, Token: token, Expiration: expiresAt.toISOString() };
    return { body: JSON.stringify(answer) };
  }

  /** Why the service refuses a request: AWS Signature Version 4, written from its documentation. */
  private refusalOf({ method, headers }: IncomingMessage, url: URL, body: Buffer): string | undefined {
    const scheme =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(.+)$/;
    const [, id = '', date, region, names = '', signature] = scheme.exec(headers.authorization ?? '') ?? [];
    const key = this.keys.get(id);
    if (!key) {
      return 'InvalidAccessKeyId';
    }
    const mustSign = Object.keys(headers).filter(name => name === 'host' || name.startsWith('x-amz-'));
    const signed = names.split(';');
    if (
      region !== this.region ||
      mustSign.some(name => !signed.includes(name)) ||
      `${[...signed].sort()}` !== `${signed}`
    ) {
      return 'SignatureDoesNotMatch';
    }
    const canonical = [
      method,
      url.pathname,
      [...url.search.slice(1).split('&')].sort().join('&'),
      ...signed.map(name => `${name}:${String(headers[name])}`),
      '',
      names,
      createHash('sha256').update(body).digest('hex'),
    ].join('\n');
    const scope = [date!, region, 's3', 'aws4_request'];
    const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope.join('/'), sha256(canonical)].join('\n');
    const signing = scope.reduce<Buffer>((from, part) => hmac(from, part), Buffer.from(`AWS4${key.secret}`));
    if (hmac(signing, text).toString('hex') !== signature) {
      return 'SignatureDoesNotMatch';
    }
    if (headers['x-amz-security-token'] !== key.token) {
      return 'InvalidToken';
    }
    this.signedBy.push(id);
    return key.expiresAt && key.expiresAt.getTime() < Date.now() ? 'ExpiredToken' : undefined;
  }

  private list(parameters: URLSearchParams): Answer {
    const prefix = parameters.get('prefix') ?? '';
    if (parameters.has('uploads')) {
      const open = [...this.uploads].filter(([, { key }]) => key.startsWith(prefix));
      const entries = open.map(([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
      return { body: `<R><IsTruncated>false</IsTruncated>${entries.join('')}</R>` };
    }
    const keys = [...this.objects.keys()].filter(key => key.startsWith(prefix));
    const folders = keys.filter(key => key.indexOf('/', prefix.length) > 0);
    const names = folders.map(key => key.slice(0, key.indexOf('/', prefix.length) + 1));
    const entries =
      parameters.get('delimiter') === '/'
        ? [...new Set(names)].map(name => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`)
        : keys.map(key => `<Contents><Key>${key}</Key></Contents>`);
    return { body: `<ListBucketResult>${entries.join('')}</ListBucketResult>` };
  }

  private object(request: IncomingMessage, key: string, parameters: URLSearchParams, body: Buffer): Answer {
    const { method, headers } = request;
    const stored = this.objects.get(key);
    const upload = this.uploads.get(parameters.get('uploadId') ?? '');
    const encryption = [headers[SSE], headers[SSE_KEY]].filter(Boolean).join(' ');
    const isNew = (method === 'PUT' && !upload) || parameters.has('uploads');
    if (isNew ? encryption !== this.requiredEncryption : encryption !== '') {
      return error(isNew ? 403 : 400, isNew ? 'AccessDenied' : 'InvalidArgument');
    }
    if (parameters.has('uploads')) {
      const id = randomUUID();
      this.uploads.set(id, { key, encryption, parts: new Map() });
      return { body: `<R><UploadId>${id}</UploadId></R>` };
    }
    if (upload) {
      return this.upload(method!, upload, parameters, body);
    }
    if (method === 'PUT') {
      if (stored && headers['if-none-match'] === '*') {
        return error(412, 'PreconditionFailed');
      }
      this.objects.set(key, { content: body, encryption });
      return {};
    }
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    if (!stored) {
      return error(404, 'NoSuchKey');
    }
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const length = { 'content-length': String(stored.content.length - from) };
    return {
      status: from > 0 ? 206 : 200,
      headers: length,
      body: method === 'HEAD' ? '' : stored.content.subarray(from),
    };
  }

  private upload(
    method: string,
    { key, encryption, parts }: { key: string; encryption: string; parts: Map<number, Buffer> },
    parameters: URLSearchParams,
    body: Buffer,
  ): Answer {
    if (method === 'PUT') {
      const number = Number(parameters.get('partNumber'));
      parts.set(number, body);
      return { headers: { etag: `"${number}"` } };
    }
    this.uploads.delete(parameters.get('uploadId')!);
    if (method === 'DELETE') {
      return { status: 204 };
    }
    const content = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
    this.objects.set(key, { content, encryption });
    return { body: '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>' };
  }
}

function error(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code></Error>` };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
