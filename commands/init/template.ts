import { stringify } from 'yaml';
import { checkConfig } from '../../config/check';
import { type Answers, type Key, KEYS, missingKeys } from './questions';

/** The keys whose examples stand all over the template. */
const EXAMPLES = KEYS.filter(key => key !== 'profile');

type Values = Readonly<Record<Exclude<Key, 'profile'>, string>>;

/** How examples of the template become lines to fill in, by the key that needs them. */
const TO_FILL_IN: Readonly<Record<string, readonly (readonly [example: RegExp, line: string])[]>> = {
  'dashboard.access': [
    [/^# (?=dashboard:)/, ''],
    [/^##(?= {2}access:)/, ''],
    [/^##( {4}(?:groups|roles|emailDomains): )\[.*?\]/, '$1[]'],
  ],
  'networkPolicies.ingressController': [
    [/^# (?=networkPolicies:)/, ''],
    [/^## (?= {2}ingressController:)/, ''],
    [/^## ( {4}namespaceLabels: )\{.*ingress-nginx \}/, '$1{}'],
  ],
};

/**
 * The template with these answers in place of its examples, in comments too, so that the defaults that they show stay
 * true. Every key with an answer is set; what the config needs besides stands there to be filled in.
 *
 * @param template A config with every default, as a key or as a comment.
 * @param schema Where editors find the schema, from the config's folder; nothing where they cannot.
 */
export function fillIn(template: string, answers: Answers, schema: string | undefined): string {
  const examples = valuesOf({});
  const values = valuesOf(answers);
  const toFillIn = missingKeys(answers).flatMap(key => TO_FILL_IN[key]!);
  const lines = template.split('\n').map(line => {
    const shown = replaceExamples(uncommented(line, answers), examples, values);
    const filled = toFillIn.reduce((text, [example, instead]) => text.replace(example, instead), shown);
    return filled === line ? line : withCommentInPlace(filled, line);
  });
  return withSchema(lines.join('\n'), schema);
}

/** Profile seed, which the template is of, has a value for each. */
function valuesOf(answers: Answers): Values {
  const { config } = checkConfig({ ...answers, profile: 'seed' });
  return { ...config, harborRegistry: config.harborRegistry! };
}

/** A key with an answer is set, also where the template has it as a comment. */
function uncommented(line: string, answers: Answers): string {
  const [, key] = /^# (\w+):/.exec(line) ?? [];
  const isSet = key !== undefined && answers[key as Key] !== undefined;
  return isSet ? line.slice('# '.length).replace(/^profile: \w+/, `profile: ${answers.profile}`) : line;
}

/** In one go, so that no answer is taken for the example of another key. The class nginx is not the product ingress-nginx. */
function replaceExamples(line: string, examples: Values, values: Values): string {
  const longestFirst = EXAMPLES.map(key => examples[key]).sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map(example => example.replaceAll('.', '\\.')).join('|');
  return line.replace(new RegExp(`(?<![\\w-])(?:${pattern})\\b`, 'g'), (example, offset: number) => {
    const value = values[EXAMPLES.find(key => examples[key] === example)!];
    const isWhole = line.slice(0, offset).endsWith(': ') && /^(?: |$)/.test(line.slice(offset + example.length));
    return isWhole ? scalar(value) : value;
  });
}

/** In quotes where YAML would read something else than the text. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** The comment behind a value begins where it did, if there is room. */
function withCommentInPlace(line: string, before: string): string {
  const [, content, comment] = /^(.*?\S) +(# .*)$/.exec(line) ?? [];
  const column = before.search(/(?<=\S +)# /);
  return content === undefined ? line : `${content.padEnd(column - 1)} ${comment}`;
}

/** The first line tells editors where the schema is. */
function withSchema(text: string, schema: string | undefined): string {
  const [first, second, ...rest] = text.split('\n');
  const head = schema === undefined ? [] : [first!.replace(/(?<=\$schema=).*$/, schema), second];
  return [...head, ...rest].join('\n');
}
