import { parseConfig } from '../../config/load';

/** The problems of a part, without the headline. */
function problems(text: string): string[] {
  try {
    parseConfig(`domainName: example.com\n${text}`, 'config.yaml');
  } catch (error) {
    return (error as Error).message.split('\n\n').slice(1);
  }
  return [];
}

test.each([
  [
    'a list is a mapping',
    'qdrant: { podLabels: [a] }',
    'podLabels: the value is a list.',
    'replace the value with a mapping',
  ],
  ['a mapping is a list', 'qdrant: { env: { A: b } }', 'env: the value is a mapping.', 'replace the value with a list'],
  [
    'a field is misspelt',
    'qdrant: { affinity: { nodeAffinty: {} } }',
    'affinity.nodeAffinty: the key does not exist.',
    'write nodeAffinity',
  ],
  ['a prop is misspelt', 'qdrant: { nodeSelectr: {} }', 'nodeSelectr: the key does not exist.', 'write nodeSelector'],
  [
    'a choice is misspelt',
    'qdrant: { service: { type: Loadbalancer } }',
    'service.type is "Loadbalancer": the value is not one of the allowed values.',
    'write LoadBalancer',
  ],
  [
    'a required field is missing',
    'qdrant: { sidecarContainers: [{ image: sidecar:1 }] }',
    'sidecarContainers[0].name: the key is missing.',
    'add the key',
  ],
  [
    'a string is a number',
    'qdrant: { env: [{ name: A, value: 1 }] }',
    'env[0].value is 1: the value is a number.',
    'put the value in quotes',
  ],
  [
    'an amount has words',
    'qdrant: { initContainers: [{ name: a, resources: { limits: { cpu: 4 cores } } }] }',
    'initContainers[0].resources.limits.cpu is "4 cores": the value is not a quantity of Kubernetes.',
    'for example, write 500m or 4Gi',
  ],
  [
    'a number is negative',
    'qdrant: { minReadySeconds: -1 }',
    'minReadySeconds is -1: the value is not in this range.',
    'write an integer of 0 or more',
  ],
  [
    'an item of a list has no value',
    'qdrant: { args: [null] }',
    'args[0]: the key has no value.',
    'write a value, or remove the key',
  ],
  [
    'a prop is in another section',
    'qdrant: { jwtRbac: true }',
    'jwtRbac: the key does not exist.',
    'write apiKeys.jwtRbac',
  ],
])('fails if %s', (_, text, problem, fix) => {
  const [found, ...others] = problems(text);

  expect(others).toEqual([]);
  expect(found).toContain(`qdrant.${problem}\n`);
  expect(found).toMatch(new RegExp(`Allowed: .+\\.\n {4}Fix: ${fix}\\.$`));
});

test.each([
  ['by its name', '{ name: DB_PASSWORD, value: hunter2 }'],
  ['as a number', '{ name: API_TOKEN, value: 123456 }'],
  ['in a URL', '{ name: DATABASE, value: "postgres://user:hunter2@db/vectors" }'],
])('fails if a variable has a secret %s, without repeating the secret', (_, variable) => {
  const [found] = problems(`qdrant: { env: [${variable}] }`);

  expect(found).toContain('qdrant.env[0].value is "***": a config file must not contain a secret.');
  expect(found).toContain('Fix: remove the value, and write valueFrom: { secretKeyRef: { name: SECRET, key: KEY } }.');
  expect(found).not.toMatch(/hunter2|123456/);
});

test('reports mistakes in props of the library together with others', () => {
  expect(
    problems('qdrant: { replicas: many, podLabels: [a] }\nvalkey: { tolerations: [{ effect: Never }] }'),
  ).toHaveLength(3);
});

test('a variable of a Secret is taken', () => {
  expect(
    problems('qdrant: { env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }] }'),
  ).toEqual([]);
});
