import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkProvidedSecret, openProvider } from '../../commands/hook/provider-checks';
import { providedClientSecret } from '../../commands/hook/provided-secret';
import { Issuer } from '../../clients/oidc';
import { parseConfig } from '../../config/load';
import { stackNames, type StackNames } from '../../config/names';
import { providerSetup, readDiscovery, unlistedScopes } from '../../stack/issuer';

const CONFIG = parseConfig(
  [
    'domainName: example.com',
    'identityProvider: { provider: oidc, issuerUrl: "https://dex.example.com", clientId: qdrant, scopes: [openid, groups] }',
    'dashboard: { access: { groups: [admins] } }',
  ].join('\n'),
  'config.yaml',
);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An issuer whose endpoints answer in this way. */
async function issuerWith(
  document: object,
  answer: Answer,
  use: (issuer: Issuer, names: StackNames) => Promise<unknown>,
): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url!.startsWith('/.well-known/openid-configuration')) {
      response.end(
        JSON.stringify({
          issuer: url,
          authorization_endpoint: `${url}/auth`,
          token_endpoint: `${url}/token`,
          ...document,
        }),
      );
    } else {
      answer(request, response);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = new Issuer({ url, timeout: 5000, explain: error => error });
  try {
    await use(issuer, { ...stackNames(CONFIG), oidcIssuerUrl: url } as StackNames);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const nothing: Answer = (_, response) => void response.writeHead(404).end();

test('an issuer that has S256 is accepted, and a scope that it does not list is told', async () => {
  const document = { code_challenge_methods_supported: ['plain', 'S256'], scopes_supported: ['openid', 'email'] };
  await issuerWith(document, nothing, async (issuer, names) => {
    const discovery = await readDiscovery(issuer, names);
    expect(unlistedScopes(discovery, names)).toEqual([
      'the issuer does not list scope groups in its discovery document',
    ]);
  });
});

test.each([
  [
    { issuer: 'https://other.example.com/' },
    'write identityProvider.issuerUrl: https://other.example.com/ in the config',
  ],
  [{ code_challenge_methods_supported: ['plain'] }, 'turn on PKCE with S256 at the provider'],
])('fails if the discovery document is %j', async (document, fix) => {
  await issuerWith(document, nothing, async (issuer, names) => {
    await expect(readDiscovery(issuer, names)).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
  });
});

test('fails if the issuer has no discovery document', async () => {
  await issuerWith({ token_endpoint: 7 }, nothing, async (issuer, names) => {
    await expect(readDiscovery(issuer, names)).rejects.toThrow(/the server answered 200, without the endpoints/);
  });
});

test('the request for a sign-in has what oauth2-proxy sends', async () => {
  let asked = new URLSearchParams();
  const answer: Answer = ({ url }, response) => {
    if (url === '/login') {
      response.end('<form>');
    } else {
      asked = new URL(url!, 'http://host').searchParams;
      response.writeHead(302, { location: '/login' }).end();
    }
  };
  await issuerWith({}, answer, (issuer, names) => openProvider(issuer, CONFIG, names));
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: 'qdrant',
    redirect_uri: 'https://qdrant-dashboard.example.com/oauth2/callback',
    response_type: 'code',
    scope: 'openid groups',
    code_challenge_method: 'S256',
  });
});

test.each<[string, Answer, string]>([
  [
    'a page',
    (_, response) => void response.writeHead(400).end('<h1>Unregistered redirect_uri</h1>'),
    'the server answered 400 (Unregistered redirect_uri)',
  ],
  [
    'a page after a redirect, as Dex does',
    ({ url }, response) =>
      void (url!.startsWith('/auth?')
        ? response.writeHead(302, { location: `/auth/mock${new URL(url!, 'http://host').search}` }).end()
        : response.writeHead(404).end('<h1>Invalid client_id</h1>')),
    'the server answered 404 (Invalid client_id)',
  ],
  [
    'a redirect',
    ({ url }, response) => {
      const to = new URL(new URL(url!, 'http://host').searchParams.get('redirect_uri')!);
      response.writeHead(303, { location: `${to.href}?error=invalid_scope` }).end();
    },
    'invalid_scope',
  ],
])('fails if the provider refuses the sign-in with %s', async (_, answer, problem) => {
  await issuerWith({}, answer, async (issuer, names) => {
    await expect(openProvider(issuer, CONFIG, names)).rejects.toThrow(problem);
  });
});

test('a redirect with a code is a sign-in', async () => {
  const answer: Answer = ({ url }, response) => {
    const to = new URL(url!, 'http://host').searchParams.get('redirect_uri');
    response.writeHead(303, { location: `${to}?code=abc` }).end();
  };
  await expect(issuerWith({}, answer, (issuer, names) => openProvider(issuer, CONFIG, names))).resolves.toBeUndefined();
});

const tokenAnswer = (status: number, error: string): Answer => {
  return (_, response) => void response.writeHead(status).end(JSON.stringify({ error }));
};

test('a client secret is good if the provider refuses only the code', async () => {
  await issuerWith({}, tokenAnswer(400, 'invalid_request'), async (issuer, names) => {
    await expect(checkProvidedSecret(issuer, names, 's')).resolves.toBeUndefined();
  });
});

test.each([
  [tokenAnswer(401, 'invalid_client'), 'invalid_client'],
  [(_: IncomingMessage, response: ServerResponse) => void response.writeHead(401).end(), 'status 401'],
])('fails if the provider refuses the client secret', async (answer, error) => {
  await issuerWith({}, answer, async (issuer, names) => {
    await expect(checkProvidedSecret(issuer, names, 'wrong')).rejects.toThrow(
      `refuses the client secret of client qdrant: ${error}`,
    );
  });
});

describe('the client secret', () => {
  const names = stackNames(CONFIG);
  const of = (value: string | undefined, existing?: string) =>
    providedClientSecret(
      CONFIG,
      names,
      { OAUTH2_PROXY_CLIENT_SECRET: value },
      existing === undefined ? undefined : Buffer.from(existing),
    ).toString();

  test('is that of the environment, or else that of the cluster', () => {
    expect(of('new', 'old')).toBe('new');
    expect(of(undefined, 'old')).toBe('old');
    expect(of('', 'old')).toBe('old');
  });

  test('fails if there is none, or if it has a line break', () => {
    expect(() => of(undefined)).toThrow(
      'The secret of client qdrant is not known: the environment variable OAUTH2_PROXY_CLIENT_SECRET is not set, and Secret qdrant/oauth2-proxy has no key client-secret',
    );
    expect(() => of('secret\n')).toThrow('has a space or a line break at its ends');
    expect(() => of('secret\n')).not.toThrow('secret\n');
  });
});

test('a person is told what to set up at the provider', () => {
  expect(providerSetup(CONFIG, stackNames(CONFIG))).toBe(
    'set up client qdrant at the provider: confidential, with a client secret; grant type authorization_code with PKCE (S256); ' +
      'redirect URI https://qdrant-dashboard.example.com/oauth2/callback; scopes openid groups; claims email, groups in the ID token',
  );
});
