import { keycloakVersionNotes } from '../../stack/keycloak';

test.each(['25.0.6', '24.0.5.redhat-00001'])('Keycloak %s is told to be older than the supported versions', version => {
  expect(keycloakVersionNotes(version)).toEqual([
    `note: Keycloak ${version} is older than 26.0.0, the oldest version that this tool supports`,
  ]);
});

test.each(['26.0.0', '26.7.3', '27.0.0', '999.0.0-SNAPSHOT', undefined])(
  'there is nothing to say about %s',
  version => {
    expect(keycloakVersionNotes(version)).toEqual([]);
  },
);
