import { parse } from 'yaml';
import type { ConnectCluster } from '../../stack/pod-ports';
import { Failure } from '../../cli/failure';
import { commandLine } from '../../cli/invocation';
import type { Check } from './check';
import { ok } from './check';
import type { Expected } from '../../stack/expected';

const MANAGED = 'thinkube.io/managed';
/** The kinds that a platform may scale, by their names in the ConfigMap. */
const SCALABLE: Readonly<Record<string, string>> = { statefulset: 'StatefulSet', deployment: 'Deployment' };

/** The ConfigMap of the service discovery is valid, and the object that it names exists. */
export function discoveryCheck(connect: ConnectCluster, namespace: string, expected: Expected): Check {
  const { metadata } = expected.one('ConfigMap', object => object.metadata.labels?.[MANAGED] === 'true');
  const title = `ConfigMap ${metadata.name}`;
  const fix = `deploy again: ${commandLine('deploy')}`;
  return {
    name: 'discovery',
    title,
    run: async () => {
      const cluster = await connect();
      const found = await cluster.read('v1', 'ConfigMap', namespace, metadata.name);
      if (!found) {
        throw new Failure(`${title} does not exist in namespace ${namespace}`, fix);
      }
      if (found.metadata.labels?.[MANAGED] !== 'true') {
        throw new Failure(`${title} has no label ${MANAGED}: true, so no platform finds it`, fix);
      }
      const { type, name, where } = scalingOf(found, title, fix);
      const kind = SCALABLE[type];
      if (!kind || !(await cluster.read('apps/v1', kind, where, name))) {
        throw new Failure(`${title} names ${type} ${where}/${name} in scaling, which does not exist`, fix);
      }
      return ok(`names ${kind} ${where}/${name}`);
    },
  };
}

function scalingOf(configMap: any, title: string, fix: string): { type: string; name: string; where: string } {
  try {
    const { scaling } = parse(configMap.data['service.yaml']).service;
    if (typeof scaling?.resource_name !== 'string') {
      throw new Error('it names no object in scaling');
    }
    return { type: scaling.resource_type, name: scaling.resource_name, where: scaling.namespace };
  } catch (error) {
    throw new Failure(`service.yaml of ${title} cannot be read: ${(error as Error).message}`, fix, { cause: error });
  }
}
