// Lets Node.js run TypeScript: `node --require ./scripts/register.js FILE.ts`. The large packages are loaded first,
// because tsx reads and examines every file that is loaded after it: that doubles their cost (150 ms of a synth).
require('cdk8s-plus-30');
require('zod');
require('yaml');
require('tsx/cjs');
