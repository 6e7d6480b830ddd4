import { keys, resources } from '../building-blocks';

export const valkey = keys({
  resources: resources({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } }),
})
  .prefault({})
  .describe('The store of the login sessions.');
