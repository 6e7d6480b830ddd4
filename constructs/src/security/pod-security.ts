import { type Construct } from 'constructs';
import { type Fields, mapping, mappingAt, mappings } from '../common/mapping';
import { type ParsedManifest, podTemplateOf, string, strings } from './manifest-reader';
import { checkAtSynthesis } from './rule-set';

/** The volumes that the standard `restricted` allows. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const NOT_A_WORKLOAD = ['PersistentVolumeClaim', 'Service'];

/**
 * Rejects at synthesis the pods of a namespace that its Pod Security Standard `restricted` refuses.
 *
 * @param owner The construct that sets the standard.
 */
export function rejectUnrestrictedPods(owner: Construct, namespace: string): void {
  checkAtSynthesis(owner, items =>
    items
      .filter(({ manifest }) => manifest.namespace === namespace && !NOT_A_WORKLOAD.includes(manifest.kind))
      .flatMap(item =>
        problemsOf(item.manifest).map(problem => ({
          ...item,
          problem: `cannot create pods in namespace ${namespace}, whose Pod Security Standard is restricted: ${problem}`,
          // The prop and the config key have different names.
          fix: 'change it, or choose no standard for the namespace, or a less strict one',
        })),
      ),
  );
}

function problemsOf(manifest: ParsedManifest): string[] {
  const pod = mappingAt(podTemplateOf(manifest), 'spec');
  const ofPod = mapping(pod.securityContext);
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list => mappings(pod[list]));
  if (containers.length === 0) {
    return [];
  }
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter(field => pod[field] === true).map(field => `${field} is true`),
    ...mappings(pod.volumes)
      .filter(volume => !Object.keys(volume).some(kind => VOLUMES.includes(kind)))
      .map(({ name, ...source }) => `volume ${String(name)} is of kind ${Object.keys(source).join(', ')}`),
    ...containers.flatMap(container => problemsOfContainer(container, ofPod)),
  ];
}

function problemsOfContainer({ name, ports, securityContext }: Fields, ofPod: Fields): string[] {
  const own = mapping(securityContext);
  const effective = { ...ofPod, ...own };
  const capabilities = mapping(own.capabilities);
  const seccomp = string(mapping(effective.seccompProfile).type);
  const added = strings(capabilities.add).filter(each => each !== 'NET_BIND_SERVICE');
  const broken: readonly (readonly [boolean, string])[] = [
    [effective.runAsUser === 0, 'runAsUser is 0'],
    [effective.runAsNonRoot !== true, 'runAsNonRoot is not true'],
    [own.privileged === true, 'privileged is true'],
    [own.allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation is not false'],
    [!strings(capabilities.drop).includes('ALL'), 'capabilities.drop lacks ALL'],
    [added.length > 0, `capabilities.add has ${added.join(', ')}`],
    [seccomp !== 'RuntimeDefault' && seccomp !== 'Localhost', 'seccompProfile is not RuntimeDefault'],
    [mappings(ports).some(({ hostPort }) => Boolean(hostPort)), 'hostPort is set'],
  ];
  return broken.filter(([is]) => is).map(([, problem]) => `container ${String(name)}: ${problem}`);
}
