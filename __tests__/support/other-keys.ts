import { docsPage } from '../../cli/pages';
import { libraryKeys } from '../../config/library-props';
import { configSchema } from '../../config/schema';

/** What a message says after the five most similar keys. */
export const OTHER_KEYS = `or one of ${Object.keys(configSchema.shape).length + libraryKeys('').length - 5} other keys: ${docsPage('configuration')}.`;
