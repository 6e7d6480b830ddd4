import { usedByClaim } from '../../../clients/kubernetes/kubelet-stats';

test('volumes of claims are found by claim, those of other namespaces and other kinds are not', () => {
  const pvcRef = (name: string, namespace = 'vectors') => ({ name, namespace });
  const summary = {
    pods: [
      { volume: [{ usedBytes: 1_500, pvcRef: pvcRef('data-0') }, { usedBytes: 7 }] },
      { volume: [{ usedBytes: 9, pvcRef: pvcRef('data-0', 'other') }, { pvcRef: pvcRef('data-1') }] },
      {},
    ],
  };

  expect([...usedByClaim(summary, 'vectors')]).toEqual([['data-0', 1_500]]);
});

test('a kubelet that knows no pods knows no volumes', () => {
  expect(usedByClaim({}, 'vectors').size).toBe(0);
});
