import { integer } from '../building-blocks';
import { partOf } from '../library-props';
import { labelName } from '../values/kubernetes';
import { resources } from './resources';

export const oauth2Proxy = partOf('oauth2Proxy', {
  name: labelName('oauth2-proxy').prefault('oauth2-proxy').describe('The name of the objects of oauth2-proxy.'),
  replicas: integer({ min: 1, max: 100 }, { problem: 'no user could open the dashboard', fix: 'write 1' })
    .prefault(1)
    .describe('The number of oauth2-proxy pods.'),
  resources: resources({
    requests: { cpu: '50m', memory: '64Mi' },
    limits: { cpu: '200m', memory: '128Mi' },
    lowest: { cpu: '5m', memory: '16Mi' },
  }),
})
  .prefault({})
  .describe('oauth2-proxy, which signs users in to the dashboard.');
