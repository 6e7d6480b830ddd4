import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { synthApp } from '../support/objects';

/** Loading them costs more than a whole synth: only a config that makes such objects pays for it. */
const loaded: string[] = [];

jest.mock('../../constructs/src/imports/cert-manager.io', () => {
  loaded.push('cert-manager.io');
  return jest.requireActual('../../constructs/src/imports/cert-manager.io');
});

jest.mock('../../constructs/src/imports/gateway.networking.k8s.io', () => {
  loaded.push('gateway.networking.k8s.io');
  return jest.requireActual('../../constructs/src/imports/gateway.networking.k8s.io');
});

const synth = (text: string) => synthApp(buildApp(parseConfig(text, 'config.yaml')));

// Each is loaded once, so what an earlier config has loaded stays.
test.each([
  ['domainName: example.com', []],
  ['certificate: { issuer: letsencrypt }', ['cert-manager.io']],
  ['{ gateway: { name: public }, dashboard: { mode: proxy } }', ['cert-manager.io', 'gateway.networking.k8s.io']],
])('after %s, of the generated types %p are loaded', (text, expected) => {
  synth(text);
  expect(loaded).toEqual(expected);
});
