const unit = require('./jest.config.js');

/**
 * The checks of the library as other people get it: packed, installed and used from each language.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...unit,
  roots: ['<rootDir>/__tests__/library'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
