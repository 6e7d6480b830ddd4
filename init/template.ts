import { stringify } from 'yaml';
import { checkConfig } from '../config/check';
import { Answers, Key, KEYS } from './questions';

type Values = Readonly<Record<Key, string>>;

/**
 * The template with these answers in place of its examples, in comments too, so that the defaults that they show stay
 * true. Every key with an answer is set.
 *
 * @param template A config with every default, as a key or as a comment.
 * @param schema Where editors find the schema, from the config's folder; nothing where they cannot.
 */
export function fillIn(template: string, answers: Answers, schema: string | undefined): string {
  const examples = valuesOf({});
  const values = valuesOf(answers);
  const lines = template.split('\n').map(line => {
    const filled = replaceExamples(uncommented(line, answers), examples, values);
    return filled === line ? line : withCommentInPlace(filled, line);
  });
  return withSchema(lines.join('\n'), schema);
}

/** Profile seed, which the template is of, has a value for each. */
function valuesOf(answers: Answers): Values {
  const { config } = checkConfig(answers);
  return { ...config, harborRegistry: config.harborRegistry! };
}

/** A key with an answer is set, also where the template has it as a comment. */
function uncommented(line: string, answers: Answers): string {
  const [, key] = /^# (\w+):/.exec(line) ?? [];
  return key !== undefined && answers[key as Key] !== undefined ? line.slice('# '.length) : line;
}

/** In one go, so that no answer is taken for the example of another key. */
function replaceExamples(line: string, examples: Values, values: Values): string {
  const longestFirst = KEYS.map(key => examples[key]).sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map(example => example.replaceAll('.', '\\.')).join('|');
  return line.replace(new RegExp(`\\b(?:${pattern})\\b`, 'g'), (example, offset: number) => {
    const value = values[KEYS.find(key => examples[key] === example)!];
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
