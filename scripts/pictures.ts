/**
 * Draws docs/pictures from real runs of `deploy` and `verify`: `npm run pictures`. The runs use what the end-to-end tests use:
 * a Kubernetes API server, Keycloak and nginx on this machine, and doubles of Qdrant and oauth2-proxy.
 */
import { writeFileSync } from 'node:fs';
import globalSetup from '../__tests__/e2e/support/global-setup';
import globalTeardown from '../__tests__/e2e/support/global-teardown';
import { kubectl } from '../__tests__/e2e/support/cluster';
import { keycloak } from '../__tests__/e2e/support/identity-provider';
import { whilePodsStart } from '../__tests__/e2e/support/pods';
import { PublishedStack } from '../__tests__/e2e/support/published-stack';
import { Stack } from '../__tests__/e2e/support/stack';
import { run } from '../commands/run';
import { picture, type PictureOptions, recorded } from './terminal-picture';

const NAMES = { namespace: 'qdrant', domain: 'example.com', realm: 'thinkube' };
/** How a cluster's users reach its ingress controller before DNS does. */
const FLAGS = '--ingress 192.0.2.10:8443 --ca-file ca.crt';

// What the environment of the tests gives to their support code.
globalThis.importKubernetesClient = () => import('@kubernetes/client-node');
globalThis.commandLine = run;

async function main(): Promise<void> {
  await globalSetup();
  try {
    await drawAll();
  } finally {
    await globalTeardown();
  }
}

async function drawAll(): Promise<void> {
  const stack = new Stack('pictures');
  for (const [name, value] of Object.entries(NAMES)) {
    Object.defineProperty(stack, name, { value });
  }
  await stack.create();
  await kubectl().must(['create', 'namespace', stack.namespace]);
  const published = await PublishedStack.start(stack);
  try {
    const record = async (command: string) => {
      const line = `npm run --silent ${command} -- ${published.flags.join(' ')}`;
      const text = await whilePodsStart(stack.namespace, () => recorded(line, stack.env()));
      return withoutPlaces(text, published.flags);
    };
    const draw = async (command: string, shows?: PictureOptions['shows']) => {
      const shown = { command: `npm run --silent ${command} -- ${FLAGS}`, title: `npm run ${command} in a terminal` };
      writeFileSync(`docs/pictures/${command}.svg`, picture(await record(command), { ...shown, shows }));
    };
    // Without the fields of each object.
    const deployed = draw('deploy', row => !row.startsWith('  '));
    // The endpoints wait for the Services that deploy creates.
    await Promise.all([deployed, published.putVolumeAndEndpoints()]);
    await draw('verify');
  } finally {
    await published.stop();
  }
}

/** The recording with the names of an installation in place of those of the tests. */
function withoutPlaces(recording: string, [, ingress, , caFile]: readonly string[]): string {
  return recording
    .replaceAll(keycloak().url, 'https://auth.example.com')
    .replaceAll(ingress!, '192.0.2.10:8443')
    .replaceAll(ingress!.split(':')[1]!, '8443')
    .replaceAll(caFile!, 'ca.crt')
    .replaceAll(/([Cc]luster) e2e\b/g, '$1 home');
}

void main();
