import { keys } from '../building-blocks';
import { namespaceName, objectName } from '../values';

export const gateway = keys({
  name: objectName('public').describe('Name of a Gateway that is there already. TLS ends at it.'),
  namespace: namespaceName
    .optional()
    .describe(
      'Namespace of the Gateway, which must allow routes from the namespace above. Default: the namespace above.',
    ),
  sectionName: objectName('https')
    .optional()
    .describe('Name of the listener that the routes attach to. Default: every listener that has their hosts.'),
})
  .optional()
  .describe(
    'Gateway of the Gateway API as the way in, instead of ingresses. Needs dashboard.mode proxy. Default: none.',
  );
