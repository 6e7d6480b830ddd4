import { InvalidArgumentError } from 'commander';

/** Parser of an option whose value is an integer. */
export function integer(least: number, most: number): (value: string) => number {
  return value => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`Allowed: integers from ${least} to ${most}.`);
    }
    return number;
  };
}

/** Parser of an option that can be repeated. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** Parser of a URL that can be repeated. */
export function url(value: string, previous: readonly string[]): string[] {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new InvalidArgumentError('Allowed: a URL such as https://qdrant.example.com.');
  }
  if (parsed.username || parsed.password || parsed.search || parsed.hash) {
    throw new InvalidArgumentError('A key goes into the environment variable QDRANT_API_KEY, not into the URL.');
  }
  return [...previous, value];
}

export function folderName(value: string): string {
  if (!/^\w[\w.-]*$/.test(value)) {
    throw new InvalidArgumentError('Allowed: letters, digits, hyphens, dots and underscores.');
  }
  return value;
}

/** Parser of `host` or `host:port`. */
export function hostAndPort(value: string): { readonly host: string; readonly port: number } {
  const [, host, port = '443'] = /^(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (!host || Number(port) < 1 || Number(port) > 65_535) {
    throw new InvalidArgumentError('Allowed: a host or IP address, with or without a port, such as 192.0.2.10:8443.');
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** A rule about options that exclude or need each other. */
export type OptionRule = readonly [isBroken: boolean, message: string];

/** The message of the first rule that is broken. */
export function firstBroken(rules: readonly OptionRule[]): string | undefined {
  return rules.find(([isBroken]) => isBroken)?.[1];
}
