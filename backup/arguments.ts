import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../cli/failure';
import { loadConfig } from '../config/load';
import type { Access } from './nodes';

/** The options that say where Qdrant is. */
export interface AccessLine {
  readonly url: readonly string[];
  readonly caFile?: string;
  readonly timeout: number;
}

export function accessOf({ url, caFile, timeout }: AccessLine): Access {
  return {
    urls: url.length > 0 ? url : [`https://${loadConfig().apiHostname}`],
    ca: caFile === undefined ? undefined : readCertificates(caFile),
    patience: timeout * 1000,
  };
}

export function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      `Could not read ${file}: ${(error as Error).message}`,
      'name a file with certificates in PEM with --ca-file',
      { cause: error },
    );
  }
}

export function address(value: string, previous: readonly string[]): string[] {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Allowed: a URL such as https://qdrant.example.com.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InvalidArgumentError('A key goes into the environment variable QDRANT_API_KEY, not into the URL.');
  }
  return [...previous, value];
}

export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

export function folderName(value: string): string {
  if (!/^\w[\w.-]*$/.test(value)) {
    throw new InvalidArgumentError('Allowed: letters, digits, hyphens, dots and underscores.');
  }
  return value;
}

export function whole(least: number, most: number): (value: string) => number {
  return value => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`Allowed: whole numbers from ${least} to ${most}.`);
    }
    return number;
  };
}
