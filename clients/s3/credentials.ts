import { readFile } from 'node:fs/promises';
import { bytesOf, send } from '../node-http';
import { repeated } from './repeated';
import { textOf } from './xml';

/** Credentials are renewed this long before they expire, in milliseconds: a request can take minutes. */
const MARGIN = 5 * 60_000;
/** Where the agents of Amazon answer in plain HTTP: ECS, EKS in IPv4, EKS in IPv6, and this machine. */
const AGENTS = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '127.0.0.1', '[::1]'];

export interface Credentials {
  readonly keyId: string;
  readonly signingKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
  readonly expiresAt?: Date;
}

/** Gives credentials that are valid now. */
export type CredentialSource = () => Promise<Credentials>;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The source that an environment names, in the order of Amazon's tools: an access key, a role for a web identity (IRSA), or the
 * agent of the container (EKS Pod Identity). Undefined where the environment names none.
 *
 * @param region Where AWS_REGION is not set.
 * @param onSecret Is told each secret, so that no text shows the secret.
 */
export function credentialsIn(
  env: Env,
  region: string,
  onSecret: (secret: string) => void = () => undefined,
): CredentialSource | undefined {
  const telling = (credentials: Credentials) => {
    onSecret(credentials.signingKey);
    onSecret(credentials.sessionToken ?? '');
    return credentials;
  };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    const credentials = telling({
      keyId: AWS_ACCESS_KEY_ID,
      signingKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    });
    return async () => credentials;
  }
  const { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_CONTAINER_CREDENTIALS_FULL_URI } = env;
  if (AWS_ROLE_ARN && AWS_WEB_IDENTITY_TOKEN_FILE) {
    return renewing(async () => telling(await ofRole(AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, region, env)));
  }
  if (AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return renewing(async () => telling(await ofAgent(AWS_CONTAINER_CREDENTIALS_FULL_URI, env)));
  }
  return undefined;
}

/** Keeps credentials until they are about to expire. */
function renewing(fetchNew: CredentialSource): CredentialSource {
  let current: Credentials | undefined;
  let pending: Promise<Credentials> | undefined;
  return async () => {
    if (current === undefined || (current.expiresAt && current.expiresAt.getTime() - Date.now() < MARGIN)) {
      pending ??= fetchNew().finally(() => (pending = undefined));
      current = await pending;
    }
    return current;
  };
}

/** Exchanges the token of a web identity, which the cluster renews in its file. The request needs no signature. */
async function ofRole(role: string, tokenFile: string, region: string, env: Env): Promise<Credentials> {
  const url = `${stsUrl(env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? region, env).replace(/\/+$/, '')}/`;
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: env.AWS_ROLE_SESSION_NAME ?? 'qdrant-backup',
    WebIdentityToken: await tokenIn(tokenFile),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = (
    await repeated(async () => bytesOf(await send('POST', url, { headers, body: body.toString() })))
  ).toString();
  return credentialsOf(url, {
    keyId: textOf(answer, 'AccessKeyId'),
    signingKey: textOf(answer, 'SecretAccessKey'),
    sessionToken: textOf(answer, 'SessionToken'),
    expiresAt: textOf(answer, 'Expiration'),
  });
}

/** The Security Token Service, in the region unless the environment asks for the global one. */
function stsUrl(region: string, env: Env): string {
  const own = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  const isGlobal = env.AWS_STS_REGIONAL_ENDPOINTS === 'legacy';
  return own ?? (isGlobal ? 'https://sts.amazonaws.com' : `https://sts.${region}.amazonaws.com${suffixOf(region)}`);
}

function suffixOf(region: string): string {
  return region.startsWith('cn-') ? '.cn' : '';
}

async function ofAgent(uri: string, env: Env): Promise<Credentials> {
  const { protocol, hostname } = new URL(uri);
  if (protocol !== 'https:' && !AGENTS.includes(hostname)) {
    throw new Error(
      `AWS_CONTAINER_CREDENTIALS_FULL_URI names ${hostname} by http. Allowed: https, or http to ${AGENTS.join(', ')}`,
    );
  }
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN } = env;
  const authorization = file ? await tokenIn(file) : AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const headers = authorization ? { authorization } : {};
  const answer = await repeated(async () => bytesOf(await send('GET', uri, { headers })));
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(answer.toString()) as Partial<
    Record<string, string>
  >;
  return credentialsOf(uri, {
    keyId: AccessKeyId,
    signingKey: SecretAccessKey,
    sessionToken: Token,
    expiresAt: Expiration,
  });
}

async function tokenIn(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trim();
}

interface Answer {
  readonly keyId?: string;
  readonly signingKey?: string;
  readonly sessionToken?: string;
  readonly expiresAt?: string;
}

/** Checks an answer with credentials. The message of the error has no value of the answer. */
function credentialsOf(url: string, { keyId, signingKey, sessionToken, expiresAt = '' }: Answer): Credentials {
  const date = new Date(expiresAt);
  if (!keyId || !signingKey || !sessionToken || Number.isNaN(date.getTime())) {
    throw new Error(`${url} answered without temporary credentials`);
  }
  return { keyId, signingKey, sessionToken, expiresAt: date };
}
