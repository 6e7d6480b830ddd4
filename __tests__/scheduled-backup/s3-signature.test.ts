import { signatureHeaders } from '../../clients/s3/signature';

// The key of the examples in the documentation of Amazon.
const signingKey = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const credentials = { keyId: 'AKIAIOSFODNN7EXAMPLE', signingKey };
const now = new Date('2013-05-24T00:00:00Z');

const sign = (method: string, url: string, body = '') =>
  signatureHeaders(method, new URL(url), body, 'us-east-1', credentials, now);

// Requests and signatures from the documentation of Amazon: "Signature Calculations for the Authorization Header".
test.each([
  ['lifecycle=', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
  ['max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
])('a request with ?%s gets the signature that Amazon documents', (query, signature) => {
  const { authorization } = sign('GET', `https://examplebucket.s3.amazonaws.com/?${query}`);
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  );
});

test('the signature covers the body', () => {
  const signatures = ['a', 'b'].map(body => sign('PUT', 'https://examplebucket.s3.amazonaws.com/key', body));
  expect(signatures[0]!['x-amz-content-sha256']).not.toBe(signatures[1]!['x-amz-content-sha256']);
  expect(signatures[0]!.authorization).not.toBe(signatures[1]!.authorization);
});
