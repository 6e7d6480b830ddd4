import { textOf, type Tree, withValue } from './tree';

/** The values of parameters, which Argo CD passes to Helm as `--set`. */
export function parameterTree(parameters: readonly Tree[]): Tree {
  return parameters.reduce<Tree>((tree, { name, value, forceString }) => {
    const path = pathOf(textOf(name) ?? '');
    const text = String(value ?? '');
    return path.length === 0 ? tree : (withValue(tree, path, forceString === true ? text : typed(text)) as Tree);
  }, {});
}

/** The path of `a.b[0].c`. A backslash keeps the dot in a key. */
function pathOf(name: string): (string | number)[] {
  return name.split(/(?<!\\)\./).flatMap(part => {
    const [, key = '', indexes = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part) ?? [];
    const numbers = [...indexes.matchAll(/\d+/g)].map(([index]) => Math.min(Number(index), 1000));
    return [...(key === '' ? [] : [key.replaceAll('\\.', '.')]), ...numbers];
  });
}

/** The value that Helm reads from a text: a list, a boolean, an integer or the text. */
export function typed(text: string): unknown {
  const list = /^\{(.*)\}$/s.exec(text);
  if (list) {
    return list[1] === '' ? [] : list[1]!.split(/(?<!\\),/).map(typed);
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (text === 'null') {
    return null;
  }
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
