import { join, resolve } from 'node:path';

/** The root of this repository. */
export const REPOSITORY = resolve(__dirname, '../../..');

/** Where programs are kept that take long to build or to fetch. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  resolve(env.QDRANT_STACK_CACHE ?? join(REPOSITORY, '.cache'));
