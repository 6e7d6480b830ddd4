import { Document, isMap, isScalar } from 'yaml';
import { docsPage } from '../../../cli/pages';
import type { Path } from '../../../config/path';
import { configSchema } from '../../../config/schema';
import { dataOf, type Entry, type Translation } from './translate';
import type { Tree } from './tree';

interface Head {
  /** The path of the schema for editors. Undefined without a schema. */
  readonly schema: string | undefined;
  /** What the config is from. */
  readonly origin: string;
  /** What the comments name. */
  readonly from: string;
}

/** The text of the config, with the source of each key as a comment. */
export function configText(translation: Translation, base: Tree, { schema, origin, from }: Head): string {
  const { entries, notCarriedOver, noEffect, toCheck, toFillIn } = translation;
  const head = [
    ...(schema === undefined ? [] : [`yaml-language-server: $schema=${schema}`, '']),
    `The configuration of Qdrant on your cluster, from ${origin}.`,
    `Comments name ${from}. Other keys have their defaults: ${docsPage('configuration')}`,
    ...section('Fill in:', toFillIn),
    ...section('Not carried over:', notCarriedOver.map(sentenceOf)),
    ...section('Check:', toCheck),
    ...section(
      'Without an effect in this stack:',
      noEffect.map(({ key, reason }) => `${key}: ${reason}`),
    ),
  ];
  const document = new Document(ordered(dataOf(entries, base)));
  entries.forEach(entry => comment(document, entry));
  return `${head.map(line => `# ${oneLine(line)}`.trimEnd()).join('\n')}\n\n${document.toString({ lineWidth: 0 })}`;
}

/** A key that is not carried over, in one line. */
export function sentenceOf({ key, problem, sayAt }: Translation['notCarriedOver'][number]): string {
  return oneLine(`${key}: ${problem}; ${sayAt}`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', title, ...lines.map(line => `- ${line}`)] : [];
}

/** A line break would end a comment. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** The keys in the order of the schema. */
function ordered(data: Tree): Tree {
  const keys = Object.keys(configSchema.shape);
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => keys.indexOf(a) - keys.indexOf(b)));
}

/** Adds a comment after a scalar, or above the key of a mapping or list. */
function comment(document: Document, { path, from }: Entry): void {
  const text = ` ${oneLine(from)}`;
  const node = document.getIn(path, true);
  if (isScalar(node)) {
    node.comment = text;
    return;
  }
  const key = keyNode(document, path);
  if (isScalar(key)) {
    key.commentBefore = text;
  }
}

function keyNode(document: Document, path: Path): unknown {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return isMap(holder) ? holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key : undefined;
}
