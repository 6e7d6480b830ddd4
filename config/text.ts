import { z } from 'zod';

/** What is wrong with one value, and what to do about it. */
export interface Mistake {
  readonly problem: string;
  readonly fix: string;
}

/** A rule for a text. Pattern and `exists` decide (editors know the pattern alone), the rest explains. */
export interface TextRule {
  /** What the text is, with its article: `a host name`. */
  readonly noun: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly pattern: RegExp;
  /** What the pattern cannot say. */
  readonly exists?: (value: string) => boolean;
  readonly example: string;
  /**
   * Common mistakes, their names, and a fix where it is another than a better value; the first that matches counts. Default:
   * upper case, or not the noun.
   */
  readonly mistakes?: readonly (readonly [mistake: RegExp, problem: string, fix?: string])[];
  /** What was probably meant; offered as the fix if the pattern takes it. Default: trimmed, in lower case. */
  readonly mend?: (value: string) => string;
}

/** A text that follows a rule. */
export function text(rule: TextRule) {
  return z
    .string(rule.allowed)
    .check(({ value, issues }) => {
      if (!isAllowed(rule, value)) {
        issues.push(refusal(value, rule.allowed, textMistake(rule, value)));
      }
    })
    .meta({ pattern: rule.pattern.source, examples: [rule.example] });
}

function isAllowed({ pattern, exists }: TextRule, value: string): boolean {
  return pattern.test(value) && exists?.(value) !== false;
}

function textMistake(rule: TextRule, value: string): Mistake {
  const { noun, example, mistakes = [], mend } = rule;
  const lowered = value.trim().toLowerCase();
  const mended = mend?.(lowered) ?? lowered;
  const better = `write ${isAllowed(rule, mended) ? mended : `for example ${example}`}`;
  const [, problem, fix = better] = [
    ...mistakes,
    [/^$/, 'it is empty'] as const,
    [/[A-Z]/, 'it has upper-case letters'] as const,
  ].find(([mistake]) => mistake.test(value)) ?? [undefined, `it is not ${noun}`];
  return { problem, fix };
}

/** An issue that carries what is allowed as its message, and the mistake as its parameters. Other checks go on. */
export function refusal<T>(input: T, allowed: string, mistake: Mistake, path: PropertyKey[] = []) {
  return { code: 'custom' as const, input, path, message: allowed, continue: true, params: { ...mistake } };
}
