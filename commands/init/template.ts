import { stringify } from 'yaml';
import { platformLines, type Replacement } from './platforms';
import { type Answers, check, type Key, KEYS, missingKeys } from './questions';

/** The keys whose examples are in many places of the template. */
const EXAMPLES = KEYS.filter(key => key !== 'profile');

type Values = Readonly<Record<Exclude<Key, 'profile'>, string>>;

/** Replacements that turn examples of the template into lines to fill in, for each required key. */
const TO_FILL_IN: Readonly<Record<string, readonly Replacement[]>> = {
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
 * Fills the answers into the template. Comments change too, because they show defaults that derive from answers. The
 * result sets every key with an answer, and has an empty line for every other required key.
 *
 * @param template A config with every default, as a key or as a comment.
 * @param schema The path of the schema for editors, relative to the config. Undefined without a schema.
 */
export function fillIn(template: string, answers: Answers, schema: string | undefined): string {
  const examples = valuesOf({});
  const values = valuesOf(answers);
  const replacements = [
    ...(answers.platform ? platformLines(answers.platform, check(answers).config) : []),
    ...missingKeys(answers).flatMap(key => TO_FILL_IN[key]!),
    ...(answers.group === undefined ? [] : groupLines(answers.group)),
  ];
  const lines = template.split('\n').map(line => {
    const shown = replaceExamples(uncommented(line, answers), examples, values);
    const filled = replacements.reduce((text, [example, instead]) => text.replace(example, instead), shown);
    return filled === line ? line : withCommentInPlace(filled, line);
  });
  return withSchema(lines.join('\n'), schema);
}

/** The lines of `dashboard.access`, with the group. */
function groupLines(group: string): readonly Replacement[] {
  const list = stringify([group], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
  return [...TO_FILL_IN['dashboard.access']!, [/^( {4}groups: )\[\]/, `$1${list}`]];
}

/** The template has the values of profile seed. */
function valuesOf(answers: Answers): Values {
  const { config } = check({ ...answers, platform: undefined, profile: 'seed' });
  return { ...config, harborRegistry: config.harborRegistry! };
}

/** Removes the comment sign from a key with an answer. */
function uncommented(line: string, answers: Answers): string {
  const [, key] = /^# (\w+):/.exec(line) ?? [];
  const isSet = key !== undefined && answers[key as Key] !== undefined;
  return isSet ? line.slice('# '.length).replace(/^profile: \w+/, `profile: ${answers.profile}`) : line;
}

/** One pass, so that an answer is not the example of another key. The class nginx is not the product ingress-nginx. */
function replaceExamples(line: string, examples: Values, values: Values): string {
  const longestFirst = EXAMPLES.map(key => examples[key]).sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map(example => example.replaceAll('.', '\\.')).join('|');
  return line.replace(new RegExp(`(?<![\\w-])(?:${pattern})\\b`, 'g'), (example, offset: number) => {
    const value = values[EXAMPLES.find(key => examples[key] === example)!];
    const isWhole = line.slice(0, offset).endsWith(': ') && /^(?: |$)/.test(line.slice(offset + example.length));
    return isWhole ? scalar(value) : value;
  });
}

/** The value as a YAML string, in quotes if necessary. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** Keeps the column of the comment after a value, if there is room. */
function withCommentInPlace(line: string, before: string): string {
  const [, content, comment] = /^(.*?\S) +(# .*)$/.exec(line) ?? [];
  const column = before.search(/(?<=\S +)# /);
  return content === undefined ? line : `${content.padEnd(column - 1)} ${comment}`;
}

/** Sets or removes the first line, which names the schema for editors. */
function withSchema(text: string, schema: string | undefined): string {
  const [first, second, ...rest] = text.split('\n');
  const head = schema === undefined ? [] : [first!.replace(/(?<=\$schema=).*$/, schema), second];
  return [...head, ...rest].join('\n');
}
