/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Some tests start a command and wait for it.
  testTimeout: 60_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/__tests__/e2e/',
    '<rootDir>/__tests__/library/',
    '<rootDir>/__tests__/package/',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  moduleNameMapper: { '^cdk8s-qdrant$': '<rootDir>/constructs/src/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/constructs/dist', '<rootDir>/constructs/lib', '<rootDir>/.cache'],
};
