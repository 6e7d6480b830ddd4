import { boolean, mapping } from '../building-blocks';

export const scheduling = mapping({
  spread: boolean()
    .prefault(false)
    .describe('Whether the pods of Qdrant and oauth2-proxy spread over zones and hosts, where possible.'),
  disruptionBudgets: boolean()
    .prefault(false)
    .describe('Whether a drain evicts the pods of Qdrant and oauth2-proxy one at a time, with several replicas.'),
})
  .prefault({})
  .describe('The placement and the eviction of pods.');
