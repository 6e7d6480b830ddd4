import { Images } from 'cdk8s-qdrant';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entryOf, versionOf } from '../../scripts/release-notes';
import { licenseOf, standardLicense } from '../../scripts/licenses';
import { bundledPackages, installedBom, runtimeBom } from '../../scripts/sbom';

const ROOT = resolve(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const VERSION = read('VERSION').trim();

test('the changelog has an entry of the version', () => {
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${VERSION.replaceAll('.', '\\.')}\\] - `, 'm'));
});

test('the notes of a release are the entry of its version', () => {
  const changelog =
    '# Changelog\n\n## [0.2.0] - 2026-11-30\n\n### Added\n\n- A\n\n## [0.1.0] - 2026-01-01\n\n- B\n\n[0.2.0]: x\n';

  expect(entryOf('0.2.0', changelog)).toBe('### Added\n\n- A');
  expect(entryOf('0.1.0', changelog)).toBe('- B');
});

test.each([
  ['has no entry of the version', '## [0.1.0] - 2026-01-01\n\n- B\n'],
  ['has no date', '## [0.2.0] - unreleased\n\n- A\n'],
  ['names no change', '## [0.2.0] - 2026-11-30\n\n## [0.1.0] - 2026-01-01\n\n- B\n'],
])('a release fails if the changelog %s', (_, changelog) => {
  expect(() => entryOf('0.2.0', changelog)).toThrow('Allowed: ## [0.2.0] - YYYY-MM-DD');
});

test('a release fails if its tag is another version', () => {
  expect(versionOf(`v${VERSION}`)).toBe(VERSION);
  expect(() => versionOf('v99.0.0')).toThrow('The tag is v99.0.0');
});

test('the workflows pin every action by its commit', () => {
  const folder = join(ROOT, '.github/workflows');
  const uses = readdirSync(folder).flatMap(name => [...read(`.github/workflows/${name}`).matchAll(/uses: (.*)$/gm)]);

  expect(uses.length).toBeGreaterThan(0);
  for (const [, action] of uses) {
    expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

test('the image table has what Renovate reads', () => {
  const { customManagers } = JSON.parse(read('renovate.json'));
  const [images, tools] = customManagers.map(
    ({ matchStrings }: { matchStrings: string[] }) => new RegExp(matchStrings[0]!, 'g'),
  );
  const found = (file: string, pattern: RegExp) =>
    [...read(file).matchAll(pattern)].map(({ groups }) => ({ ...groups }));

  expect(found('constructs/src/common/images.ts', images)).toEqual([
    { currentValue: Images.QDRANT_VERSION, datasource: 'docker', depName: 'docker.io/qdrant/qdrant' },
    { currentValue: Images.VALKEY_VERSION, datasource: 'docker', depName: 'docker.io/valkey/valkey' },
    { currentValue: Images.OAUTH2_PROXY_VERSION, datasource: 'docker', depName: 'quay.io/oauth2-proxy/oauth2-proxy' },
    { currentValue: Images.NODE_VERSION, datasource: 'docker', depName: 'docker.io/library/node' },
  ]);
  expect(found('__tests__/e2e/support/scanners.ts', tools).map(({ depName }) => depName)).toContain(
    'github.com/rhysd/actionlint',
  );
});

test('docs/versions.md has the versions of the code', () => {
  const page = read('docs/versions.md');
  const versions = [Images.QDRANT_VERSION, Images.VALKEY_VERSION, Images.OAUTH2_PROXY_VERSION, Images.NODE_VERSION];

  for (const version of [...versions, Images.QDRANT_FIXED_SINCE, Images.OAUTH2_PROXY_FIXED_SINCE]) {
    expect(page).toMatch(new RegExp(`\\| ${version.replaceAll('.', '\\.')} +\\|`));
  }
});

test('the bill of materials has what users get, and no tool for development', () => {
  const all = installedBom();
  const { version } = all.components.find(({ name }) => name === 'yaml')!;
  const bom = runtimeBom(all, ['listr2'], bundledPackages(`Contains code of the package yaml ${version}:\n\nMIT\n`));
  const names = bom.components.map(({ name }) => name);

  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d$/) });
  expect(names).toEqual(expect.arrayContaining(['listr2', 'log-update', 'yaml']));
  expect(names).not.toContain('jest');
  const refs = new Set(bom.components.map(each => each['bom-ref']));
  const unknown = bom.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter(ref => !refs.has(ref));
  expect(unknown).toEqual([]);
});

describe('the license of a package in the bundle', () => {
  test('has the version, the text and the notice of the package', () => {
    const { version } = JSON.parse(read('node_modules/cdk8s/package.json'));
    const text = licenseOf('node_modules/cdk8s');

    expect(bundledPackages(text)).toEqual([`cdk8s ${version}`]);
    expect(text).toContain('Apache License');
    expect(text).toContain(read('node_modules/cdk8s/NOTICE').trim());
  });

  test.each([
    ['MIT', { name: 'Ada' }, /^License: MIT\n\nCopyright \(c\) Ada\n\nPermission is hereby granted/],
    [
      'Apache-2.0',
      'Ada <ada@example.com> (https://a)',
      /^License: Apache-2\.0\n\nCopyright \(c\) Ada\n\nApache License/,
    ],
  ])('%s has the standard text if the package has no file', (license, author, expected) => {
    expect(standardLicense({ name: 'a', license, author })).toMatch(expected);
  });

  test.each([[{ license: 'BSD-3-Clause', author: 'Ada' }], [{ license: 'MIT' }], [{ author: 'Ada' }]])(
    'is not made up: %j',
    named => {
      expect(() => standardLicense({ name: 'a', ...named })).toThrow('The package a has no license file.');
    },
  );
});
