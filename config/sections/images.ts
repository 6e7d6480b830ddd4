import { Images } from 'cdk8s-qdrant';
import { keys } from '../building-blocks';
import { image } from '../values';

/** Image versions of each profile. */
export const IMAGE_VERSIONS = {
  seed: {
    // What wrote the data of earlier installations: Qdrant takes one minor version at a time.
    qdrant: 'v1.15.4',
    // The registry of Thinkube's installations mirrors Valkey under this tag only.
    valkey: 'latest',
    node: Images.NODE_VERSION,
  },
  production: {
    qdrant: Images.QDRANT_VERSION,
    valkey: Images.VALKEY_VERSION,
    node: Images.NODE_VERSION,
  },
};

/** Where images come from that no registry mirrors. */
export const PUBLIC_IMAGES = { qdrant: Images.QDRANT, valkey: Images.VALKEY, node: Images.NODE };

const fallback = (image: keyof typeof PUBLIC_IMAGES) =>
  `Default: {harborRegistry}/{libraryProject}/${image}:${IMAGE_VERSIONS.seed[image]}; in profile production that with tag ${IMAGE_VERSIONS.production[image]}, or ${PUBLIC_IMAGES[image]} without harborRegistry.`;

export const images = keys({
  qdrant: image(`harbor.example.com/library/qdrant:${IMAGE_VERSIONS.seed.qdrant}`)
    .optional()
    .describe(fallback('qdrant')),
  valkey: image(`harbor.example.com/library/valkey:${IMAGE_VERSIONS.seed.valkey}`)
    .optional()
    .describe(fallback('valkey')),
  oauth2Proxy: image(`quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`)
    .prefault(`quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`)
    .describe('Image of the login proxy.'),
  node: image(`harbor.example.com/library/node:${IMAGE_VERSIONS.seed.node}`)
    .optional()
    .describe(`Runs scheduled backups. ${fallback('node')}`),
})
  .prefault({})
  .describe('Image references, each with a tag or a digest.');
