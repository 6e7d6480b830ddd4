import { z } from 'zod';
import { isSchedule, isTimeZone } from './schedule';
import { refusal, text, type TextRule } from './text';

const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const HOST = `${LABEL}(?:\\.${LABEL})*`;
const PORT = ':(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})(?![0-9])';
const REPOSITORY_PART = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const REPOSITORY = `${REPOSITORY_PART}(?:/${REPOSITORY_PART})*`;
const DIGEST = '@sha256:[a-f0-9]{64}';

/** Namespaces that belong to Kubernetes; `default` also holds the certificate that is copied. */
const RESERVED_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const hostRule = (example: string, longest: number) =>
  ({
    noun: 'a full host name',
    allowed: `a lower-case DNS name of two or more labels, without scheme, port or path, at most ${longest} characters`,
    pattern: new RegExp(`^(?=.{1,${longest}}$)(?:${LABEL}\\.)+(?=[a-z])${LABEL}$`),
    example,
    mistakes: [
      [/[/:]/, 'it has more than a host name'],
      [/^[0-9.]+$/, 'it is an IP address'],
      [/^[^.]+$/, 'it has no dot'],
      [new RegExp(`^.{${longest + 1},}$`), 'it is too long'],
    ],
    mend: value =>
      value
        .replace(/^[a-z]+:\/\//, '')
        .replace(/[:/].*$/, '')
        .replace(/\.$/, ''),
  }) satisfies TextRule;

/** A full DNS name of at least two labels, so that a browser takes cookies for it. At most 253 characters. */
export const hostname = (example: string, longest = 253) => text(hostRule(example, longest));

const ADDRESS_HOST = hostRule('example.com', 253);

/** What stands behind the @ of an e-mail address. */
export const emailDomain = text({
  ...ADDRESS_HOST,
  noun: 'a domain',
  mistakes: [
    [/@/, 'it has more than the domain'],
    [
      /^\*$/,
      'it stands for every domain, and so for every user of the realm',
      'write everyUser: true in place of emailDomains, with a reason in acceptedRisks.everyUser',
    ],
    ...ADDRESS_HOST.mistakes,
  ],
  mend: value => ADDRESS_HOST.mend(value.replace(/^.*@/, '')),
});

/** The name of a Kubernetes object. */
export const objectName = (example: string) =>
  text({
    noun: 'a name that Kubernetes takes',
    allowed: 'lower-case letters, digits, hyphens and dots, at most 253 characters',
    pattern: new RegExp(`^(?=.{1,253}$)${HOST}$`),
    example,
  });

/** The name of a Secret. What stands there may be a secret by mistake, so it is never repeated. */
export const secretName = (example: string) =>
  text({
    noun: 'the name of a Secret',
    allowed: 'lower-case letters, digits, hyphens and dots, at most 253 characters',
    pattern: new RegExp(`^(?=.{1,253}$)${HOST}$`),
    example,
    mend: () => '',
  });

/** No name, but a key: long, of letters and digits. */
const KEY_ITSELF = '(?:[A-Za-z0-9]{32,}|(?=.*[A-Za-z])(?=.*\\d).{20,})$';

/** The name of a value in a Secret; with room for `alt-` before it. Never repeated either. */
export const secretKeyName = text({
  noun: 'the name of a value in a Secret',
  allowed: 'letters, digits, hyphens, underscores and dots, at most 249 characters',
  pattern: new RegExp(`^(?!\\.{1,2}$)(?!${KEY_ITSELF})[A-Za-z0-9._-]{1,249}$`),
  example: 'api-key',
  mistakes: [
    [/[^A-Za-z0-9._-]/, 'it has other characters'],
    [
      new RegExp(`^${KEY_ITSELF}`),
      'it looks like the key itself, which must not stand in a file',
      'write for example api-key; a name of 20 and more characters has no digits',
    ],
  ],
  mend: () => '',
});

export const namespace = text({
  noun: 'a namespace name',
  allowed: `lower-case letters, digits and inner hyphens, at most 63 characters, and not ${RESERVED_NAMESPACES.join(', ')}`,
  pattern: new RegExp(`^(?!(?:${RESERVED_NAMESPACES.join('|')})$)${LABEL}$`),
  example: 'qdrant',
  mistakes: [
    [new RegExp(`^(?:${RESERVED_NAMESPACES.join('|')})$`), 'it is reserved'],
    [/^.{64,}$/, 'it is too long'],
  ],
});

/** Any namespace, those that belong to Kubernetes too. */
export const namespaceName = text({
  noun: 'a namespace name',
  allowed: 'lower-case letters, digits and inner hyphens, at most 63 characters',
  pattern: new RegExp(`^${LABEL}$`),
  example: 'gateways',
  mistakes: [[/^.{64,}$/, 'it is too long']],
});

export const registry = text({
  noun: 'a registry',
  allowed: 'host or host:port in lower case, without scheme or path',
  pattern: new RegExp(`^${HOST}(?:${PORT})?$`),
  example: 'harbor.example.com',
  mend: value => value.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, ''),
});

export const registryProject = text({
  noun: 'a path in a registry',
  allowed: 'lower-case names joined by single slashes, without one at either end',
  pattern: new RegExp(`^${REPOSITORY}$`),
  example: 'library',
  mend: value => value.replace(/^\/+|\/+$/g, ''),
});

export const image = (example: string) => {
  const name = `(?:${HOST}(?:${PORT})?/)?${REPOSITORY}`;
  return text({
    noun: 'an image reference',
    allowed: '[registry/]name:tag or [registry/]name@sha256:…, the name in lower case',
    pattern: new RegExp(`^${name}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?:${DIGEST})?|${DIGEST})$`),
    example,
    mistakes: [[new RegExp(`^${name}$`), 'it has neither tag nor digest', 'add the tag of the version that you mean']],
  });
};

export const keycloakUrl = text({
  noun: 'an https URL',
  allowed: 'https://host[:port][/path] without credentials, query, fragment and realm',
  pattern: new RegExp(`^https://(?!.*/realms(?:/|$))${HOST}(?:${PORT})?(?:/[A-Za-z0-9._~-]+)*/?$`),
  example: 'https://auth.example.com',
  mistakes: [
    [/^http:/i, 'it is not encrypted'],
    [/\/\/.*@/, 'it holds credentials'],
    [/[?#]/, 'it has a query or a fragment'],
    [/\/realms(?:\/|$)/, 'it holds the realm, which has a key of its own, keycloakRealm'],
  ],
  mend: value =>
    value
      .replace(/^(?:http:\/\/|(?!https:\/\/))/, 'https://')
      .replace(/\/\/.*@/, '//')
      .replace(/[?#].*$/, '')
      .replace(/\/realms(\/.*)?$|\/$/, ''),
}).transform(url => url.replace(/\/$/, ''));

export const realm = text({
  noun: 'a realm name that fits into a URL',
  allowed: 'letters, digits, dots, hyphens, underscores and tildes, the first a letter or digit, at most 255',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._~-]{0,254}$/,
  example: 'thinkube',
});

export const username = text({
  noun: 'a user name',
  allowed: 'a text without spaces and control characters, at most 255 characters',
  pattern: /^[^\s\p{Cc}]{1,255}$/u,
  example: 'tkadmin',
});

/** oauth2-proxy fills in variables of its environment where it reads whom it lets in. */
const A_VARIABLE = [
  /\$/,
  'oauth2-proxy would read a variable from the $ on, and let in others than are meant',
  'give it a name without $ in Keycloak, and write that',
] as const;

/** A group with the groups above it, as Keycloak names it in a token. The name alone could be that of another group below. */
export const groupPath = text({
  noun: 'the path of a group',
  allowed: 'the path of a group in Keycloak, from the root on, such as /search/admins, without $',
  pattern: /^(?:\/[^/$\p{Cc}]+)+$/u,
  example: '/search/admins',
  mistakes: [A_VARIABLE],
  mend: value => `/${value.replace(/^\/+|\/+$/g, '')}`,
});

export const roleName = text({
  noun: 'the name of a role',
  allowed: 'the name of a role of the realm, or client:role, without spaces at the ends and without $',
  pattern: /^(?! )[^$\p{Cc}]{1,255}(?<! )$/u,
  example: 'qdrant-admin',
  mistakes: [A_VARIABLE],
});

/** Why somebody takes a risk: for whoever reads the object later. */
export const reason = text({
  noun: 'a reason',
  allowed: 'a sentence of 10 to 500 characters, in one line',
  pattern: /^(?=.*\S.*\S)[^\r\n]{10,500}$/,
  example: 'only the pods of this cluster reach it',
  mistakes: [
    [/[\r\n]/, 'it has several lines'],
    [/^.{0,9}$/, 'it is too short to say why'],
    [/^.{501,}$/, 'it is too long'],
  ],
  mend: () => '',
});

export const filePath = text({
  noun: 'the path of a file',
  allowed: 'a path, absolute or relative to the config file',
  pattern: /^[^\0\r\n]+$/,
  example: 'keycloak-ca.crt',
});

/** An origin as browsers send it: a default port or a slash at the end would never match. `*` is a risk: see the rules. */
export const origin = text({
  noun: 'an origin',
  allowed:
    'https://host[:port] as browsers send it, without path and without port 443; http:// for localhost only; no *',
  pattern: new RegExp(`^(?:\\*$|https://${HOST}(?!:443$)|http://localhost(?!:80$))(?:${PORT})?$`),
  example: 'https://app.example.com',
  mistakes: [
    [/.\*|\*./, 'it stands for more than one origin'],
    [/^http:\/\/(?!localhost(?:[:/]|$))/i, 'it is not encrypted'],
    [/\/\/.*@/, 'it holds credentials'],
    [/\/\/[^/]*[/?#]/, 'it has more than scheme, host and port'],
    [/^(?:https:.*:443|http:.*:80)$/, 'it names the default port, which browsers leave out'],
  ],
  mend: value =>
    value
      .replace(/^http:\/\/(?!localhost(?:[:/]|$))/, 'https://')
      .replace(/^(https?:\/\/)(?:.*@)?([^/?#]*).*$/, '$1$2')
      .replace(/^(https:.*):443$|^(http:.*):80$/, '$1$2'),
});

const CRON_FIELD = '[\\dA-Za-z*?,/-]+';

export const schedule = text({
  noun: 'a schedule of cron',
  allowed:
    'five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly',
  pattern: new RegExp(`^(?:@(?:yearly|monthly|weekly|daily|hourly)|${CRON_FIELD}(?: +${CRON_FIELD}){4})$`),
  exists: isSchedule,
  example: '0 2 * * *',
  mistakes: [
    [/^(?:CRON_)?TZ=/, 'it holds the time zone, which has a key of its own, timeZone'],
    [/^\S+(?: +\S+){5,}$/, 'it has more than five fields'],
    [new RegExp(`^${CRON_FIELD}(?: +${CRON_FIELD}){4}$`), 'a field has a value that it does not take'],
  ],
  mend: value => value.replace(/^(?:cron_)?tz=\S+ +/, ''),
});

/** Kubernetes refuses `Local`: it would be that of the control plane. */
export const timeZone = text({
  noun: 'a time zone',
  allowed: 'a name of the time zone database such as Europe/Berlin',
  pattern: /^(?!Local$)[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/,
  exists: isTimeZone,
  example: 'Europe/Berlin',
  mistakes: [
    [/^Local$/, 'it is not said which'],
    [/./, 'there is no such time zone'],
  ],
  mend: () => '',
});

export const bucket = text({
  noun: 'the name of a bucket',
  allowed: 'lower-case letters, digits, hyphens and dots, from 3 to 63 characters',
  pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  example: 'backups',
  mistakes: [[/^[a-z0-9]+:\/\//i, 'it is a URL']],
  mend: value => value.replace(/^s3:\/\/|\/.*$/g, ''),
});

export const bucketFolder = text({
  noun: 'a folder in a bucket',
  allowed: 'letters, digits, dots, hyphens, underscores and inner slashes',
  pattern: /^[\w.-]+(?:\/[\w.-]+)*$/,
  example: 'production/qdrant',
  mend: value => value.replace(/^\/+|\/+$/g, ''),
});

/** The URL of a service in the cluster or elsewhere, hence also without TLS. */
export const serviceUrl = text({
  noun: 'a URL',
  allowed: 'http:// or https:// with host[:port], without credentials and path',
  pattern: new RegExp(`^https?://${HOST}(?:${PORT})?$`),
  example: 'https://minio.example.com',
  mistakes: [
    [/\/\/.*@/, 'it holds credentials'],
    [/\/\/[^/]*[/?#]/, 'it has more than scheme, host and port'],
  ],
  mend: value =>
    value
      .replace(/^(?!https?:\/\/)(?:[a-z0-9]+:\/\/)?/, 'https://')
      .replace(/^(https?:\/\/)(?:.*@)?([^/?#]*).*$/, '$1$2'),
});

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

const CIDR = {
  noun: 'a network',
  allowed: 'an IP address with the length of its prefix, such as 10.0.0.0/24',
  pattern: new RegExp(
    `^(?:(?:${OCTET}\\.){3}${OCTET}/(?:3[0-2]|[12]?\\d)|(?=[^/]*:[^/]*:)[0-9a-f:]{2,39}/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$`,
  ),
  example: '10.0.0.0/24',
  mistakes: [[/^[\d.]+$|^[^/]*:[^/]*:[^/]*$/, 'it has no length of its prefix']],
  mend: value => (/^[\d.]+$/.test(value) ? `${value}/32` : value),
} satisfies TextRule;

/** A network of IPv4 or IPv6 addresses. */
export const cidr = text(CIDR);

/** More addresses than anybody's own network has: two halves are every address too. */
const TOO_SHORT = '(?:[\\d.]+/[0-7]|.*:.*/(?:\\d|1[0-5]))$';

/** The same, but not nearly all addresses: `consequence` says what that would do. */
export const someNetwork = (consequence: string) =>
  text({
    ...CIDR,
    allowed: `${CIDR.allowed}; at least /8, or /16 with IPv6`,
    pattern: new RegExp(`^(?!${TOO_SHORT})${CIDR.pattern.source}`),
    mistakes: [
      ...CIDR.mistakes,
      [new RegExp(`^${TOO_SHORT}`), `it is too large a part of all addresses: ${consequence}`],
    ],
  });

const LABEL_KEY = new RegExp(`^(?:(?=[^/]{1,253}/)${HOST}/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`);

/** Labels that a selector asks for, at least one: Kubernetes takes an empty selector for everything. */
export function labelsOf(example: string) {
  const allowed = 'a mapping of labels to their values, at least one';
  const value = text({
    noun: 'the value of a label',
    allowed: 'letters, digits, and inner hyphens, underscores and dots, at most 63 characters',
    pattern: /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    example: example.replace(/^.* /, ''),
  });
  return z
    .record(z.string(), value, allowed)
    .check(({ value: labels, issues }) => {
      const names = Object.keys(labels);
      if (names.length === 0) {
        issues.push(refusal(labels, allowed, { problem: 'it is empty', fix: `write for example { ${example} }` }));
      }
      for (const name of names.filter(each => !LABEL_KEY.test(each))) {
        const known = 'the name of a label: [prefix/]name, the name at most 63 characters';
        issues.push(
          refusal(labels[name], known, { problem: 'it is not the name of a label', fix: 'correct the name' }, [name]),
        );
      }
    })
    .meta({ minProperties: 1 });
}
