import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from './credentials';

/**
 * The headers that sign a request to S3: AWS Signature Version 4, including the hash of the body.
 *
 * @param url Its query parameters are sorted by name.
 * @param more More headers. Their names start with `x-amz-`: S3 requires that the signature covers them.
 */
export function signatureHeaders(
  method: string,
  url: URL,
  body: string | Buffer,
  region: string,
  { keyId, signingKey, sessionToken }: Credentials,
  now: Date,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const hash = sha256(body);
  const headers = Object.fromEntries(
    Object.entries({
      host: url.host,
      'x-amz-content-sha256': hash,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
      ...more,
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const names = Object.keys(headers).join(';');
  const request = [
    method,
    url.pathname,
    url.search.slice(1),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<Buffer>(hmac, Buffer.from(`AWS4${signingKey}`));
  const signature = hmac(key, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
