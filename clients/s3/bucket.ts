import type { IncomingMessage } from 'node:http';
import { statusOf } from '../http';
import { bytesOf, send } from '../node-http';
import type { CredentialSource } from './credentials';
import { repeated } from './repeated';
import { signatureHeaders } from './signature';
import { elementsOf, textOf } from './xml';

type Query = Readonly<Record<string, string>>;
type Headers = Readonly<Record<string, string>>;

export interface BucketOptions {
  /** URL of the service. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: CredentialSource;
  /** How the service encrypts what is written. @default - as the settings of the bucket say */
  readonly encryption?: ServerSideEncryption;
}

export interface ServerSideEncryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  /** Of `aws:kms`. @default - the key of the account for S3 */
  readonly keyId?: string;
}

/** Headers beside those of every request. */
interface MoreHeaders {
  readonly conditions?: Headers;
  /** The signature covers them. */
  readonly signed?: Headers;
}

/** An upload that was neither completed nor aborted. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

/** The requests to one bucket. The name of the bucket is part of the path, which every service supports. */
export class Bucket {
  private readonly url: string;
  private readonly region: string;
  private readonly credentials: CredentialSource;
  /** The headers of requests that make an object. */
  private readonly encryption: Headers;

  constructor({ endpoint, region, bucket, credentials, encryption }: BucketOptions) {
    this.url = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    this.region = region;
    this.credentials = credentials;
    this.encryption = encryption ? encryptionHeaders(encryption) : {};
  }

  /** Names of the folders in a folder, each with the prefix and a slash at its end. */
  async folders(prefix: string): Promise<string[]> {
    const pages = await this.objectPages({ prefix, delimiter: '/' });
    return pages.flatMap(page => elementsOf(page, 'CommonPrefixes')).map(entry => textOf(entry, 'Prefix'));
  }

  /** Keys of every object whose key starts with the prefix. */
  async keys(prefix: string): Promise<string[]> {
    const pages = await this.objectPages({ prefix });
    return pages.flatMap(page => elementsOf(page, 'Contents')).map(entry => textOf(entry, 'Key'));
  }

  /** Every unfinished upload whose key starts with the prefix. */
  async uploads(prefix: string): Promise<Upload[]> {
    const pages = await this.pages({ uploads: '', prefix }, page => {
      const [key, id] = [textOf(page, 'NextKeyMarker'), textOf(page, 'NextUploadIdMarker')];
      const isLast = textOf(page, 'IsTruncated') !== 'true' || !key;
      return isLast ? undefined : { 'key-marker': key, ...(id && { 'upload-id-marker': id }) };
    });
    const entries = pages.flatMap(page => elementsOf(page, 'Upload'));
    return entries.map(entry => ({ key: textOf(entry, 'Key'), id: textOf(entry, 'UploadId') }));
  }

  /** The text of an object, or undefined where the object does not exist. */
  async read(key: string): Promise<string | undefined> {
    try {
      return await this.call('GET', key);
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Bytes of an object. */
  async size(key: string): Promise<number> {
    const { headers } = await this.send('HEAD', key, {}, '');
    return Number(headers['content-length']);
  }

  /** The content of an object. @param from The first byte. */
  async open(key: string, from: number): Promise<AsyncIterable<Buffer>> {
    return this.send('GET', key, {}, '', { conditions: from > 0 ? { range: `bytes=${from}-` } : {} });
  }

  async write(key: string, text: string): Promise<void> {
    await this.call('PUT', key, {}, text, { signed: this.encryption });
  }

  /** Writes an object that must not exist. @returns Whether this request wrote it. */
  async create(key: string, text: string): Promise<boolean> {
    try {
      await this.call('PUT', key, {}, text, { conditions: { 'if-none-match': '*' }, signed: this.encryption });
    } catch (error) {
      if (![409, 412].includes(statusOf(error) ?? 0)) {
        throw error;
      }
    }
    // A repeated request finds its own object. A service that does not know the condition overwrites the object of others.
    return (await this.read(key)) === text;
  }

  async delete(key: string): Promise<void> {
    await this.call('DELETE', key);
  }

  async beginUpload(key: string): Promise<Upload> {
    const answer = await this.call('POST', key, { uploads: '' }, '', { signed: this.encryption });
    return { key, id: textOf(answer, 'UploadId') };
  }

  /** Uploads one part. @returns The ETag of the part. */
  async uploadPart({ key, id }: Upload, number: number, part: Buffer): Promise<string> {
    const response = await this.send('PUT', key, { partNumber: String(number), uploadId: id }, part);
    await bytesOf(response);
    return response.headers.etag ?? '';
  }

  /** @param etags The ETags of all parts, in order. */
  async completeUpload({ key, id }: Upload, etags: readonly string[]): Promise<void> {
    const parts = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const list = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
    const answer = await this.call('POST', key, { uploadId: id }, list);
    // The service sends status 200 before it joins the parts.
    if (answer.includes('<Error>')) {
      throw new Error(`The upload of ${key} could not be completed: ${textOf(answer, 'Message')}`);
    }
  }

  async abortUpload({ key, id }: Upload): Promise<void> {
    await this.call('DELETE', key, { uploadId: id });
  }

  private objectPages(query: Query): Promise<string[]> {
    return this.pages({ 'list-type': '2', ...query }, page => {
      const token = textOf(page, 'NextContinuationToken');
      return token ? { 'continuation-token': token } : undefined;
    });
  }

  /** Every page of a listing. @param nextOf The parameters that request the page after this one. */
  private async pages(query: Query, nextOf: (page: string) => Query | undefined): Promise<string[]> {
    const pages: string[] = [];
    for (let next: Query | undefined = {}; next;) {
      const page: string = await this.call('GET', '', { ...query, ...next });
      pages.push(page);
      next = nextOf(page);
    }
    return pages;
  }

  private async call(method: string, key: string, query: Query = {}, body = '', more?: MoreHeaders): Promise<string> {
    return (await bytesOf(await this.send(method, key, query, body, more))).toString();
  }

  /** Sends a request and repeats it while the service is unavailable. Every request can safely be sent twice. */
  private async send(
    method: string,
    key: string,
    query: Query,
    body: string | Buffer,
    { conditions, signed }: MoreHeaders = {},
  ): Promise<IncomingMessage> {
    const path = key.split('/').map(encode).join('/');
    const parameters = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
    const search = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    const url = new URL(`${this.url}${path && `/${path}`}${search && `?${search}`}`);
    const credentials = await this.credentials();
    return repeated(async () => {
      const headers = signatureHeaders(method, url, body, this.region, credentials, new Date(), signed);
      return send(method, url.href, { headers: { ...headers, ...conditions }, body });
    });
  }
}

function encryptionHeaders({ algorithm, keyId }: ServerSideEncryption): Headers {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(keyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
