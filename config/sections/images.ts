import { Images } from 'cdk8s-qdrant';
import { keys } from '../building-blocks';
import { image } from '../values';

/** Image versions of the default stack: those of earlier installations, and of the constructs. */
export const IMAGE_VERSIONS = {
  // What wrote the data of earlier installations: Qdrant takes one minor version at a time.
  qdrant: 'v1.15.4',
  // The registry of Thinkube's installations mirrors Valkey under this tag only.
  valkey: 'latest',
  oauth2Proxy: Images.OAUTH2_PROXY_VERSION,
  node: Images.NODE_VERSION,
};

export const images = keys({
  qdrant: image(`harbor.example.com/library/qdrant:${IMAGE_VERSIONS.qdrant}`)
    .optional()
    .describe(`Default: {harborRegistry}/{libraryProject}/qdrant:${IMAGE_VERSIONS.qdrant}.`),
  valkey: image(`harbor.example.com/library/valkey:${IMAGE_VERSIONS.valkey}`)
    .optional()
    .describe(`Default: {harborRegistry}/{libraryProject}/valkey:${IMAGE_VERSIONS.valkey}.`),
  oauth2Proxy: image(`quay.io/oauth2-proxy/oauth2-proxy:${IMAGE_VERSIONS.oauth2Proxy}`)
    .prefault(`quay.io/oauth2-proxy/oauth2-proxy:${IMAGE_VERSIONS.oauth2Proxy}`)
    .describe('Image of the login proxy.'),
  node: image(`harbor.example.com/library/node:${IMAGE_VERSIONS.node}`)
    .optional()
    .describe(`Runs scheduled backups. Default: {harborRegistry}/{libraryProject}/node:${IMAGE_VERSIONS.node}.`),
})
  .prefault({})
  .describe('Image references, each with a tag or a digest.');
