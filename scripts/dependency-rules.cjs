/**
 * Which way imports go, type imports included:
 * commands -> reconcile, stack -> clients, config -> constructs. Everything may use cli.
 */
const ROOMS = {
  commands: ['commands', 'reconcile', 'stack', 'clients', 'config', 'constructs', 'cli', 'app.ts'],
  reconcile: ['reconcile', 'stack', 'clients', 'config', 'constructs', 'cli'],
  stack: ['stack', 'clients', 'config', 'constructs', 'cli', 'app.ts'],
  clients: ['clients', 'cli'],
  config: ['config', 'constructs', 'cli'],
  constructs: ['constructs'],
  cli: ['cli'],
};
const alternatives = rooms => rooms.map(room => (room.endsWith('.ts') ? `^${room.replace('.', '\\.')}$` : `^${room}/`));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'No file imports its importer, not even for a type: what both need belongs in a third file.',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `from-${room}`,
      severity: 'error',
      comment: `${room}/ may import ${allowed.join(', ')}, and packages.`,
      from: { path: `^${room}/` },
      to: { pathNot: [...alternatives(allowed), '^node_modules/'], dependencyTypesNot: ['core'] },
    })),
    {
      name: 'no-tests',
      severity: 'error',
      comment: 'The product does not import its tests or scripts.',
      from: { pathNot: '^(?:__tests__|scripts)/' },
      to: { path: '^(?:__tests__|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^constructs/(?:lib|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
