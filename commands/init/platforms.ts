import { PROFILE_NAMES } from '../../config/profiles';
import type { Config, ConfigInput } from '../../config/schema';

/** The platforms whose clusters need more keys than the domain. */
export const PLATFORMS = ['thinkube', 'k3s'] as const;

export type Platform = (typeof PLATFORMS)[number];

/** A replacement in the template that turns an example into a key. */
export type Replacement = readonly [example: RegExp, line: string];

/** The answers that a platform gives, unless an option says otherwise. */
export function platformAnswers(platform: Platform | undefined): {
  readonly profile?: string;
  readonly ingressClassName?: string;
} {
  return platform === 'k3s' ? { profile: 'production', ingressClassName: 'traefik' } : {};
}

/** The keys of a platform. */
export function platformKeys(platform: Platform, config: Config): ConfigInput {
  return platform === 'k3s' ? k3sKeys(config) : thinkubeKeys(config);
}

/** The same keys, as replacements in the template. */
export function platformLines(platform: Platform, config: Config): readonly Replacement[] {
  return platform === 'k3s' ? k3sLines(config) : thinkubeLines(config);
}

/** The pods of the Traefik that k3s installs. */
const TRAEFIK = {
  namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
  podLabels: { 'app.kubernetes.io/name': 'traefik' },
};

/** The keys of a k3s cluster with one node and Traefik, which cannot ask oauth2-proxy about each request. */
function k3sKeys({ profile }: Config): ConfigInput {
  return profile === PROFILE_NAMES[0]
    ? { dashboard: { mode: 'proxy' } }
    : { qdrant: { replicas: 1, replicationFactor: 1 }, networkPolicies: { ingressController: TRAEFIK } };
}

function k3sLines({ profile }: Config): readonly Replacement[] {
  return profile === PROFILE_NAMES[0]
    ? [
        [/^# (?=dashboard:)/, ''],
        [/^# ( {2}mode: )auth-request( +# ).*/, '$1proxy$2Traefik needs this mode'],
      ]
    : [
        [/^# (?=(?:qdrant|networkPolicies):)/, ''],
        [/^# ( {2}replicas: 1 +# )3 in profile production/, '$1one node of Kubernetes; 3 in profile production'],
        [/^##( {2}replicationFactor: )2( +# ).*/, '$11$2copies of each shard of a new collection'],
        [/^## (?= {2}ingressController:)/, ''],
        [/^## ( {4}namespaceLabels: \{ .*: )ingress-nginx(?= \})/, '$1kube-system'],
        [/^## ( {4}podLabels: \{ )\S+ controller(?= \})/, '$1app.kubernetes.io/name: traefik'],
      ];
}

/** The version that the playbooks of Thinkube install by Helm. Profile production has a later version. */
const QDRANT_VERSION = 'v1.18.0';
const GATEWAY = { name: 'thinkube-gateway', namespace: 'gateway-system', sectionName: 'https' };
const PRIORITY_CLASS = 'thinkube-workload';
/** The pods of Envoy Gateway, which serve the Gateway. */
const GATEWAY_PODS = { 'kubernetes.io/metadata.name': 'envoy-gateway-system' };

/** The keys of a Thinkube cluster: all hosts are on one Gateway, which has the certificate. */
function thinkubeKeys({ harborRegistry, libraryProject, profile }: Config): ConfigInput {
  return {
    gateway: GATEWAY,
    dashboard: { mode: 'proxy' },
    scheduling: { priorityClassName: PRIORITY_CLASS },
    ...(profile === PROFILE_NAMES[0]
      ? { images: { qdrant: `${harborRegistry}/${libraryProject}/qdrant:${QDRANT_VERSION}` } }
      : { networkPolicies: { ingressController: { namespaceLabels: GATEWAY_PODS } } }),
  };
}

/** The same keys, as replacements in the template. */
function thinkubeLines({ profile }: Config): readonly Replacement[] {
  return [
    [/^## (?=gateway:| {2}(?:name: public|namespace: gateways|sectionName: https) )/, ''],
    [/^( {2}name: )public/, `$1${GATEWAY.name}`],
    [/^( {2}namespace: )gateways/, `$1${GATEWAY.namespace}`],
    [/^# (?=dashboard:)/, ''],
    [/^# ( {2}mode: )auth-request( +# ).*/, '$1proxy$2a Gateway needs this mode'],
    [/^# (?=scheduling:)/, ''],
    [/^##( {2}priorityClassName: )\S+/, `$1${PRIORITY_CLASS}`],
    ...(profile === PROFILE_NAMES[0] ? IMAGE : NETWORK_POLICIES),
  ];
}

const IMAGE: readonly Replacement[] = [
  [/^# (?=images:)/, ''],
  [/^# ( {2}qdrant: \S+:)v[\d.]+/, `$1${QDRANT_VERSION}`],
];

const NETWORK_POLICIES: readonly Replacement[] = [
  [/^# (?=networkPolicies:)/, ''],
  [/^## (?= {2}ingressController:)/, ''],
  [/^## ( {4}namespaceLabels: \{ .*: )ingress-nginx(?= \})/, '$1envoy-gateway-system'],
];
