/** Written as ES modules only, which jest does not load as they are. */
const ES_MODULES = ['jose', 'oauth4webapi', 'openid-client'];

/**
 * The checks that need a Kubernetes API server, a Keycloak or a browser. They share those, hence one worker.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__/e2e'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[tj]s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  moduleNameMapper: { '^cdk8s-qdrant$': '<rootDir>/constructs/src/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/constructs/dist', '<rootDir>/constructs/lib', '<rootDir>/.cache'],
  globalSetup: '<rootDir>/__tests__/e2e/support/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/e2e/support/global-teardown.ts',
  maxWorkers: 1,
  testTimeout: 120_000,
};
