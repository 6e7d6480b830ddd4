import { QdrantChart } from 'cdk8s-qdrant';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { parseConfig } from '../../config/load';
import { PROFILE_NAMES } from '../../config/profiles';
import { configSchema } from '../../config/schema';
import { PRODUCTION } from '../support/production';

const ROOT = resolve(__dirname, '../..');
const DOCUMENTS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

/** What an example says, and where it stands. */
interface Example {
  readonly place: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The fenced blocks of YAML that have a key of the config at their top, in lists too. */
function examplesIn(path: string): Example[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)]
    .map(({ index, 1: indent, 2: block }) => ({
      place: `${path}:${text.slice(0, index).split('\n').length}`,
      config: parse(block!.replaceAll(new RegExp(`^${indent}`, 'gm'), '')),
    }))
    .filter(({ config }) => Object.keys(config).some(key => key in configSchema.shape));
}

const EXAMPLES = DOCUMENTS.flatMap(examplesIn);

/** An example that names no profile is for all of them; those who paste it into `production` have said who may enter. */
const CASES = EXAMPLES.flatMap(({ place, config }) =>
  (config.profile ? [config.profile] : PROFILE_NAMES).map((profile): [place: string, profile: string, text: string] => [
    place,
    String(profile),
    stringify(
      profile === 'production' && !config.profile ? QdrantChart.mergeSettings(parse(PRODUCTION), config) : config,
    ),
  ]),
);

test.each(CASES)('the config at %s is valid in profile %s', (place, _, text) => {
  expect(parseConfig(text, place)).toBeDefined();
});

test('the pages that have a config are looked at', () => {
  const pages = new Set(EXAMPLES.map(({ place }) => place.replace(/:\d+$/, '')));

  expect([...pages]).toEqual(
    expect.arrayContaining(['README.md', 'docs/gateway.md', 'docs/hardening.md', 'docs/going-to-production.md']),
  );
});
