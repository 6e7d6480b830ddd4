import { stringOf, type StringRule } from '../string-rule';
import { HOST, PORT } from './patterns';

/** The length limit of most names in Keycloak's database. */
const LONGEST = 255;

export const keycloakUrl = stringOf({
  noun: 'an https URL',
  allowed: 'https://host[:port][/path] without credentials, query, fragment or realm',
  maxLength: 1000,
  pattern: new RegExp(`^https://(?!.*/realms(?:/|$))${HOST}(?:${PORT})?(?:/[A-Za-z0-9._~-]+)*/?$`),
  example: 'https://auth.example.com',
  mistakes: [
    [/^http:/i, 'the URL is not encrypted'],
    [/\/\/.*@/, 'the URL has credentials'],
    [/[?#]/, 'the URL has a query or a fragment'],
    [/\/realms(?:\/|$)/, 'the URL has the realm, which belongs in keycloakRealm'],
  ],
  correct: value =>
    value
      .replace(/^(?:http:\/\/|(?!https:\/\/))/, 'https://')
      .replace(/\/\/.*@/, '//')
      .replace(/[?#].*$/, '')
      .replace(/\/realms(\/.*)?$|\/$/, ''),
}).transform(url => url.replace(/\/$/, ''));

export const realm = stringOf({
  noun: 'a realm name for a URL',
  allowed: 'letters, digits, dots, hyphens, underscores and tildes, first a letter or a digit',
  maxLength: LONGEST,
  pattern: /^[A-Za-z0-9][A-Za-z0-9._~-]*$/,
  example: 'thinkube',
  mistakes: [
    [/\s/, 'the name has a space, which does not fit into a URL'],
    [/[^\p{ASCII}]/u, 'the name has a letter that does not fit into a URL'],
  ],
});

/** Characters without a shape of their own, such as U+200B and U+202E. With them, two names look the same. */
const INVISIBLE = '\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Default_Ignorable_Code_Point}';

const REALM_USER = new RegExp(`^[^\\s\\p{Lu}${INVISIBLE}<>&"'$%!#?§;*~/\\\\|^=[\\]{}()]+$`, 'u');

/** A user of the realm. Keycloak stores lower-case letters, and its user profile refuses the other characters. */
export const realmUser = stringOf({
  noun: 'the username of a user',
  allowed: `lower-case letters, digits and characters such as . _ - + @, in the normal form NFC of Unicode, without spaces, invisible characters and < > & " ' $ % ! # ? § ; * ~ / \\ | ^ = [ ] { } ( )`,
  maxLength: LONGEST,
  pattern: REALM_USER,
  exists: value => value === value.normalize('NFC'),
  example: 'ada',
  mistakes: [
    [/^\//, 'the value is the path of a group', 'write group in place of user'],
    [new RegExp(`[${INVISIBLE}]`, 'u'), 'the value has invisible characters'],
    [REALM_USER, 'a letter of the value is not in the normal form NFC of Unicode'],
  ],
  correct: value => value.replace(new RegExp(`[${INVISIBLE}]`, 'gu'), '').normalize('NFC'),
});

/** The ids of the accounts that sign in. No URL contains them, so they can have spaces and any letters. */
const account = (noun: string, example: string) =>
  stringOf({
    noun,
    allowed: 'a string without control characters and without spaces at the ends',
    maxLength: LONGEST,
    pattern: /^(?!\s)[^\p{Cc}]+(?<!\s)$/u,
    example,
    mistakes: [[/^\s+\S|\S\s+$/, 'the value has spaces at its ends', 'remove the spaces at the ends']],
    correct: () => '',
  });

export const username = account('a user name', 'tkadmin');
export const clientId = account('a client id', 'qdrant-stack');

/** The client of the dashboard. A dot in the name of a claim, which contains the id, would be a level of JSON. */
export const dashboardClientId = stringOf({
  noun: 'a client id',
  allowed: 'letters, digits, inner hyphens and underscores',
  maxLength: 100,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/,
  example: 'qdrant-dashboard',
  correct: value => value.trim().replace(/[.\s]+/g, '-'),
});

/** oauth2-proxy replaces environment variables in its lists of groups and roles. */
const A_VARIABLE = [
  /\$/,
  'oauth2-proxy reads a variable after the $, and would allow other users',
  'rename it in Keycloak without $, and write the new name',
] as const;

/** A group with its parents, as Keycloak writes it in a token. A name alone can belong to several groups. */
export const GROUP_PATH: StringRule = {
  noun: 'the path of a group',
  allowed: 'the full path of a Keycloak group, such as /search/admins, without $',
  maxLength: 1000,
  pattern: /^(?:\/[^/$\p{Cc}]+)+$/u,
  example: '/search/admins',
  mistakes: [A_VARIABLE],
  correct: value => `/${value.replace(/^\/+|\/+$/g, '')}`,
};

/** A group of any provider. A rule between keys requires a path for Keycloak. */
export const groupName = stringOf({
  noun: 'the name of a group',
  allowed:
    'the full path of a Keycloak group, such as /search/admins, or the name of a group of another provider, without $',
  maxLength: GROUP_PATH.maxLength,
  pattern: /^(?!\s*$)(?!\*$)[^$\p{Cc}]+$/u,
  example: GROUP_PATH.example,
  mistakes: [A_VARIABLE],
  correct: GROUP_PATH.correct,
});

export const roleName = stringOf({
  noun: 'the name of a role',
  allowed: 'the name of a realm role, or client:role, without $ and without spaces at the ends',
  maxLength: LONGEST,
  pattern: /^(?! )(?!\*$)[^$\p{Cc}]+(?<! )$/u,
  example: 'qdrant-admin',
  mistakes: [
    A_VARIABLE,
    [
      /^\*$/,
      'oauth2-proxy compares names, and no role has this name',
      'replace roles with everyUser: true, and give a reason in acceptedRisks.everyUser',
    ],
  ],
});
