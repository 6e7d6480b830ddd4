import { Failure } from '../../../cli/failure';
import { eventOf } from '../../../commands/hook/scheduled/event';
import { configOf, optionsOf, type Settings } from '../../../commands/hook/scheduled/settings';
import { parseConfig } from '../../../config/load';
import { stackNames } from '../../../config/names';
import type { StepResult } from '../../../reconcile/step';

const settings: Settings = { config: parseConfig('{}', 'config.yaml'), cronJob: 'qdrant-reconcile', timeout: 240 };
const step = (title: string, state: StepResult['state']): StepResult => ({
  name: title,
  title,
  state,
  changes: [],
  notes: [],
  remarks: [],
});

test('a run without a change has no Event', () => {
  expect(eventOf([step('Client a', 'in sync')])).toBeUndefined();
});

test('an Event says what changed', () => {
  expect(eventOf([step('Client a', 'in sync'), step('Secret ns/b', 'update'), step('Secret ns/c', 'create')])).toEqual({
    type: 'Normal',
    reason: 'Reconciled',
    message: 'Secret ns/b: updated; Secret ns/c: created',
  });
});

test('an Event says what failed, and what changed before, in the length that the API server takes', () => {
  const content = eventOf([step('Client a', 'update')], new Failure('Keycloak is away', 'start it'))!;
  expect(content).toEqual({
    type: 'Warning',
    reason: 'ReconcileFailed',
    message: 'Keycloak is away; Client a: updated',
  });
  expect(eventOf([], new Error('a'.repeat(5000)))!.message).toHaveLength(1024);
});

test('the pod signs in with the account of its environment, also where the config names an administrator', () => {
  expect(configOf(settings, { KEYCLOAK_CLIENT_ID: 'keeper' }).keycloak.serviceAccount).toEqual({ clientId: 'keeper' });
  expect(configOf(settings, {})).toBe(settings.config);
});

test('a run that only copies the certificate has no account, and does not check the certificate of the Qdrant pods', () => {
  const config = parseConfig(
    '{ dashboard: { mode: proxy }, qdrant: { tls: { secretName: internal-tls } } }',
    'config.yaml',
  );
  const copy = configOf({ ...settings, config }, { KEYCLOAK_CLIENT_ID: 'keeper' }, 'tls');
  expect(copy).toEqual({ ...config, qdrant: { ...config.qdrant, tls: undefined } });
  expect(stackNames(copy)).toMatchObject({ qdrantTls: undefined, hosts: stackNames(config).hosts });
});

test('the program runs the hook, or the part tls', () => {
  expect(optionsOf(settings, undefined)).toMatchObject({ dryRun: false, remove: false, force: false, timeout: 240 });
  expect(optionsOf(settings, undefined).rotate).toBeUndefined();
  expect(optionsOf(settings, 'tls').only).toBe('tls');
  expect(() => optionsOf(settings, 'keycloak')).toThrow('The program does not run part keycloak of the hook alone');
});
