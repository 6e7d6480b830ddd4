import { misuseOf } from '../../../commands/rollback/options';

const line = {
  dryRun: false,
  yes: false,
  withoutQdrant: false,
  keepData: false,
  keycloak: false,
  force: false,
  timeout: 300,
  url: [],
  quiet: false,
  output: 'text' as const,
};

test.each([
  [
    'nobody can be asked',
    {},
    'without a terminal, the command cannot ask for confirmation: check with --dry-run, then use --yes',
  ],
  [
    'Qdrant is left out without --yes',
    { withoutQdrant: true },
    '--without-qdrant needs --yes; without --yes, the command asks in the terminal',
  ],
  [
    'Qdrant is left out and backed up',
    { yes: true, withoutQdrant: true, backup: 'backups' },
    '--without-qdrant and --backup exclude each other',
  ],
  [
    'certificates are named for no URL',
    { yes: true, caFile: 'ca.pem' },
    '--ca-file needs --url; without --url, the command connects through the API server and checks no certificate of Qdrant',
  ],
])('fails if %s', (_, more, message) => {
  expect(misuseOf({ ...line, ...more }, false)).toBe(message);
});

test('fails if somebody would be asked without being told what for', () => {
  const message = '--quiet and --output json need --yes or --dry-run';

  expect(misuseOf({ ...line, quiet: true }, true)).toBe(message);
  expect(misuseOf({ ...line, output: 'json' }, true)).toBe(message);
});

test('a terminal, --yes and --dry-run are each enough', () => {
  expect(misuseOf(line, true)).toBeUndefined();
  expect(misuseOf({ ...line, yes: true }, false)).toBeUndefined();
  expect(misuseOf({ ...line, dryRun: true }, false)).toBeUndefined();
});
