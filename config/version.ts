import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this tool, its library and its stack. */
export const VERSION = readFileSync(join(__dirname, '..', 'VERSION'), 'utf8').trim();
