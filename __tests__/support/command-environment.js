const { TestEnvironment } = require('jest-environment-node');

/**
 * Gives tests the command line as Node.js itself loads it: once for all files of a worker, with packages that ship only ES
 * modules, and as users run it.
 */
module.exports = class CommandEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.commandLine = (argv, io) => {
      require('../../scripts/register.js');
      return require('../../commands/run.ts').run(argv, io);
    };
  }
};
