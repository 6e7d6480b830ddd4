/** Packages that ship only ES modules. Jest loads them after a transformation. */
const ES_MODULES = ['jose', 'oauth4webapi', 'openid-client'];

const project = {
  testEnvironment: 'node',
  transform: { '^.+\\.[tj]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  moduleNameMapper: { '^cdk8s-qdrant$': '<rootDir>/constructs/src/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/constructs/dist', '<rootDir>/constructs/lib', '<rootDir>/.cache'],
};

/** Complete runs of backup, restore and drill against a double of Qdrant. They take seconds each. */
const COMPLETE_RUNS = [
  'commands/backup/cluster',
  'commands/backup/drill',
  'commands/backup/drill-killed',
  'commands/backup/encryption',
  'commands/backup/faults',
  'commands/backup/manifest',
  'commands/backup/partial',
  'commands/backup/round-trip',
  'commands/backup/searches',
  'commands/resize-storage/move-killed',
  'commands/restore/replace',
  'commands/restore/restore',
  'commands/scale/heal-killed',
  'scheduled-backup/interrupted',
  'scheduled-backup/volume',
].map(name => `<rootDir>/__tests__/${name}.test.ts`);

/** Everything that needs no server and no package. */
const unit = {
  ...project,
  displayName: 'unit',
  testEnvironment: '<rootDir>/__tests__/support/command-environment.js',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/__tests__/e2e/',
    '<rootDir>/__tests__/library/',
    '<rootDir>/__tests__/package/',
    ...COMPLETE_RUNS,
  ],
};

/** Tests of the command line load it as Node.js does, once for all files of a worker. */
const commands = { testEnvironment: '<rootDir>/__tests__/support/command-environment.js' };

/** The end-to-end tests that start no cluster and no Keycloak. */
const WITHOUT_CLUSTER = [
  'backup',
  'code-server-shells',
  'completion-shells',
  'scheduled-backup-bucket',
  'verify-http',
  'workflows',
].map(name => `<rootDir>/__tests__/e2e/${name}.test.ts`);
const e2eWithoutCluster = {
  ...project,
  ...commands,
  displayName: 'e2e-without-cluster',
  testMatch: [...WITHOUT_CLUSTER, ...COMPLETE_RUNS],
};

/** The checks that need a Kubernetes API server, a Keycloak or a browser. All files share these servers: run one worker. */
const e2e = {
  ...project,
  ...commands,
  displayName: 'e2e',
  testMatch: ['<rootDir>/__tests__/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...WITHOUT_CLUSTER],
  globalSetup: '<rootDir>/__tests__/e2e/support/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/e2e/support/global-teardown.ts',
};

/** The packed library, used from each language. */
const library = {
  ...project,
  displayName: 'library',
  testMatch: ['<rootDir>/__tests__/library/**/*.test.ts'],
};

/** The packed program, installed into an empty folder. */
const packed = {
  ...project,
  displayName: 'package',
  testMatch: ['<rootDir>/__tests__/package/**/*.test.ts'],
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [unit, e2eWithoutCluster, e2e, library, packed],
  // Jest has one for all projects. The script of the packages asks for more.
  testTimeout: 240_000,
};
