import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this tool, of its library and of the stack that they make. */
export const VERSION = readFileSync(join(__dirname, '..', 'VERSION'), 'utf8').trim();
