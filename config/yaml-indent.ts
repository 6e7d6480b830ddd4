import { type ErrorCode } from 'yaml';
import { type ConfigProblem } from './errors';

/** Syntax errors that a wrong space at the start of a line causes, often with the position of another line. */
export const INDENT_ERRORS: readonly ErrorCode[] = ['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'];

/** A line with a key, with a dash before it in a list. `value` is its value in the same line. */
const KEY = /^(?<indent> *)(?<dash>- +)?[\w.-]+:(?: +(?<value>[^#\s].*))?(?:$| +#| *$)/;

/** The problem of the first key that starts in a column without a mapping. */
export function indentProblem(text: string): ConfigProblem | undefined {
  const columns: number[] = [0];
  let above: { readonly column: number; readonly hasValue: boolean } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const { indent, dash = '', value } = KEY.exec(line)?.groups ?? {};
    if (indent === undefined) {
      continue;
    }
    const column = indent.length + dash.length;
    const isBelowValue = column > (above?.column ?? 0) && (above?.hasValue ?? true);
    const isBetween = column < (above?.column ?? 0) && !columns.includes(column) && !dash;
    if (isBelowValue || isBetween) {
      return problemAt(index + 1, indent.length, isBelowValue ? (above?.column ?? 0) : nearest(columns, column));
    }
    columns.push(column);
    above = { column, hasValue: value !== undefined };
  }
  return undefined;
}

function nearest(columns: readonly number[], column: number): number {
  return Math.max(...columns.filter(each => each < column));
}

function problemAt(line: number, spaces: number, wanted: number): ConfigProblem {
  const count = (many: number) => (many === 1 ? '1 space' : `${many} spaces`);
  return {
    path: '',
    problem: `The line starts with ${count(spaces)}, and no key above it is in that column`,
    allowed: 'the keys of one mapping in the same column',
    fix:
      wanted === 0
        ? `remove the ${spaces === 1 ? 'space' : 'spaces'} at the start of the line`
        : `start the line with ${count(wanted)}, or with as many as the keys beside it`,
    line,
    column: 1,
  };
}
