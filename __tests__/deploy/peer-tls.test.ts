import { refuseOtherPeerTls } from '../../deploy/peer-tls';
import { parseConfig } from '../../config/load';
import { Expected } from '../../verify/expected';

const SEED = 'profile: seed';
const WITH = 'qdrant: { tls: { secretName: qdrant-internal-tls } }';

/** The settings of a config's database. */
function settings(text: string) {
  return new Expected(parseConfig(text, 'config.yaml')).one('ConfigMap', ({ metadata }) => metadata.name === 'qdrant');
}

test.each([
  ['first nodes', undefined, WITH],
  ['nodes that speak it', WITH, WITH],
  ['nodes that do not', SEED, SEED],
])('%s may go on', (_, live, wanted) => {
  expect(() => refuseOtherPeerTls(live === undefined ? undefined : settings(live), settings(wanted))).not.toThrow();
});

test('fails if nodes with data should begin to speak TLS with each other', () => {
  expect(() => refuseOtherPeerTls(settings(SEED), settings(WITH))).toThrow(
    'The nodes of StatefulSet qdrant/qdrant speak no TLS with each other and would have to speak TLS, which Qdrant cannot change on data that exists: no node would start. ' +
      'Fix: take qdrant.tls out; or back up, remove the stack with its data, deploy and restore: docs/hardening.md',
  );
});

test('fails if they should speak it no longer', () => {
  expect(() => refuseOtherPeerTls(settings(WITH), settings(SEED))).toThrow(
    /speak TLS with each other and would have to speak no TLS.*Fix: put qdrant.tls back; or back up/,
  );
});
