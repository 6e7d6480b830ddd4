const unit = require('./jest.config.js');

/**
 * The checks of the packages as other people get them: packed and installed, the library used from each language, and the
 * program from an empty folder.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...unit,
  roots: ['<rootDir>/__tests__/library', '<rootDir>/__tests__/package'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
