import { DrillPod, drillObjects } from '../../../commands/backup/drill/pod';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';

const CONFIG = 'domainName: acme.io\nnetworkPolicies: { enabled: true }\n';
const config = parseConfig(CONFIG, 'config.yaml');
const [policy, pod] = drillObjects(config) as [any, any];
const labels: Record<string, string> = pod.metadata.labels;

const selects = (selector: Record<string, string>) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

test('no object of the stack selects the pod, except for the policy that denies everything', () => {
  const { objects } = new Expected(config);
  const selectors = objects.flatMap(({ metadata, spec }) =>
    [spec?.selector?.matchLabels ?? spec?.selector, spec?.podSelector?.matchLabels ?? spec?.podSelector]
      .filter(selector => typeof selector === 'object')
      .filter(selects)
      .map(() => metadata.name),
  );

  expect(selectors).toEqual(['deny-all']);
});

test('its own policy selects the pod and allows nothing', () => {
  expect(policy.spec).toEqual({ podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'] });
});

test('a config without network policies gets none', () => {
  const objects = drillObjects(parseConfig('domainName: acme.io\n', 'config.yaml'));

  expect(objects.map(({ kind }) => kind)).toEqual(['Pod']);
});

test('the pod is restricted, has limits and no token, and runs the image of the stack', () => {
  const node = new Expected(config).one('StatefulSet').spec;
  const [container] = pod.spec.containers;

  expect(container.image).toBe(node.template.spec.containers[0].image);
  expect(container.resources.limits).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
  expect(container.securityContext).toMatchObject({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(pod.spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never' });
  const { storage } = node.volumeClaimTemplates[0].spec.resources.requests;
  expect(pod.spec.volumes).toEqual([{ name: 'drill', emptyDir: { sizeLimit: storage } }]);
});

test('with an existing claim, the size is that of the config', () => {
  const text = 'domainName: acme.io\nqdrant: { storage: { claimName: vector-data, size: 40Gi } }\n';
  const [{ spec }] = drillObjects(parseConfig(text, 'config.yaml')) as [any];

  expect(spec.volumes).toEqual([{ name: 'drill', emptyDir: { sizeLimit: '40Gi' } }]);
});

test('a drill that never started has nothing to delete', async () => {
  await expect(new DrillPod(undefined, 1).stop()).resolves.toBeUndefined();
});
