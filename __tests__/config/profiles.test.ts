import { parseConfig } from '../../config/load';
import { PRODUCTION } from '../support/production';

const parse = (text: string) => parseConfig(text, 'config.yaml');

test('without a profile it is seed', () => {
  expect(parse('domainName: example.com')).toEqual(parse('profile: seed'));
});

test('a key that the file gives replaces the one of the profile, and its neighbours stay', () => {
  const { acceptedRisks } = parse('profile: seed\nacceptedRisks: { everyUser: the realm has three users }');
  expect(acceptedRisks).toEqual({ ...parse('profile: seed').acceptedRisks, everyUser: 'the realm has three users' });
});

test('production accepts no risk by itself', () => {
  expect(parse(PRODUCTION).acceptedRisks).toEqual({});
});
