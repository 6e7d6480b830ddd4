// Loaded first by a command whose memory is measured.
const { existsSync, readFileSync } = require('node:fs');

/** In kilobytes. On Linux, `maxRSS` also counts the memory that the parent had when it started this process. */
function peakMemory() {
  const status = '/proc/self/status';
  return existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))[1]
    : process.resourceUsage().maxRSS;
}

process.on('exit', () => {
  process.stderr.write(`\npeak memory ${peakMemory()}\n`);
});
