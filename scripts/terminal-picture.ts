/**
 * Draws what a terminal shows as an SVG:
 *
 *   node --require ./scripts/register.js scripts/terminal-picture.ts LOG > picture.svg
 *   node --require ./scripts/register.js scripts/terminal-picture.ts -- npm run synth > picture.svg
 *
 * LOG is a recording of a terminal, such as `script -qec 'npm run synth' LOG` writes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** The size that a program finds in its terminal. Every row of a run fits, so that nothing scrolls away. */
const COLUMNS = 140;
const ROWS = 500;

/** Sizes in the picture, in pixels. */
const CELL = { width: 7.8, height: 18 };
const MARGIN = 16;
const FONT_SIZE = 13;

/** The styles that SGR codes choose; the picture's style sheet has their colours, for light and dark pages. */
const STYLES: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'dim',
};
/** The styles that an SGR code ends. */
const ENDS: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'dim'],
};
const STYLE_SHEET = `
  text { font: ${FONT_SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; fill: #1f2328; }
  rect { fill: #f6f8fa; stroke: #d1d9e0; }
  .bold { font-weight: bold; } .dim { fill: #59636e; } .red { fill: #d1242f; } .green { fill: #1a7f37; }
  .yellow { fill: #9a6700; } .blue { fill: #0969da; } .magenta { fill: #8250df; } .cyan { fill: #1b7c83; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; } rect { fill: #151b23; stroke: #3d444d; }
    .dim { fill: #9198a1; } .red { fill: #f85149; } .green { fill: #3fb950; }
    .yellow { fill: #d29922; } .blue { fill: #4493f8; } .magenta { fill: #ab7df8; } .cyan { fill: #39c5cf; }
  }`;

/** A control sequence, the title of a window, or one character. */
// eslint-disable-next-line no-control-regex
const TOKEN = /\u001b\[([\d;?]*)([@-~])|\u001b\][^\u0007]*\u0007|./gsu;

interface Cell {
  readonly character: string;
  readonly style: string;
}

/** The rows that a terminal shows in the end, of everything that was written to it. */
function rowsOf(recording: string): Cell[][] {
  const rows: Cell[][] = [[]];
  let styles = new Set<string>();
  let [row, column] = [0, 0];
  const line = () => (rows[row] ??= []);

  const select = (codes: readonly number[]) => {
    for (const code of codes) {
      const ended = code === 0 ? [...styles] : (ENDS[code] ?? []);
      styles = new Set([...styles].filter(style => !ended.includes(style)));
      if (STYLES[code]) styles.add(STYLES[code]);
    }
  };
  const control = (parameters: string, command: string) => {
    const [first = 0] = parameters.split(';').map(Number);
    if (command === 'm') select(parameters.split(';').map(Number));
    if (command === 'A') row = Math.max(0, row - Math.max(1, first));
    if (command === 'B') row += Math.max(1, first);
    if (command === 'G') column = Math.max(1, first) - 1;
    if (command === 'K') rows[row] = first === 2 ? [] : line().slice(0, column);
    if (command === 'J') rows.splice(row, Infinity, line().slice(0, column));
  };

  for (const [token, parameters, command] of recording.matchAll(TOKEN)) {
    if (command !== undefined) control(parameters!, command);
    else if (token === '\n') row++;
    else if (token === '\r') column = 0;
    else if (token >= ' ') {
      while (line().length < column) line().push({ character: ' ', style: '' });
      line()[column++] = { character: token, style: [...styles].join(' ') };
    }
  }
  return Array.from(rows, cells => cells ?? []);
}

/** What a picture shows above the recording, and of it. */
export interface PictureOptions {
  /** The command line, which the first row shows behind a prompt. */
  readonly command?: string;
  /** For people who cannot see the picture. */
  readonly title: string;
  /** Whether a row is shown. Rows that are left out stand as one row with an ellipsis. @default - every row is */
  readonly shows?: (text: string) => boolean;
}

/** The SVG of what a terminal shows after a recording. */
export function picture(recording: string, { command, title, shows = () => true }: PictureOptions): string {
  const prompt = command === undefined ? '' : `\u001b[2m$\u001b[22m \u001b[1m${command}\u001b[22m\r\n`;
  const all = rowsOf(`${prompt}${recording}`);
  const textOf = (cells: readonly Cell[]) =>
    cells
      .map(({ character }) => character)
      .join('')
      .trimEnd();
  while (all.length > 0 && textOf(all.at(-1)!) === '') all.pop();
  const ellipsis: Cell[] = [...'...'].map(character => ({ character, style: 'dim' }));
  const rows = all
    .map((cells, index) => (index === 0 || shows(textOf(cells)) ? cells : ellipsis))
    .filter((cells, index, kept) => cells !== ellipsis || kept[index - 1] !== ellipsis);

  const columns = Math.max(...rows.map(cells => textOf(cells).length));
  const [width, height] = [Math.ceil(columns * CELL.width) + 2 * MARGIN, rows.length * CELL.height + 2 * MARGIN];
  const texts = rows.flatMap((cells, index) => runsOf(cells).map(run => drawn(run, index)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE_SHEET}\n</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    ...texts,
    '</svg>\n',
  ].join('\n');
}

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: string;
}

/** Pieces of a row that have one style. Each stands at a column of its own, so that columns hold with any font. */
function runsOf(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  cells.forEach(({ character, style }, column) => {
    const last = runs.at(-1);
    if (last?.style === style) runs[runs.length - 1] = { ...last, text: last.text + character };
    else runs.push({ column, text: character, style });
  });
  return runs.map(run => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) => text !== '');
}

function drawn({ column, text, style }: Run, row: number): string {
  const indent = text.length - text.trimStart().length;
  const x = (MARGIN + (column + indent) * CELL.width).toFixed(1);
  const y = MARGIN + row * CELL.height + FONT_SIZE;
  const length = ((text.length - indent) * CELL.width).toFixed(1);
  const className = style ? ` class="${style}"` : '';
  return `<text x="${x}" y="${y}" textLength="${length}"${className}>${escaped(text.trimStart())}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, character => ENTITIES[character]!);

/** Runs a command line of bash in a terminal of its own, and returns everything that the terminal received. */
export async function recorded(commandLine: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const line = `stty rows ${ROWS} cols ${COLUMNS}; ${commandLine}`;
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    env: { ...env, SHELL: '/bin/bash', TERM: 'xterm-256color', NO_COLOR: undefined, CI: undefined },
    // An input that ends would be typed into the terminal as ^D.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${commandLine} ended with ${code}:\n${text}`);
  return text;
}

async function main([first, ...rest]: readonly string[]): Promise<void> {
  if (first === undefined) throw new Error('Name a recording, or a command line behind --.');
  const command = rest.join(' ');
  const text = first === '--' ? await recorded(command) : readFileSync(first, 'utf8');
  process.stdout.write(picture(text, first === '--' ? { command, title: command } : { title: first }));
}

if (require.main === module) void main(process.argv.slice(2));
