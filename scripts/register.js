// Lets Node.js run TypeScript: `node --require ./scripts/register.js FILE.ts`. The large packages are loaded first,
// because tsx reads and examines every file that is loaded after it: that doubles their cost (150 ms of a synth).
require('cdk8s-plus-30');
require('zod');
require('yaml');
// Names the library's sources; tsx would look for it in the current folder alone.
require('node:process').env.TSX_TSCONFIG_PATH ??= require.resolve('../tsconfig.json');
require('tsx/cjs');
