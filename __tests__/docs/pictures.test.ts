import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { picture, recorded } from '../../scripts/terminal-picture';

const PICTURES = resolve(__dirname, '../../docs/pictures');

/** The rows of a picture as text. */
function rows(svg: string): string[] {
  const lines = new Map<string, string[]>();
  for (const [, y, text] of svg.matchAll(/<text x="[\d.]+" y="(\d+)"[^>]*>([^<]*)</g)) {
    lines.set(y!, [...(lines.get(y!) ?? []), text!]);
  }
  return [...lines.values()].map(runs => runs.join(' '));
}

describe('a picture of a terminal', () => {
  const draw = (recording: string) => rows(picture(recording, { title: 'a run' }));

  test('shows a line as it was last drawn', () => {
    expect(draw('one\r\n\u001b[1A\u001b[2K\u001b[Gtwo\r\nthree\r\n')).toEqual(['two', 'three']);
    expect(draw('… API\r\u001b[K✔ API\r\n')).toEqual(['✔ API']);
    expect(draw('a\r\nb\r\nc\r\n\u001b[2A\u001b[Jd\r\n')).toEqual(['a', 'd']);
  });

  test('has a row for an empty line', () => {
    expect(picture('one\r\n\r\ntwo', { title: 'a run' })).toMatch(/y="29".*one<[^]*y="65".*two</);
  });

  test('leaves out what moves nothing and shows nothing', () => {
    expect(draw('\u001b[?25lone\u001b]0;title\u0007\u001b[?25h')).toEqual(['one']);
  });

  test('has the styles of the terminal, and each piece in its column', () => {
    const svg = picture('\u001b[32m✔\u001b[39m done <\u001b[1mnow\u001b[0m>', { title: 'a run' });

    expect(svg).toContain('<text x="16.0" y="29" textLength="7.8" class="green">✔</text>');
    expect(svg).toContain('<text x="31.6" y="29" textLength="46.8">done &lt;</text>');
    expect(svg).toContain('<text x="78.4" y="29" textLength="23.4" class="bold">now</text>');
  });

  test('shows the command, and one ellipsis for rows that are left out', () => {
    const options = { title: 'a run', command: 'npm run deploy', shows: (row: string) => !row.startsWith(' ') };

    expect(rows(picture('one\r\n  two\r\n  three\r\nfour\r\n', options))).toEqual([
      '$ npm run deploy',
      'one',
      '...',
      'four',
    ]);
  });

  test('is drawn from a command line that has a terminal of its own', async () => {
    expect(draw(await recorded('stty size'))).toEqual(['500 140']);
    await expect(recorded('exit 3')).rejects.toThrow('exit 3 ended with 3');
  });
});

test.each(['deploy', 'verify'])(
  'the picture of %s shows a run that succeeded, and no place of the machine',
  command => {
    const svg = readFileSync(join(PICTURES, `${command}.svg`), 'utf8');
    const shown = rows(svg);

    expect(shown[0]).toContain(`npm run --silent ${command}`);
    expect(shown.at(-1)).toMatch(/^Deployed\.$|^\d+ ok, 0 failed, \d+ skipped\.$/);
    expect(svg).not.toMatch(/localhost|127\.0\.0\.1|\/tmp|\/home\/|e2e|�/);
  },
);
