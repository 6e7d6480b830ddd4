import { k8s } from 'cdk8s-plus-30';
import type { WorkloadProps } from 'cdk8s-qdrant';
import { type K8sObject } from './objects';

type Synth = (props: WorkloadProps) => K8sObject[];

/** What every construct with pods promises about `WorkloadProps`: for each promise a check of what `synth` makes. */
export function workloadPromises(synth: Synth): [promise: string, expectPromise: () => void][] {
  const template = (props: WorkloadProps) => {
    const { spec } = synth(props).find(({ spec }) => spec?.template ?? spec?.jobTemplate)!;
    return (spec.jobTemplate?.spec ?? spec).template;
  };
  const container = (props: WorkloadProps) => template(props).spec.containers[0];

  return Object.entries({
    'pods keep to the restricted Pod Security Standard, with a read-only root and no token': () => {
      const { spec } = template({});
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(spec.containers[0].securityContext).toMatchObject({
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    },

    'the security context takes changes one by one': () => {
      const { spec } = template({
        podSecurityContext: { supplementalGroups: [7] },
        containerSecurityContext: { runAsUser: 7 },
      });
      expect(spec.securityContext).toEqual({
        ...template({}).spec.securityContext,
        supplementalGroups: [7],
      });
      expect(spec.containers[0].securityContext).toEqual({ ...container({}).securityContext, runAsUser: 7 });
    },

    'environment variables for the Services of the namespace are off': () => {
      expect(template({}).spec.enableServiceLinks).toBe(false);
    },

    'user env replaces one of the same name and is added otherwise': () => {
      const own: { name: string }[] = container({}).env ?? [];
      const name = own[0]?.name ?? 'FIRST';
      const { env } = container({
        env: [
          { name, value: 'mine' },
          { name: 'OTHER', value: 'first' },
          { name: 'OTHER', value: 'last' },
        ],
      });
      expect(env).toEqual([{ name, value: 'mine' }, ...own.slice(1), { name: 'OTHER', value: 'last' }]);
    },

    'pod labels cannot take a pod away from its selectors': () => {
      const stolen = { app: 'x', 'app.kubernetes.io/name': 'x', 'app.kubernetes.io/instance': 'x', mine: 'y' };
      expect(template({ podLabels: stolen }).metadata.labels).toEqual({
        ...template({}).metadata.labels,
        mine: 'y',
      });
    },

    'resources replace the default ones as a whole': () => {
      const resources = { requests: { cpu: k8s.Quantity.fromString('7') } };
      expect(container({ resources }).resources).toEqual({ requests: { cpu: '7' } });
    },

    'annotations stand on every object, and not on the pods': () => {
      const objects = synth({ annotations: { mine: 'yes' } });
      expect(objects.map(({ metadata }) => metadata.annotations?.mine)).toEqual(objects.map(() => 'yes'));
      expect(template({ annotations: { mine: 'yes' } }).metadata.annotations?.mine).toBeUndefined();
    },

    'pod annotations are added to the own ones': () => {
      expect(template({ podAnnotations: { mine: 'yes' } }).metadata.annotations).toEqual({
        ...template({}).metadata.annotations,
        mine: 'yes',
      });
    },

    'empty lists leave no trace': () => {
      const empty: WorkloadProps = {
        imagePullSecrets: [],
        env: [],
        tolerations: [],
        topologySpreadConstraints: [],
        initContainers: [],
        sidecarContainers: [],
        additionalVolumes: [],
        additionalVolumeMounts: [],
      };
      expect(template(empty)).toEqual(template({}));
    },

    'an image without a tag gets no version label': () => {
      const version = (image: string) => template({ image }).metadata.labels['app.kubernetes.io/version'];
      expect(version('registry.test:5000/team/image')).toBeUndefined();
      expect(version(`registry.test/image@sha256:${'0'.repeat(64)}`)).toBeUndefined();
      expect(version(`registry.test:5000/image:v99.2@sha256:${'0'.repeat(64)}`)).toBe('v99.2');
    },

    'a tag that is no label value gets no version label': () => {
      for (const tag of ['_edge', 'edge_', `v${'1'.repeat(100)}`]) {
        const { labels } = template({ image: `registry.test/image:${tag}` }).metadata;
        expect(labels['app.kubernetes.io/version']).toBeUndefined();
      }
    },
  });
}
