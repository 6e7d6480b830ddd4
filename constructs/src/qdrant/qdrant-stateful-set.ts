import { k8s } from 'cdk8s-plus-30';
import { type Fields, mapping, mappings } from '../common/mapping';

/**
 * A StatefulSet whose claim templates have the fields that the API server adds. Other tools compare the list of claim templates as a
 * whole, and would find a difference for ever.
 */
export class QdrantStatefulSet extends k8s.KubeStatefulSet {
  public override toJson(): Fields {
    const json = mapping(super.toJson());
    const spec = mapping(json.spec);
    if (spec.volumeClaimTemplates === undefined) {
      return json;
    }
    const volumeClaimTemplates = mappings(spec.volumeClaimTemplates).map(claim => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      ...claim,
      status: { phase: 'Pending' },
    }));
    return { ...json, spec: { ...spec, volumeClaimTemplates } };
  }
}
