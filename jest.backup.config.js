const e2e = require('./jest.e2e.config.js');

/**
 * The slow checks of backups. They are part of the end-to-end tests, and this runs them alone: they need no cluster.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...e2e,
  testMatch: ['**/e2e/backup.test.ts'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
