import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket, type ServerSideEncryption } from '../../clients/s3/bucket';
import { credentialsIn } from '../../clients/s3/credentials';
import { temporaryFolder } from '../support/folders';
import { S3Double } from '../support/s3-double';

type Env = Readonly<Record<string, string>>;

const folder = temporaryFolder();
const tokenFile = join(folder, 'token');
let s3: S3Double;

beforeEach(async () => {
  s3 = await S3Double.start();
  writeFileSync(tokenFile, `${s3.identity.token}\n`);
});
afterEach(() => {
  jest.useRealTimers();
  s3.stop();
});

function open(env: Env, encryption?: ServerSideEncryption, secrets: string[] = []): Bucket {
  const { url: endpoint, region, bucket } = s3;
  const credentials = credentialsIn(env, region, secret => secrets.push(secret));
  return new Bucket({ endpoint, region, bucket, credentials: credentials!, encryption });
}

const KEY = { AWS_ACCESS_KEY_ID: 'writer', AWS_SECRET_ACCESS_KEY: 'only-for-this-test' };
const role = (): Env => ({
  AWS_ROLE_ARN: s3.identity.role,
  AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
  AWS_ENDPOINT_URL_STS: s3.url,
});
const session = (): Env => {
  const { keyId, secret, token } = s3.issue();
  return { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token };
};
const agent = (): Env => {
  const file = join(folder, 'agent-token');
  writeFileSync(file, s3.identity.agentToken);
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${s3.url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
  };
};

async function writeAndRead(bucket: Bucket): Promise<string | undefined> {
  const upload = await bucket.beginUpload('folder/large');
  await bucket.completeUpload(upload, [await bucket.uploadPart(upload, 1, Buffer.from('part'))]);
  await bucket.create('folder/new', 'first');
  await bucket.write('folder/a text', 'content');
  return bucket.read('folder/a text');
}

test.each([
  ['an access key', () => KEY, 'writer'],
  ['a session token', session, 'session-1'],
  ['a role for a web identity', role, 'session-1'],
  ['the agent of EKS Pod Identity', agent, 'session-1'],
])('%s signs every request to the bucket', async (_, env, signer) => {
  await expect(writeAndRead(open(env()))).resolves.toBe('content');

  expect(new Set(s3.signedBy)).toEqual(new Set([signer]));
});

test('an access key comes before a role, and the agent last', async () => {
  await open({ ...agent(), ...role(), ...KEY }).write('a', '');
  await open({ ...agent(), ...role() }).write('a', '');

  expect(s3.signedBy).toEqual(['writer', 'session-1']);
});

test('an environment without credentials has no source', () => {
  expect(credentialsIn({ AWS_ACCESS_KEY_ID: 'writer', AWS_ROLE_ARN: 'arn' }, 'us-east-1')).toBeUndefined();
});

test.each([
  ['a role', role],
  ['the agent', agent],
])('credentials of %s are renewed five minutes before they expire', async (_, env) => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask'] });
  const bucket = open(env());
  await bucket.write('a', '1');
  jest.setSystemTime(Date.now() + s3.validity - 301_000);
  await bucket.write('a', '2');
  jest.setSystemTime(Date.now() + 2_000);
  await Promise.all([bucket.write('a', '3'), bucket.write('b', '3')]);

  expect(s3.signedBy).toEqual(['session-1', 'session-1', 'session-2', 'session-2']);
});

test('a request for credentials is repeated while the service is unavailable', async () => {
  s3.identityFaults.push({ status: 503 });

  await expect(writeAndRead(open(role()))).resolves.toBe('content');
});

test.each([
  ['a role that does not trust the identity', () => ({ ...role(), AWS_ROLE_ARN: 'arn:other' }), 'AccessDenied'],
  ['an expired session', () => ((s3.validity = -1), session()), 'ExpiredToken'],
  [
    'a token of another session',
    () => ({ ...session(), AWS_SESSION_TOKEN: session().AWS_SESSION_TOKEN! }),
    'InvalidToken',
  ],
  ['a missing session token', () => ({ ...session(), AWS_SESSION_TOKEN: '' }), 'InvalidToken'],
  [
    'plain HTTP to another host',
    () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.com/' }),
    'AWS_CONTAINER_CREDENTIALS_FULL_URI names example.com by http. Allowed: https, or http to 169.254.170.2',
  ],
])('%s is an error of the service, without a secret', async (_, env, message) => {
  const secrets: string[] = [];
  const given = env();

  const failed: Error = await open(given, undefined, secrets)
    .write('a', '')
    .catch(error => error);

  expect(failed.message).toContain(message);
  [...secrets, s3.identity.token].filter(Boolean).forEach(secret => expect(failed.message).not.toContain(secret));
});

test('an answer without credentials is an error, and its text stays out of the message', async () => {
  s3.identityFaults.push({ body: '<SecretAccessKey>hunter2</SecretAccessKey>' });

  await expect(open(role()).write('a', '')).rejects.toThrow(`${s3.url}/ answered without temporary credentials`);
});

test('every secret of a session is told, so that no text shows it', async () => {
  const secrets: string[] = [];
  await open(role(), undefined, secrets).write('a', '');

  expect(secrets).toEqual(['secret-of-session-1', 'session+token/1==']);
});

test.each<[ServerSideEncryption, string]>([
  [{ algorithm: 'AES256' }, 'AES256'],
  [{ algorithm: 'aws:kms' }, 'aws:kms'],
  [{ algorithm: 'aws:kms', keyId: 'arn:aws:kms:eu:1:key/2' }, 'aws:kms arn:aws:kms:eu:1:key/2'],
])('encryption %j is asked for each new object, and signed', async (encryption, expected) => {
  s3.requiredEncryption = expected;

  await expect(writeAndRead(open(session(), encryption))).resolves.toBe('content');

  expect([...s3.objects.values()].map(({ encryption: of }) => of)).toEqual([expected, expected, expected]);
  await expect(writeAndRead(open(KEY))).rejects.toThrow('AccessDenied');
});
