/** The number of inserted, removed and replaced letters between two words. */
export function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const above = row;
    row = [line + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = above[column]! + (letter === to[column] ? 0 : 1);
      row.push(Math.min(replaced, above[column + 1]! + 1, row[column]! + 1));
    }
  }
  return row.at(-1)!;
}
