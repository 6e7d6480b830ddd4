import { parseConfig } from '../../config/load';

const CHOICE =
  'Allowed: one or more of groups, roles and emailDomains; or everyUser: true, with a reason in acceptedRisks.everyUser.';

const DOMAIN = 'a lower-case DNS name of two or more labels, without scheme, port or path, at most 253 characters.';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'the controller is one that does not ask oauth2-proxy',
    'ingressClassName: traefik',
    `
  config.yaml:1:1 ingressClassName is "traefik": dashboard.mode auth-request needs a controller that asks oauth2-proxy, and of this one that is not known: everybody might get through.
    Allowed: the class of an ingress-nginx.
    Fix: write dashboard: { mode: proxy }, as profile production has it, which works on any controller; or say in acceptedRisks.otherIngressClass why the controller of this class knows the annotations.`,
  ],
  [
    'every host of the domain would be sent the sessions of the proxy',
    'dashboard: { mode: proxy, cookie: domain }',
    `
  config.yaml:1:27 dashboard.cookie is "domain": in dashboard.mode proxy every host of domainName would be sent sessions that open Qdrant.
    Allowed: host in mode proxy; domain or host in mode auth-request.
    Fix: remove it.`,
  ],
  [
    'production is not told who may open the dashboard',
    'profile: production',
    `
  dashboard.access: it is not said who may open the dashboard, and so read and change everything in Qdrant.
    ${CHOICE}
    Fix: write for example dashboard: { access: { groups: [/search/admins] } }.`,
  ],
  [
    'nobody at all may open the dashboard',
    'dashboard: { access: { everyUser: false } }',
    `
  config.yaml:1:14 dashboard.access: it is not said who may open the dashboard, and so read and change everything in Qdrant.
    ${CHOICE}
    Fix: write for example dashboard: { access: { groups: [/search/admins] } }.`,
  ],
  [
    'every user may open the dashboard in production, and it is not said why',
    'profile: production\ndashboard: { access: { everyUser: true } }',
    `
  config.yaml:2:24 dashboard.access.everyUser is true: every user of the realm could read and change everything in Qdrant.
    Allowed: false, or a reason in acceptedRisks.everyUser.
    Fix: write groups, roles or emailDomains in its place, or say why in acceptedRisks.everyUser.`,
  ],
  [
    'every user and some users may open the dashboard',
    'dashboard: { access: { everyUser: true, roles: [admin] } }',
    `
  config.yaml:1:24 dashboard.access.everyUser is true: groups, roles or emailDomains beside it say that not every user may open the dashboard.
    Allowed: false, beside groups, roles or emailDomains.
    Fix: remove everyUser, or remove groups, roles and emailDomains.`,
  ],
  [
    'a group is named without those above it',
    'dashboard: { access: { groups: [admins] } }',
    `
  config.yaml:1:33 dashboard.access.groups[0] is "admins": it is not the path of a group.
    Allowed: the path of a group in Keycloak, from the root on, such as /search/admins, without $.
    Fix: write /admins.`,
  ],
  [
    'oauth2-proxy would read another group, as it fills in variables',
    'dashboard: { access: { groups: ["/team$a"] } }',
    `
  config.yaml:1:33 dashboard.access.groups[0] is "/team$a": oauth2-proxy would read a variable from the $ on, and let in others than are meant.
    Allowed: the path of a group in Keycloak, from the root on, such as /search/admins, without $.
    Fix: give it a name without $ in Keycloak, and write that.`,
  ],
  [
    'oauth2-proxy would read another role',
    'dashboard: { access: { roles: ["${HOME}"] } }',
    `
  config.yaml:1:32 dashboard.access.roles[0] is "\${HOME}": oauth2-proxy would read a variable from the $ on, and let in others than are meant.
    Allowed: the name of a role of the realm, or client:role, without spaces at the ends and without $.
    Fix: give it a name without $ in Keycloak, and write that.`,
  ],
  ...[
    'default-roles-acme',
    'offline_access',
    'uma_authorization',
    'account:view-profile',
    'account:manage-account-links',
  ].map((role): [string, string, string] => [
    `every user has role ${role}`,
    `keycloakRealm: Acme\nprofile: production\ndashboard: { access: { roles: [admin, "${role}"] } }`,
    `
  config.yaml:3:39 dashboard.access.roles[1] is "${role}": Keycloak gives this role to every user of the realm.
    Allowed: roles that are given to some users.
    Fix: remove it; where every user may open the dashboard, write everyUser: true alone, with a reason in acceptedRisks.everyUser.`,
  ]),
  [
    'a role has a space at its end',
    'dashboard: { access: { roles: ["admin "] } }',
    `
  config.yaml:1:32 dashboard.access.roles[0] is "admin ": it is not the name of a role.
    Allowed: the name of a role of the realm, or client:role, without spaces at the ends and without $.
    Fix: write admin.`,
  ],
  [
    'the mode is misspelt',
    'dashboard: { mode: proxied }',
    `
  config.yaml:1:14 dashboard.mode is "proxied": it is none of the possible values.
    Allowed: auth-request or proxy.
    Fix: write auth-request or proxy.`,
  ],
  [
    'a trusted proxy is no network',
    'dashboard: { trustedProxyIps: [10.42.0.7] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "10.42.0.7": it has no length of its prefix.
    Allowed: an IP address with the length of its prefix, such as 10.0.0.0/24; at least /8, or /16 with IPv6.
    Fix: write 10.42.0.7/32.`,
  ],
  [
    'every address is a trusted proxy',
    'dashboard: { trustedProxyIps: ["::/0"] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "::/0": it is too large a part of all addresses: whoever reaches oauth2-proxy could forge X-Forwarded-* headers.
    Allowed: an IP address with the length of its prefix, such as 10.0.0.0/24; at least /8, or /16 with IPv6.
    Fix: write for example 10.0.0.0/24.`,
  ],
  [
    'half of all addresses are trusted proxies',
    'dashboard: { trustedProxyIps: [128.0.0.0/1] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "128.0.0.0/1": it is too large a part of all addresses: whoever reaches oauth2-proxy could forge X-Forwarded-* headers.
    Allowed: an IP address with the length of its prefix, such as 10.0.0.0/24; at least /8, or /16 with IPv6.
    Fix: write for example 10.0.0.0/24.`,
  ],
  [
    'a domain of e-mail addresses begins with their @',
    'dashboard: { access: { emailDomains: ["@Acme.io"] } }',
    `
  config.yaml:1:39 dashboard.access.emailDomains[0] is "@Acme.io": it has more than the domain.
    Allowed: ${DOMAIN}
    Fix: write acme.io.`,
  ],
  [
    'an e-mail address stands for its domain',
    'dashboard: { access: { emailDomains: [jane@acme.io] } }',
    `
  config.yaml:1:39 dashboard.access.emailDomains[0] is "jane@acme.io": it has more than the domain.
    Allowed: ${DOMAIN}
    Fix: write acme.io.`,
  ],
  [
    'the domain of e-mail addresses is any',
    'profile: production\ndashboard: { access: { emailDomains: ["*"] } }',
    `
  config.yaml:2:39 dashboard.access.emailDomains[0] is "*": it stands for every domain, and so for every user of the realm.
    Allowed: ${DOMAIN}
    Fix: write everyUser: true in place of emailDomains, with a reason in acceptedRisks.everyUser.`,
  ],
];

test.each(CASES)('fails if %s', (_name, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(
    new Error(`config.yaml: 1 problem found, nothing was written.\n${message}`),
  );
});
