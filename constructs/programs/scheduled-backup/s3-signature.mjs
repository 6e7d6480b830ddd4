import { createHash, createHmac } from 'node:crypto';

/**
 * The headers that sign a request to S3 (AWS Signature Version 4, with the hash of the body).
 *
 * @param {string} method
 * @param {URL} url Its query in the order of the names.
 * @param {string | Buffer} body
 * @param {{ region: string, keyId: string, signingKey: string }} credentials
 * @param {Date} now
 */
export function signatureHeaders(method, url, body, { region, keyId, signingKey }, now) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const headers = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time };
  const names = Object.keys(headers).join(';');
  const request = [
    method,
    url.pathname,
    url.search.slice(1),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const chained = scope.split('/').reduce((key, part) => hmac(key, part), Buffer.from(`AWS4${signingKey}`));
  const signature = hmac(chained, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** @param {string | Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * @param {Buffer} key
 * @param {string} data
 */
function hmac(key, data) {
  return createHmac('sha256', key).update(data).digest();
}
