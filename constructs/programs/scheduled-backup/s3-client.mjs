import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, send, textOf } from './http.mjs';
import { signatureHeaders } from './s3-signature.mjs';
import { blocksOf, valuesOf } from './s3-xml.mjs';

/** How often a request is sent before it is given up, and the first pause between two, in milliseconds. */
const TRIES = 5;
const PAUSE = 500;

/** The parameter that asks for the page after one. */
const NEXT_PAGE = 'continuation-token';

/**
 * @typedef {object} Bucket
 * @property {string} endpoint URL of the service.
 * @property {string} region
 * @property {string} bucket
 * @property {string} prefix Folder in the bucket, without a slash at its end; empty for the bucket's root.
 */

/** The requests to one bucket, which stands in the path: every service knows this form. */
export class S3Client {
  /** @param {Bucket} bucket */
  constructor({ endpoint, region, bucket }) {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    this.base = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    this.credentials = { region, keyId: AWS_ACCESS_KEY_ID ?? '', signingKey: AWS_SECRET_ACCESS_KEY ?? '' };
  }

  /**
   * All that a listing holds, page by page.
   *
   * @param {Record<string, string>} query
   * @param {string} block The element of each entry.
   * @param {string} value The element in it that is wanted.
   */
  async list(query, block, value) {
    const found = [];
    for (let next = ''; ;) {
      const page = await this.call('GET', '', {
        ...query,
        'list-type': '2',
        ...(next && { [NEXT_PAGE]: next }),
      });
      found.push(...blocksOf(page, block).flatMap(entry => valuesOf(entry, value)));
      next = valuesOf(page, 'NextContinuationToken')[0] ?? '';
      if (!next) {
        return found;
      }
    }
  }

  /**
   * @param {string} key
   * @param {string} uploadId
   * @param {string} list
   */
  async complete(key, uploadId, list) {
    const answer = await this.call('POST', key, { uploadId }, list);
    // The service says 200 before it has tried.
    if (answer.includes('<Error>')) {
      throw new Error(`The upload of ${key} could not be completed: ${valuesOf(answer, 'Message')[0]}`);
    }
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} query
   * @param {Buffer} part
   * @returns {Promise<string>} What the service calls this part.
   */
  async put(key, query, part) {
    const answer = await this.send('PUT', key, query, part);
    await textOf(answer);
    return answer.headers.etag ?? '';
  }

  /**
   * @param {string} method
   * @param {string} key
   * @param {Record<string, string>} [query]
   * @param {string} [body]
   */
  async call(method, key, query = {}, body = '') {
    return textOf(await this.send(method, key, query, body));
  }

  /**
   * Sends a request, and sends it again while the service is away. All of them may be sent twice.
   *
   * @param {string} method
   * @param {string} key
   * @param {Record<string, string>} query
   * @param {string | Buffer} body
   */
  async send(method, key, query, body) {
    const path = key.split('/').map(encode).join('/');
    const names = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
    const search = names.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    const url = new URL(`${this.base}${path && `/${path}`}${search && `?${search}`}`);
    for (let attempt = 1; ; attempt++) {
      try {
        const headers = signatureHeaders(method, url, body, this.credentials, new Date());
        return await send(method, url.href, { headers, body });
      } catch (error) {
        const isFinal = error instanceof Refusal && error.status < 500 && error.status !== 429;
        if (isFinal || attempt === TRIES) {
          throw error;
        }
        await sleep(PAUSE * 2 ** attempt);
      }
    }
  }
}

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
