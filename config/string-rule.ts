import * as z from 'zod';
import { issueOf, type Mistake } from './issue';

/** A rule for a string. `maxLength`, `pattern` and `exists` decide; the other fields explain. Editors do not know `exists`. */
export interface StringRule {
  /** The name of the value, with its article: `a host name`. */
  readonly noun: string;
  /** The allowed values, in words, without the length. */
  readonly allowed: string;
  readonly maxLength: number;
  readonly pattern: RegExp;
  /** A condition that a pattern cannot express. */
  readonly exists?: (value: string) => boolean;
  readonly example: string;
  /**
   * Common mistakes with their messages, and a fix where a better value is not the fix. The first match counts.
   * Default: an empty string, upper-case letters, or not the noun.
   */
  readonly mistakes?: readonly (readonly [mistake: RegExp, problem: string, fix?: string])[];
  /** Corrects a mistake. The message suggests the result if the rule allows it. Default: trimmed, in lower case. */
  readonly correct?: (value: string) => string;
}

/** A string that follows a rule. */
export function stringOf(rule: StringRule) {
  const allowed = allowedBy(rule);
  return z
    .string(allowed)
    .check(({ value, issues }) => {
      if (!isAllowed(rule, value)) {
        issues.push(issueOf(value, allowed, mistakeOf(rule, value)));
      }
    })
    .meta({ pattern: rule.pattern.source, maxLength: rule.maxLength, examples: [rule.example] });
}

/** The mistake of a string that breaks a rule, with the allowed values. */
export function problemOf(rule: StringRule, value: string): (Mistake & { readonly allowed: string }) | undefined {
  return isAllowed(rule, value) ? undefined : { ...mistakeOf(rule, value), allowed: allowedBy(rule) };
}

function allowedBy({ allowed, maxLength }: StringRule): string {
  return `${allowed}; at most ${maxLength} characters`;
}

function isAllowed({ maxLength, pattern, exists }: StringRule, value: string): boolean {
  return value.length <= maxLength && pattern.test(value) && exists?.(value) !== false;
}

function mistakeOf(rule: StringRule, value: string): Mistake {
  const { noun, example, maxLength, mistakes = [], correct } = rule;
  if (value.length > maxLength) {
    return {
      problem: `the value has ${value.length} characters, which is too long`,
      fix: `shorten the value to ${maxLength} characters`,
    };
  }
  const lowered = value.trim().toLowerCase();
  const corrected = correct?.(lowered) ?? lowered;
  const better = isAllowed(rule, corrected) ? `write ${corrected}` : `for example, write ${example}`;
  const [, problem, fix = better] = [
    ...mistakes,
    [/^$/, 'the value is empty'] as const,
    [/[A-Z]/, 'the value has upper-case letters'] as const,
  ].find(([mistake]) => mistake.test(value)) ?? [undefined, `the value is not ${noun}`];
  return { problem, fix };
}
