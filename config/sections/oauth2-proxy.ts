import { keys, resources, wholeNumber } from '../building-blocks';

export const oauth2Proxy = keys({
  replicas: wholeNumber('1 and more', value =>
    value < 1 ? { problem: 'nobody could open the dashboard', fix: 'write 1' } : undefined,
  )
    .prefault(1)
    .describe('Number of login proxies.'),
  resources: resources({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } }),
})
  .prefault({})
  .describe('The login in front of the dashboard.');
