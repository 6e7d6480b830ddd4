import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { api } from './api';
import { kubectl } from './cluster';
import { eventually, list } from './objects';
import { cacheFolder, REPOSITORY } from './repository';

const KINDS = 'httproutes.gateway.networking.k8s.io,grpcroutes.gateway.networking.k8s.io,certificates.cert-manager.io';
const GATEWAY = 'gateway.networking.k8s.io';
/** How often the stand-in looks for objects that nobody has judged. */
const PAUSE = 300;

/** `kubectl wait` fails for a definition that the API server has given no status yet. */
const untilEstablished = (...definitions: readonly string[]) =>
  eventually(() => kubectl().must(['wait', '--for=condition=Established', '--timeout=60s', ...definitions]));

/** Fetches the definitions into the cache, and returns their folder. */
export function fetchDefinitions(): string {
  const folder = join(cacheFolder(process.env), 'crds');
  execFileSync(join(REPOSITORY, 'scripts', 'fetch-crds.sh'), [folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  return folder;
}

/** Installs the definitions of Argo CD and Flux while a check runs. */
export async function withGitOpsDefinitions(check: () => Promise<void>): Promise<void> {
  const folder = join(cacheFolder(process.env), 'gitops-crds');
  execFileSync(join(REPOSITORY, 'scripts', 'fetch-crds.sh'), [folder, 'gitops'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await kubectl().must(['apply', '--server-side', '-f', folder]);
  try {
    await untilEstablished('-f', folder);
    await check();
  } finally {
    await kubectl().must(['delete', '-f', folder, '--timeout=60s']);
  }
}

/** Installs the definitions of the custom resources that the constructs make, as their projects publish them. */
export async function installDefinitions(): Promise<void> {
  const folder = fetchDefinitions();
  await kubectl().must(['apply', '--server-side', '-f', folder]);
  await untilEstablished('-f', folder);
}

export async function removeDefinitions(): Promise<void> {
  await kubectl().must(['delete', '-f', join(cacheFolder(process.env), 'crds'), '--ignore-not-found', '--timeout=60s']);
}

/** A kind of objects with any fields. */
function definition(kind: string, group: string, version: string, scope: 'Namespaced' | 'Cluster' = 'Namespaced') {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith('y') ? singular.replace(/y$/, 'ies') : `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
    spec: {
      group,
      scope,
      names: { kind, plural, singular },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}

/** Routes of the Gateway API that the constructs do not make. */
const OTHER_ROUTES = [definition('TLSRoute', GATEWAY, 'v1'), definition('TCPRoute', GATEWAY, 'v1alpha2')];
const OF_CILIUM = [
  definition('CiliumClusterwideEnvoyConfig', 'cilium.io', 'v2', 'Cluster'),
  definition('CiliumEnvoyConfig', 'cilium.io', 'v2'),
  definition('CiliumLocalRedirectPolicy', 'cilium.io', 'v2'),
];

const namesOf = (definitions: typeof OTHER_ROUTES) => definitions.map(({ metadata }) => `crd/${metadata.name}`);

async function install(definitions: typeof OTHER_ROUTES): Promise<void> {
  for (const each of definitions) await api.apply(each);
  await untilEstablished(...namesOf(definitions));
}

async function remove(definitions: typeof OTHER_ROUTES): Promise<void> {
  await kubectl().must(['delete', ...namesOf(definitions), '--timeout=60s']);
}

/** Installs definitions of the routes that `installDefinitions` leaves out. */
export const installOtherRoutes = () => install(OTHER_ROUTES);
export const removeOtherRoutes = () => remove(OTHER_ROUTES);

/** Installs definitions of the kinds of Cilium that route requests. */
export const installCilium = () => install(OF_CILIUM);
export const removeCilium = () => remove(OF_CILIUM);

/** Does something while a stand-in for cert-manager and the Gateway's controller says of every object that it is well. */
export async function whileControllersAgree<T>(namespace: string, action: () => Promise<T>): Promise<T> {
  const running = { now: true };
  const judging = (async () => {
    while (running.now) {
      await agree(namespace);
      await new Promise(resolve => setTimeout(resolve, PAUSE));
    }
  })();
  try {
    return await action();
  } finally {
    running.now = false;
    await judging;
  }
}

/** Sets the conditions that the controllers set. */
async function agree(namespace: string): Promise<void> {
  for (const { kind, metadata, spec, status } of await list(KINDS, namespace)) {
    const { generation: observedGeneration } = metadata;
    const condition = (type: string) => ({
      type,
      status: 'True',
      reason: type,
      message: '',
      lastTransitionTime: '2024-01-01T00:00:00Z',
      observedGeneration,
    });
    const wanted =
      kind === 'Certificate'
        ? { conditions: [condition('Ready')] }
        : {
            parents: [
              {
                parentRef: spec.parentRefs[0],
                controllerName: 'example.com/gateway-controller',
                conditions: [condition('Accepted'), condition('ResolvedRefs')],
              },
            ],
          };
    if (!JSON.stringify(status ?? {}).includes(`"observedGeneration":${observedGeneration}`)) {
      await api.patch(kind, metadata.name, namespace, { status: wanted }, { subresource: 'status' }).catch(error => {
        // A deleted object needs no status.
        if (error.status !== 404) throw error;
      });
    }
  }
}
