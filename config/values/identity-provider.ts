import { stringOf } from '../string-rule';
import { HOST, PORT } from './patterns';

/** oauth2-proxy compares the issuer character by character, so a slash at the end counts. */
export const issuerUrl = stringOf({
  noun: 'an https URL',
  allowed:
    'https://host[:port][/path] without credentials, query and fragment, exactly as the provider writes its issuer',
  maxLength: 1000,
  pattern: new RegExp(`^https://(?!.*/\\.well-known/)${HOST}(?:${PORT})?(?:/[A-Za-z0-9._~-]+)*/?$`),
  example: 'https://dex.example.com',
  mistakes: [
    [/^http:/i, 'the URL is not encrypted'],
    [/\/\/.*@/, 'the URL has credentials'],
    [/[?#]/, 'the URL has a query or a fragment'],
    [/\/\.well-known\//, 'the URL is that of the discovery document'],
  ],
  correct: value =>
    value
      .replace(/^(?:http:\/\/|(?!https:\/\/))/, 'https://')
      .replace(/\/\/.*@/, '//')
      .replace(/[?#].*$/, '')
      .replace(/\/\.well-known\/.*$/, ''),
});

const TEXT = 'without spaces, control characters and $';

const text = (noun: string, maxLength: number, example: string) =>
  stringOf({
    noun,
    allowed: `a string ${TEXT}`,
    maxLength,
    pattern: /^[^\s\p{Cc}$]+$/u,
    example,
    mistakes: [[/\$/, 'oauth2-proxy reads a variable after the $', `for example, write ${example}`]],
  });

export const oidcClientId = text('a client id', 255, 'qdrant-dashboard');
export const scope = text('a scope', 200, 'openid');
export const claim = text('the name of a claim', 200, 'groups');

/** The endpoint of a provider that ends a session. */
export const logoutUrl = stringOf({
  noun: 'an https URL',
  allowed: 'https://host[:port]/path, with {id_token} where the provider expects the ID token, without $',
  maxLength: 2000,
  pattern: new RegExp(`^https://${HOST}(?:${PORT})?(?:[/?][^\\s$]*)?$`),
  example: 'https://auth.example.com/logout?id_token_hint={id_token}',
  mistakes: [[/^http:/i, 'the URL is not encrypted']],
});
