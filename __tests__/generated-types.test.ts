import { buildApp } from '../app';
import { parseConfig } from '../config/load';
import { synthApp } from './support/objects';

/** Loading them costs more than a whole synth: only a config that makes such objects pays for it. */
const loaded: string[] = [];

jest.mock('../constructs/src/imports/cert-manager.io', () => {
  loaded.push('cert-manager.io');
  return jest.requireActual('../constructs/src/imports/cert-manager.io');
});

const synth = (text: string) => synthApp(buildApp(parseConfig(text, 'config.yaml')));

test.each([
  ['domainName: example.com', []],
  ['certificate: { issuer: letsencrypt }', ['cert-manager.io']],
])('%s loads of the generated types %p', (text, expected) => {
  synth(text);
  expect(loaded).toEqual(expected);
});
