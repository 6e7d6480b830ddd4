import { secrets } from './io';

/** Replaces a secret. */
export const MASK = '***';

/** Shorter values would hide ordinary words. No secret of this tool is that short. */
const SHORTEST = 4;

/** Registers a secret: `redact` then removes it in every encoding from texts. */
export function remember(secret: string): string {
  if (secret.length >= SHORTEST) {
    const known = secrets();
    known.add(secret);
    known.add(Buffer.from(secret).toString('base64'));
    known.add(encodeURIComponent(secret));
    known.add(JSON.stringify(secret).slice(1, -1));
  }
  return secret;
}

/** Control characters, which a terminal obeys instead of showing them. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** The text without registered secrets and without control characters. Everything that is printed goes through it. */
export function redact(text: string): string {
  const longestFirst = [...secrets()].sort((a, b) => b.length - a.length);
  const redacted = longestFirst.reduce((left, secret) => left.replaceAll(secret, MASK), text);
  return redacted.replace(CONTROL, '\ufffd');
}

/** Whether a key of this name holds a secret: `adminPassword`, `api_key`, `inference.token`, `secret_key`. */
export function looksSecret(name: string): boolean {
  return /(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:api|access|private|secret)[-_]?key)s?$/i.test(
    name,
  );
}
