import { processIo } from '../cli/io';
import { run } from './run';

// Whoever reads the output may stop, as `head` does; what is being written to a server is finished all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

void run(process.argv.slice(2), processIo).then(exitCode => {
  process.exitCode = exitCode;
});
