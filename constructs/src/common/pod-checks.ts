import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from './errors';
import { validateResources } from './quantity';

/** A name that Kubernetes accepts for containers, volumes and most objects: a DNS label. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Rejects a name that Kubernetes does not accept. */
export function validateName(construct: string, prop: string, name: string, longest = 63): void {
  if (!LABEL.test(name) || name.length > longest) {
    const allowed = `at most ${longest} lower-case letters, digits and hyphens, with no hyphen at either end`;
    const lower = name
      .toLowerCase()
      .replace(/[^-a-z0-9]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, longest)
      .replace(/-+$/, '');
    throw invalidProp(construct, prop, name, allowed, lower ? `for example, write ${lower}` : 'rename it');
  }
}

/**
 * Rejects a name of two parts: their objects would replace each other, and the Service of one would select the pods of the other.
 *
 * @param names The names by their props. Of two equal names, the later one is rejected.
 */
export function rejectSameNames(construct: string, names: readonly (readonly [prop: string, name: string])[]): void {
  names.forEach(([prop, name], index) => {
    const others = names.slice(0, index).map(([, other]) => other);
    if (others.includes(name)) {
      throw invalidProp(construct, prop, name, `a name other than ${others.join(', ')}`, 'use a name of its own');
    }
  });
}

/** Rejects pods that no cluster accepts: a container, volume or mount path twice, or a wrong name or amount. */
export function validatePod(construct: string, { spec }: k8s.PodTemplateSpec, claims: readonly string[]): void {
  const { containers = [], initContainers = [], volumes = [] } = spec ?? {};
  rejectTwice(construct, 'additionalVolumes', [...volumes.map(({ name }) => name), ...claims]);
  rejectTwice(
    construct,
    'sidecarContainers or initContainers',
    [...containers, ...initContainers].map(({ name }) => name),
  );
  volumes.forEach(({ name }) => validateName(construct, 'additionalVolumes[].name', name));
  for (const { name, volumeMounts = [], resources } of [...containers, ...initContainers]) {
    validateName(construct, 'sidecarContainers[].name', name);
    rejectTwice(
      construct,
      `the volume mounts of container ${name}`,
      volumeMounts.map(({ mountPath }) => mountPath),
    );
    validateResources(construct, `resources of container ${name}`, resources ?? {});
  }
}

function rejectTwice(construct: string, prop: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) {
    throw invalidProp(construct, prop, twice, 'each name and path once', 'rename yours, or remove it');
  }
}
