import { type Answers, ask } from '../../../commands/init/questions';

/** Asks, and types these lines. */
async function interview(given: Answers, ...typed: string[]) {
  const asked: string[] = [];
  const said: string[] = [];
  const answers = await ask(given, {
    question: async text => {
      asked.push(text);
      const answer = typed.shift();
      if (answer === undefined) throw new Error(`nothing is left to answer ${text}`);
      return answer;
    },
    say: line => said.push(line),
  });
  return { answers, asked, said };
}

test('the defaults follow from the answers before them, and Enter takes them', async () => {
  const { answers, asked, said } = await interview({}, 'acme.io', '', '', '', '', '');

  expect(asked).toEqual([
    'Domain of the cluster: ',
    'Set of defaults: compatible with earlier installations (seed), or secure, highly available and portable (production) [seed]: ',
    'Registry with mirrored images [harbor.acme.io]: ',
    'Base URL of Keycloak, https only, with its path if any [https://auth.acme.io]: ',
    'Keycloak realm of the dashboard users [thinkube]: ',
    'Ingress class of the stack [nginx]: ',
  ]);
  expect(answers).toEqual({ domainName: 'acme.io' });
  expect(said).toEqual([]);
});

test('on a platform with a Gateway, nobody is asked for the class of the ingresses', async () => {
  const given: Answers = { domainName: 'acme.io', profile: 'seed', platform: 'thinkube' };
  const { answers, asked } = await interview(given, '', '', '');

  expect(asked.join()).not.toContain('Ingress class');
  expect(answers).toEqual(given);
});

test('what is given is not asked for, and is known to the defaults', async () => {
  const given = { domainName: 'acme.io', profile: 'seed', keycloakRealm: 'staff', ingressClassName: 'nginx-internal' };
  const { answers, asked } = await interview(given, ' registry.acme.io:5000 ', '');

  expect(asked).toEqual([
    'Registry with mirrored images [harbor.acme.io]: ',
    'Base URL of Keycloak, https only, with its path if any [https://auth.acme.io]: ',
  ]);
  expect(answers).toEqual({ ...given, harborRegistry: 'registry.acme.io:5000' });
});

test('a wrong answer is explained in the words of the config, and asked for again', async () => {
  const { answers, said } = await interview(
    {},
    '',
    'Acme.io',
    'acme.io',
    '',
    '',
    'http://u:secret@auth.acme.io',
    '',
    '',
    '',
  );

  expect(said).toEqual([
    expect.stringMatching(/^ {2}Invalid: the value is empty\. Allowed: a DNS name .*\. Fix: for example, write /),
    expect.stringMatching(/^ {2}Invalid: the value has upper-case letters\. Allowed: .*\. Fix: write acme\.io\.$/),
    expect.stringMatching(/^ {2}Invalid: the URL is not encrypted\. .* Fix: write https:\/\/auth\.acme\.io\.$/),
  ]);
  expect(answers).toEqual({ domainName: 'acme.io' });
});

test('in production, images need no registry, and any ingress class is taken', async () => {
  const typed = ['production', '', '', '', 'traefik', ''];
  const { answers, asked, said } = await interview({ domainName: 'acme.io' }, ...typed);

  expect(asked[1]).toBe('Registry with mirrored images [none]: ');
  expect(answers).toEqual({ domainName: 'acme.io', profile: 'production', ingressClassName: 'traefik' });
  expect(said).toEqual([]);
});

test('in production, the interview asks for a group, because nobody has access by default', async () => {
  const given = { domainName: 'acme.io', profile: 'production', harborRegistry: 'a.example', keycloakRealm: 'staff' };
  const { answers, asked, said } = await interview(given, '', '', 'admins', '/search/admins');

  const question = 'Group whose members can open the dashboard, such as /search/admins [none]: ';
  expect(asked.slice(-2)).toEqual([question, question]);
  expect(said).toEqual([expect.stringContaining('Fix: write /admins')]);
  expect(answers).toEqual({ ...given, group: '/search/admins' });
});
