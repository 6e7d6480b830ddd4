import { performance } from 'node:perf_hooks';
import { withIo, processIo } from '../../cli/io';
import { redact, redactedJson, redactForeign, remember } from '../../cli/secrets';

/** Runs a test with the secrets of a run of its own. */
const aloneWith = (known: readonly string[], check: () => void) => () =>
  withIo(processIo, async () => {
    known.forEach(remember);
    check();
  });

/** What other programs make of a text. */
const form = (text: string) => new URLSearchParams({ a: text }).toString().slice(2);
const strict = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, sign => `%${sign.charCodeAt(0).toString(16)}`);
const html = (text: string) => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
const named = (text: string) =>
  text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');
const ascii = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]|[<>&']/g, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
const basic = (user: string) => (text: string) => Buffer.from(`${user}:${text}`).toString('base64');

const SECRETS = ['Pa ss(w)ord!~x&9', `p"ss'<wörd>\\/1`, 'zwei\nZeilen\tund 𝕏', '+/8?+/8?+/8?+/8?', 'aB3dE5gH'];

describe.each(SECRETS)('a strong secret: %j', secret => {
  test.each<[string, (text: string) => string]>([
    ['plain', text => text],
    ['JSON', text => JSON.stringify(text).slice(1, -1)],
    ['JSON in ASCII', ascii],
    ['a URL', encodeURIComponent],
    ['a URL, as RFC 3986 says', strict],
    ['a URL in lower case', text => encodeURIComponent(text).toLowerCase().replace(text.toLowerCase(), text)],
    ['a form', form],
    ['HTML', html],
    ['HTML with names', named],
    ['Base64', text => Buffer.from(text).toString('base64')],
    ['Base64 for URLs', text => Buffer.from(text).toString('base64url')],
    ['Base64 in a URL', text => encodeURIComponent(Buffer.from(text).toString('base64'))],
  ])('is hidden as %s', (name, encode) => {
    // Letters in lower case would be another secret.
    const encoded = name === 'a URL in lower case' ? lowerEscapes(encodeURIComponent(secret)) : encode(secret);
    return aloneWith([secret], () => expect(redact(`<${encoded}>`)).toBe('<***>'))();
  });

  test.each(['a', 'ab', 'abc', 'qdrant-dashboard'])('is hidden in the Basic credentials of %s', user =>
    aloneWith([secret], () => {
      const credentials = basic(user)(secret);
      const hidden = redact(`Authorization: Basic ${credentials}`);
      expect(hidden).toMatch(/^Authorization: Basic [\w+/]*\*{3}$/);
      const [left] = /[\w+/]*(?=\*{3})/.exec(hidden.slice('Authorization: Basic '.length))!;
      expect(`${user}:`.startsWith(Buffer.from(left, 'base64').toString())).toBe(true);
    })(),
  );
});

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, escape => escape.toLowerCase());
}

describe.each(['secret', 'true', 'qdrant-dashboard', 'keycloak', 'Password1', '12345678', 'abc'])(
  'a weak secret: %s',
  secret => {
    test(
      'does not touch our own words',
      aloneWith([secret], () => {
        const ours = `client-secret, clientsecret: the ${secret} of qdrant-dashboard is true; keycloak 12345678`;
        expect(redact(ours)).toBe(ours);
        expect(JSON.parse(redactedJson({ [secret]: secret, secret: true, n: 12345678 }))).toEqual({
          [secret]: secret,
          secret: true,
          n: 12345678,
        });
      }),
    );

    test(
      'is hidden in what servers say, as a whole word',
      aloneWith([secret], () => {
        expect(redactForeign(`blocked: password=${secret}&grant_type=password`)).toBe(
          'blocked: password=***&grant_type=password',
        );
        expect(redactForeign(`a%26${secret}%26\\n${secret}`)).toBe('a%26***%26\\n***');
        expect(redactForeign(`my${secret}, ${secret}s and x-${secret}`)).toBe(
          `my${secret}, ${secret}s and x-${secret}`,
        );
      }),
    );
  },
);

test(
  'a strong secret does not break JSON',
  aloneWith(['"result": "error"', 'someFieldName1'], () => {
    const value = {
      result: 'error',
      someFieldName1: 'someFieldName1',
      text: 'a"result": "error"b',
      '\u009b': '\u009b',
    };
    expect(JSON.parse(redactedJson(value, 2))).toEqual({
      result: 'error',
      someFieldName1: '***',
      text: 'a***b',
      '\u009b': '\u009b',
    });
  }),
);

const INVISIBLE = [
  ...['\u0000', '\u0007', '\r', '\u001b', '\u007f', '\u009b', '\u00ad'],
  ...['\u200b', '\u200f', '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\u{e0041}'],
];

test('control characters and other invisible characters of somebody else are printed as escapes', () => {
  expect(redact('a\u001b]0;title\u0007b\r\n\tc')).toBe('a\\u001b]0;title\\u0007b\\u000d\n\tc');
  expect(redact('safe\u202egpj.exe')).toBe('safe\\u202egpj.exe');
  for (const character of INVISIBLE) {
    expect(redact(`a${character}b`)).toMatch(/^a(?:\\u[0-9a-f]{4})+b$/);
    const json = redactedJson({ [character]: character });
    expect(json).toMatch(/^[ -~]+$/);
    expect(JSON.parse(json)).toEqual({ [character]: character });
  }
  expect(redact('Größe 日本語 😀 ✔ …')).toBe('Größe 日本語 😀 ✔ …');
});

test(
  'the secrets of a large cluster do not slow down a long output',
  aloneWith(
    Array.from({ length: 200 }, (_, at) => Buffer.from(`${at}:${'key'.repeat(at % 2 ? 10 : 600)}`).toString('base64')),
    () => {
      const line = 'Secret qdrant/oauth2-proxy: in sync, and the client of the dashboard is as declared. '.repeat(3);
      const begin = performance.now();
      for (let at = 0; at < 1_000; at++) redact(line);
      expect(performance.now() - begin).toBeLessThan(2_000);
    },
  ),
);
