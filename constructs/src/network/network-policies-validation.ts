import { invalidProp } from '../common/errors';
import { type NetworkDestination, type NetworkPeer, type NetworkPoliciesOptions } from './network-policies-props';

/** The options with the defaults that are checked like given ones. */
type CheckedOptions = NetworkPoliciesOptions &
  Required<
    Pick<
      NetworkPoliciesOptions,
      'bucket' | 'clients' | 'dns' | 'identityProvider' | 'ingressController' | 'qdrantEgress'
    >
  >;

/** Rejects empty selectors, which Kubernetes reads as every pod, and destinations without ports. */
export function validateNetworkPolicies(props: CheckedOptions): void {
  validatePeer('ingressController', props.ingressController);
  validatePeer('dns', props.dns);
  if (props.monitoring) {
    validatePeer('monitoring', props.monitoring);
  }
  props.clients.forEach((client, index) => validatePeer(`clients[${index}]`, client));
  validateDestination('identityProvider', props.identityProvider);
  validateDestination('bucket', props.bucket);
  props.qdrantEgress.forEach((destination, index) => {
    validateDestination(`qdrantEgress[${index}]`, destination);
    if ((destination.ports ?? []).length === 0) {
      const prop = `qdrantEgress[${index}].ports`;
      throw invalidProp('NetworkPolicies', prop, destination.ports ?? [], 'at least one port', 'name the ports');
    }
  });
}

function validatePeer(prop: string, peer: NetworkPeer): void {
  if (partsOf(peer).length === 0) {
    throw emptyPeer(prop, peer);
  }
  validateDestination(prop, peer);
}

/** A destination without labels and networks is any address. */
function validateDestination(prop: string, destination: NetworkDestination): void {
  if (partsOf(destination).some(part => Object.keys(part).length === 0)) {
    throw emptyPeer(prop, destination);
  }
}

function partsOf({ namespaceLabels, podLabels, cidrs }: NetworkPeer): object[] {
  return [namespaceLabels, podLabels, cidrs].filter(part => part !== undefined);
}

function emptyPeer(prop: string, { namespaceLabels, podLabels, cidrs }: NetworkPeer): Error {
  const given = { namespaceLabels, podLabels, cidrs };
  return invalidProp('NetworkPolicies', prop, given, 'labels or networks that are not empty', 'name at least one');
}
