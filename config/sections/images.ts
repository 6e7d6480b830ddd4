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
    // Earlier installations pull oauth2-proxy from its publisher.
    oauth2Proxy: undefined,
  },
  production: {
    qdrant: Images.QDRANT_VERSION,
    valkey: Images.VALKEY_VERSION,
    node: Images.NODE_VERSION,
    oauth2Proxy: Images.OAUTH2_PROXY_VERSION,
  },
};

/** The images without a mirror. */
export const PUBLIC_IMAGES = {
  qdrant: Images.QDRANT,
  valkey: Images.VALKEY,
  node: Images.NODE,
  oauth2Proxy: Images.OAUTH2_PROXY,
};

/** The names of the mirrored images in a registry. */
export const MIRRORED_NAMES = { qdrant: 'qdrant', valkey: 'valkey', node: 'node', oauth2Proxy: 'oauth2-proxy' };

const fallback = (image: 'qdrant' | 'valkey' | 'node') =>
  `Default: {harborRegistry}/{libraryProject}/${image}:${IMAGE_VERSIONS.seed[image]}. In profile production, the tag is ${IMAGE_VERSIONS.production[image]}; without harborRegistry, the image is ${PUBLIC_IMAGES[image]}.`;

export const images = mapping({
  qdrant: image(`harbor.example.com/library/qdrant:${IMAGE_VERSIONS.seed.qdrant}`)
    .optional()
    .describe(`The Qdrant image. ${fallback('qdrant')}`),
  valkey: image(`harbor.example.com/library/valkey:${IMAGE_VERSIONS.seed.valkey}`)
    .optional()
    .describe(`The Valkey image. ${fallback('valkey')}`),
  oauth2Proxy: image(`quay.io/oauth2-proxy/oauth2-proxy:${Images.OAUTH2_PROXY_VERSION}`)
    .optional()
    .describe(
      `The oauth2-proxy image. Default: ${Images.OAUTH2_PROXY}. In profile production with harborRegistry: {harborRegistry}/{libraryProject}/oauth2-proxy:${IMAGE_VERSIONS.production.oauth2Proxy}.`,
    ),
  node: image(`harbor.example.com/library/node:${IMAGE_VERSIONS.seed.node}`)
    .optional()
    .describe(`The image of scheduled backups. ${fallback('node')}`),
})
  .prefault({})
  .describe('The images, each with a tag or a digest.');
