import { z } from 'zod';
import { refusal } from './text';

/** Thousandths per unit, for every suffix of the quantities below. */
const THOUSANDTHS: Readonly<Record<string, number>> = {
  m: 1,
  '': 1e3,
  k: 1e6,
  M: 1e9,
  G: 1e12,
  T: 1e15,
  P: 1e18,
  E: 1e21,
  Ki: 1e3 * 2 ** 10,
  Mi: 1e3 * 2 ** 20,
  Gi: 1e3 * 2 ** 30,
  Ti: 1e3 * 2 ** 40,
  Pi: 1e3 * 2 ** 50,
  Ei: 1e3 * 2 ** 60,
};

/** Size of a well-formed quantity in thousandths, of a core or of a byte: whole numbers, so that they compare exactly. */
export function thousandths(quantity: string): number {
  const suffix = quantity.replace(/^[\d.]+/, '');
  return Math.round(Number.parseFloat(quantity) * THOUSANDTHS[suffix]!);
}

interface QuantityRule {
  readonly noun: string;
  readonly allowed: string;
  readonly pattern: RegExp;
  readonly example: string;
  /** The smallest amount that makes sense: a number that forgot its unit is below it. */
  readonly least: string;
  /** What was probably meant. */
  readonly mend: (value: string) => string;
}

/** A Kubernetes quantity, written as a text or as a number. The result is a text. */
function quantity(rule: QuantityRule) {
  const { noun, allowed, pattern, example, least, mend } = rule;
  const taken = (value: string) => pattern.test(value) && thousandths(value) >= thousandths(least);
  return z
    .union([z.string(), z.number()], allowed)
    .check(({ value: given, issues }) => {
      const value = String(given);
      if (!taken(value)) {
        const problem =
          value === '' ? 'it is empty' : pattern.test(value) ? `it is less than ${least}` : `it is not ${noun}`;
        const mended = mend(value);
        issues.push(
          refusal(given, allowed, { problem, fix: `write ${taken(mended) ? mended : `for example ${example}`}` }),
        );
      }
    })
    .transform(String)
    .meta({ pattern: pattern.source, examples: [example] });
}

/** Cores, such as `2` or `0.5`, or thousandths of one, such as `500m`. */
export const cpu = (example: string) =>
  quantity({
    noun: 'an amount of CPU',
    allowed: 'cores with up to three decimals, or thousandths of a core with an m; at least 1m',
    pattern: /^(?:\d+(?:\.\d{1,3})?|\d+m)$/,
    example,
    least: '1m',
    mend: value => value.replace(/\s+|cores?|cpus?/gi, ''),
  });

/** Bytes, such as `150Gi` or `500M`. */
export const bytes = (example: string) =>
  quantity({
    noun: 'an amount of bytes',
    allowed:
      'a number with one of the units k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, or of bytes without; at least 1M',
    pattern: /^\d+(?:\.\d+)?(?:[kMGTPE]|[KMGTPE]i)?$/,
    example,
    least: '1M',
    mend: mendBytes,
  });

/** `150GB`, `150 gi` and `150g` become `150Gi`. */
function mendBytes(value: string): string {
  const [, number, prefix] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtpe])i?b?\s*$/i.exec(value) ?? [];
  return number && prefix ? `${number}${prefix.toUpperCase()}i` : value;
}
