import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What somebody saw in a terminal, and what the program ended with. */
export interface Seen {
  readonly text: string;
  readonly code: number;
}

/** Runs a program in a terminal of its own, and types `answer` when it has asked `question`. */
export async function inTerminal(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  question: string,
  answer: string,
): Promise<Seen> {
  const line = command.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], { env });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const asked = text.includes(question);
    text += piece;
    if (!asked && text.includes(question)) child.stdin.write(answer);
  });
  const [code] = await once(child, 'close');
  return { text, code };
}
