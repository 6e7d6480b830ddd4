import { Images } from 'cdk8s-qdrant';
import { mapping } from '../building-blocks';
import { image } from '../values/images';

/** The image versions of each profile. */
export const IMAGE_VERSIONS = {
  seed: {
    // Earlier installations wrote their data with this version. Qdrant upgrades one minor version at a time.
    qdrant: 'v1.15.4',
    // The registry of Thinkube installations mirrors Valkey under this tag only.
    valkey: 'latest',
    node: Images.NODE_VERSION,
  },
  production: {
    qdrant: Images.QDRANT_VERSION,
    valkey: Images.VALKEY_VERSION,
    node: Images.NODE_VERSION,
  },
};

/** The images without a mirror. */
export const PUBLIC_IMAGES = { qdrant: Images.QDRANT, valkey: Images.VALKEY, node: Images.NODE };

const fallback = (image: keyof typeof PUBLIC_IMAGES) =>
  `Default: {harborRegistry}/{libraryProject}/${image}:${IMAGE_VERSIONS.seed[image]}. In profile production, the tag is ${IMAGE_VERSIONS.production[image]}; without harborRegistry, the image is ${PUBLIC_IMAGES[image]}.`;

export const images = mapping({
  qdrant: image(`harbor.example.com/library/qdrant:${IMAGE_VERSIONS.seed.qdrant}`)
    .optional()
    .describe(`The Qdrant image. ${fallback('qdrant')}`),
  valkey: image(`harbor.example.com/library/valkey:${IMAGE_VERSIONS.seed.valkey}`)
    .optional()
    .describe(`The Valkey image. ${fallback('valkey')}`),
  oauth2Proxy: image(`quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`)
    .prefault(`quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`)
    .describe('The oauth2-proxy image.'),
  node: image(`harbor.example.com/library/node:${IMAGE_VERSIONS.seed.node}`)
    .optional()
    .describe(`The image of scheduled backups. ${fallback('node')}`),
})
  .prefault({})
  .describe('The images, each with a tag or a digest.');
