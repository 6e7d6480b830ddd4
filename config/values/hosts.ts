import { stringOf, type StringRule } from '../string-rule';
import { HOST, LABEL, LONGEST_NAME, PORT } from './patterns';

const hostRule = (example: string, maxLength: number) =>
  ({
    noun: 'a full host name',
    allowed: 'a DNS name in lower case with two or more labels, without scheme, port or path',
    maxLength,
    pattern: new RegExp(`^(?:${LABEL}\\.)+(?=[a-z])${LABEL}$`),
    example,
    mistakes: [
      [/[/:]/, 'the value has a scheme, a port or a path'],
      [/^[0-9.]+$/, 'the value is an IP address'],
      [/^[^.]+$/, 'the value has no dot'],
    ],
    correct: value =>
      value
        .replace(/^[a-z]+:\/\//, '')
        .replace(/[:/].*$/, '')
        .replace(/\.$/, ''),
  }) satisfies StringRule;

/** A DNS name with at least two labels: browsers store no cookies for a single label. */
export const hostname = (example: string, maxLength = LONGEST_NAME) => stringOf(hostRule(example, maxLength));

/** The domain of the DNS names in a cluster. One label is enough. */
export const clusterDomain = stringOf({
  noun: 'a DNS domain',
  allowed: 'a DNS name in lower case, without a dot at its ends',
  maxLength: LONGEST_NAME,
  pattern: new RegExp(`^${LABEL}(?:\\.${LABEL})*$`),
  example: 'cluster.local',
  correct: value => value.replace(/^\.+|\.+$/g, ''),
});

const EMAIL_DOMAIN = hostRule('example.com', LONGEST_NAME);

/** The part of an e-mail address after the @. */
export const emailDomain = stringOf({
  ...EMAIL_DOMAIN,
  noun: 'a domain',
  mistakes: [
    [/@/, 'the value has more than the domain'],
    [
      /^\*$/,
      'the value allows every domain, and so every user of the realm',
      'replace emailDomains with everyUser: true, and give a reason in acceptedRisks.everyUser',
    ],
    ...EMAIL_DOMAIN.mistakes,
  ],
  correct: value => EMAIL_DOMAIN.correct(value.replace(/^.*@/, '')),
});

/** An origin exactly as browsers send it. The rules between keys refuse `*` without an accepted risk. */
export const origin = stringOf({
  noun: 'an origin',
  allowed:
    'https://host[:port] as browsers send it, without a path and without port 443; http:// only for localhost; no *',
  maxLength: 300,
  pattern: new RegExp(`^(?:\\*$|https://${HOST}(?!:443$)|http://localhost(?!:80$))(?:${PORT})?$`),
  example: 'https://app.example.com',
  mistakes: [
    [/.\*|\*./, 'the value allows more than one origin'],
    [/^http:\/\/(?!localhost(?:[:/]|$))/i, 'the URL is not encrypted'],
    [/\/\/.*@/, 'the URL has credentials'],
    [/\/\/[^/]*[/?#]/, 'the URL has more than a scheme, a host and a port'],
    [/^(?:https:.*:443|http:.*:80)$/, 'the URL has the default port, which browsers omit'],
  ],
  correct: value =>
    value
      .replace(/^http:\/\/(?!localhost(?:[:/]|$))/, 'https://')
      .replace(/^(https?:\/\/)(?:.*@)?([^/?#]*).*$/, '$1$2')
      .replace(/^(https:.*):443$|^(http:.*):80$/, '$1$2'),
});

/** The URL of a service in the cluster or outside of it. In the cluster, http is common. */
export const serviceUrl = stringOf({
  noun: 'a URL',
  allowed: 'http:// or https:// with host[:port], without credentials or path',
  maxLength: 300,
  pattern: new RegExp(`^https?://${HOST}(?:${PORT})?$`),
  example: 'https://minio.example.com',
  mistakes: [
    [/\/\/.*@/, 'the URL has credentials'],
    [/\/\/[^/]*[/?#]/, 'the URL has more than a scheme, a host and a port'],
  ],
  correct: value =>
    value
      .replace(/^(?!https?:\/\/)(?:[a-z0-9]+:\/\/)?/, 'https://')
      .replace(/^(https?:\/\/)(?:.*@)?([^/?#]*).*$/, '$1$2'),
});
