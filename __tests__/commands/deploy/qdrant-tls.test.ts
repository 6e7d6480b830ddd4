import { notesOnServiceTls, refuseOtherPeerTls } from '../../../commands/deploy/qdrant-tls';
import { parseConfig } from '../../../config/load';
import { Expected } from '../../../stack/expected';

const SEED = 'profile: seed';
const WITH = 'qdrant: { tls: { secretName: qdrant-internal-tls, service: false } }';

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
    'The nodes of StatefulSet qdrant/qdrant use no TLS between each other, and the config says TLS: nodes with data would not start after this change. ' +
      'Fix: write qdrant.tls.p2p: false; or back up, remove the stack with its data, deploy and restore: https://github.com/thinkube/cdk8s-qdrant/blob/main/docs/hardening.md',
  );
});

test('fails if they should speak it no longer', () => {
  expect(() => refuseOtherPeerTls(settings(WITH), settings(SEED))).toThrow(
    /use TLS between each other, and the config says no TLS.*Fix: write qdrant.tls.p2p: true; or back up/,
  );
});

test('that REST and gRPC change is said before', () => {
  const serving = 'dashboard: { mode: proxy }\nqdrant: { tls: { secretName: qdrant-internal-tls, p2p: false } }';
  const notes = (live: string, wanted: string) => notesOnServiceTls(settings(live), settings(wanted));

  expect(notes(SEED, serving)).toEqual([
    'REST and gRPC of Qdrant will use TLS: until every node is replaced, some nodes use TLS and some do not, and clients get errors',
  ]);
  expect(notes(serving, SEED)).toEqual([expect.stringContaining('will use no TLS: until')]);
  expect([
    ...notes(SEED, SEED),
    ...notes(serving, serving),
    ...notesOnServiceTls(undefined, settings(serving)),
  ]).toEqual([]);
});
