import { stateOf } from '../../../commands/resize-storage/claim-steps';

const claim = (status: object) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'x' },
  status,
});

test('a claim that says nothing waits without a reason', () => {
  expect(stateOf(claim({}))).toEqual({ reasons: [], waitsForRestart: false, isRefused: false });
});

test('conditions that hold are told with their messages, others are not', () => {
  const conditions = [
    { type: 'Resizing', status: 'True' },
    { type: 'ControllerResizeError', status: 'True', message: 'quota' },
    { type: 'FileSystemResizePending', status: 'False' },
  ];

  expect(stateOf(claim({ conditions }))).toEqual({
    reasons: ['Resizing', 'ControllerResizeError: quota'],
    waitsForRestart: false,
    isRefused: false,
  });
});

test.each([
  ['ControllerResizeInfeasible', true],
  ['NodeResizeInfeasible', true],
  ['ControllerResizeFailed', true],
  ['NodeResizeInProgress', false],
  ['NodeResizePending', false],
])('%s is final: %s', (progress, isRefused) => {
  expect(stateOf(claim({ allocatedResourceStatuses: { storage: progress } }))).toMatchObject({ isRefused });
});
