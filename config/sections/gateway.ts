import { partOf } from '../library-props';
import { namespaceName, objectName } from '../values/kubernetes';

export const gateway = partOf('gateway', {
  name: objectName('public').describe('The name of an existing Gateway. The Gateway terminates TLS.'),
  namespace: namespaceName
    .optional()
    .describe(
      'The namespace of the Gateway. The Gateway must allow routes from the namespace of the stack. Default: the namespace of the stack.',
    ),
  sectionName: objectName('https')
    .optional()
    .describe('The name of the listener for the routes. Default: every listener that matches their hosts.'),
})
  .optional()
  .describe('A Gateway of the Gateway API in place of ingresses. Needs dashboard.mode proxy. Default: none.');
