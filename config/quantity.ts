import * as z from 'zod';
import { issueOf, type Mistake } from './issue';

/** Thousandths per unit, for every suffix of a quantity. */
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

/** A longer string is no quantity that a person writes. */
const MAX_LENGTH = 32;

/** The size of a well-formed quantity in thousandths of a core or of a byte. Integers compare exactly. */
export function thousandths(quantity: string): number {
  const suffix = quantity.replace(/^[\d.]+/, '');
  return Math.round(Number.parseFloat(quantity) * THOUSANDTHS[suffix]!);
}

interface QuantityRule {
  readonly noun: string;
  /** The allowed values, in words, without the range. */
  readonly allowed: string;
  readonly pattern: RegExp;
  readonly example: string;
  /** The smallest amount that makes sense. A number without its unit is usually below this amount. */
  readonly min: string;
  readonly max: string;
  /** Corrects common mistakes. */
  readonly correct: (value: string) => string;
}

/** A Kubernetes quantity, given as a string or as a number. The result is a string. */
function quantity(rule: QuantityRule) {
  const allowed = `${rule.allowed}, from ${rule.min} to ${rule.max}`;
  const string = z
    .string(allowed)
    .meta({ pattern: rule.pattern.source, maxLength: MAX_LENGTH, examples: [rule.example] });
  const number = z
    .number(allowed)
    .meta({ minimum: thousandths(rule.min) / 1000, maximum: thousandths(rule.max) / 1000 });
  return z
    .union([string, number], allowed)
    .check(({ value, issues }) => {
      const mistake = mistakeOf(rule, String(value));
      if (mistake) {
        issues.push(issueOf(value, allowed, mistake));
      }
    })
    .transform(String);
}

function mistakeOf(rule: QuantityRule, value: string): Mistake | undefined {
  const problem = problemOf(rule, value);
  if (problem === undefined) {
    return undefined;
  }
  const corrected = rule.correct(value);
  const isBetter = problemOf(rule, corrected) === undefined;
  return { problem, fix: isBetter ? `write ${corrected}` : `for example, write ${rule.example}` };
}

function problemOf({ noun, pattern, min, max }: QuantityRule, value: string): string | undefined {
  if (value === '') {
    return 'the value is empty';
  }
  if (value.length > MAX_LENGTH || !pattern.test(value)) {
    return `the value is not ${noun}`;
  }
  if (thousandths(value) < thousandths(min)) {
    return `the value is less than ${min}`;
  }
  return thousandths(value) > thousandths(max) ? `the value is more than ${max}` : undefined;
}

/** Cores, such as `2` or `0.5`, or thousandths of a core, such as `500m`. */
export const cpu = (example: string, min = '1m') =>
  quantity({
    noun: 'an amount of CPU',
    allowed: 'cores with up to three decimals, or thousandths of a core with the suffix m',
    pattern: /^(?:\d+(?:\.\d{1,3})?|\d+m)$/,
    example,
    min,
    max: '1024',
    correct: value => value.replace(/\s+|cores?|cpus?/gi, ''),
  });

/** An amount of memory, such as `4Gi` or `500M`. */
export const memory = (example: string, min = '1M') => bytes(example, '64Ti', min);

/** The size of a volume, such as `150Gi`. */
export const volumeSize = (example: string) => bytes(example, '1Pi');

const bytes = (example: string, max: string, min = '1M') =>
  quantity({
    noun: 'an amount of bytes',
    allowed: 'a number of bytes, or a number with one of the units k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei',
    pattern: /^\d+(?:\.\d+)?(?:[kMGTPE]|[KMGTPE]i)?$/,
    example,
    min,
    max,
    correct: correctBytes,
  });

/** `150GB`, `150 gi` and `150g` become `150Gi`. */
function correctBytes(value: string): string {
  const [, number, prefix] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtpe])i?b?\s*$/i.exec(value) ?? [];
  return number && prefix ? `${number}${prefix.toUpperCase()}i` : value;
}
