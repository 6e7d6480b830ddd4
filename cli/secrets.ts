import { secrets } from './io';

/** Stands where a secret stood. */
export const MASK = '***';

/** Shorter values would blot out ordinary words; no secret that this tool makes or takes is that short. */
const SHORTEST = 4;

/** Remembers a secret, so that no text that goes through `redact` shows it, however it is written there. */
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

/** Whatever a terminal would obey instead of showing it. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * The text without any secret that was remembered, and without control characters of whoever wrote it: the last guard of
 * everything that is printed.
 */
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
