import { Failure } from '../../../cli/failure';
import { RequestError } from '../../../clients/errors';
import type { Qdrant } from '../../../clients/qdrant/qdrant';
import { membersOf } from '../../../commands/scale/members';
import { waitUntilLeft } from '../../../commands/scale/nodes';
import { parseConfig } from '../../../config/load';
import { PodPorts } from '../../../stack/pod-ports';

const said: string[] = [];
const timeout = (seconds: number) => ({ timeout: seconds, say: (text: string) => void said.push(text) });
beforeEach(() => (said.length = 0));

/** A cluster whose leaders are these, one answer after the other. The last one stays. */
function qdrantWith(...leaders: (string | null)[]): Qdrant {
  const peers = { '1': { uri: 'http://qdrant-0.qdrant-headless:6335/' } };
  const cluster = async () => {
    const leader = leaders.length > 1 ? leaders.shift() : leaders[0];
    return { peers, raft_info: { leader } };
  };
  return { cluster } as unknown as Qdrant;
}

test('an election that passes is waited for', async () => {
  expect(await membersOf(qdrantWith(null, null, '1'), 'qdrant', timeout(10))).toEqual(new Map([[0, '1']]));
  expect(said).toEqual(['Qdrant has no leader']);
});

test('fails if there is no leader in time', async () => {
  await expect(membersOf(qdrantWith(null), 'qdrant', timeout(0.1))).rejects.toThrow(
    'Qdrant has no leader: more than half',
  );
});

test('an election while a node leaves does not end the wait', async () => {
  const context = { qdrant: qdrantWith(null, '1'), live: { metadata: { name: 'qdrant' } }, timeout: timeout(10) };

  await waitUntilLeft(context as unknown as Parameters<typeof waitUntilLeft>[0], 4);
  expect(said).toEqual(['Qdrant has no leader']);
});

describe('a fault of a connection that was retried', () => {
  const fault = new Failure('Port 6333 cannot be reached', 'look');
  const ports = () => {
    const config = parseConfig('domainName: example.com', 'config.yaml');
    const created = new PodPorts(async () => Promise.reject(new Error('unused')), config);
    created.takeFault = () => fault;
    return created;
  };

  test('does not hide a later failure', () => {
    const later = new Failure('A shard is dead', 'repair it', { cause: new RequestError('refused', 500) });

    expect(ports().causeOf(later)).toBe(later);
  });

  test('explains a connection error', () => {
    const cut = Object.assign(new Error('cut'), { code: 'ECONNRESET' });

    expect(ports().causeOf(new Failure('Could not read', 'try again', { cause: cut }))).toBe(fault);
  });
});
