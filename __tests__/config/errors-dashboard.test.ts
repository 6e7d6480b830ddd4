import { parseConfig } from '../../config/load';

const CHOICE =
  'Allowed: one or more of groups, roles, emailDomains and rights; or everyUser: true, with a reason in acceptedRisks.everyUser.';

const DOMAIN =
  'a DNS name in lower case with two or more labels, without scheme, port or path; at most 253 characters.';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'the controller is one that does not ask oauth2-proxy',
    'ingressClassName: traefik',
    `
  config.yaml:1:1 ingressClassName is "traefik": dashboard.mode auth-request needs a controller that asks oauth2-proxy about each request, and other controllers might skip the sign-in.
    Allowed: the class of an ingress-nginx controller.
    Fix: write dashboard: { mode: proxy }, which works with any controller and is the default of profile production; or explain in acceptedRisks.otherIngressClass why the controller supports the annotations of ingress-nginx.`,
  ],
  [
    'every host of the domain would be sent the sessions of the proxy',
    'dashboard: { mode: proxy, cookie: domain }',
    `
  config.yaml:1:27 dashboard.cookie is "domain": in dashboard.mode proxy, browsers would send sessions with access to Qdrant to every host of domainName.
    Allowed: host in mode proxy; domain or host in mode auth-request.
    Fix: remove the key.`,
  ],
  [
    'the cookie of a host has a name that other hosts can set',
    'dashboard: { cookie: host, cookieName: session }',
    `
  config.yaml:1:28 dashboard.cookieName is "session": without the prefix __Host-, another host of the domain could set the cookie.
    Allowed: a name that begins with __Host- with cookie host, and with other characters with cookie domain.
    Fix: for example, write __Host-oauth2_proxy-search.`,
  ],
  [
    'the cookie of the domain has a name for one host',
    'dashboard: { cookieName: __Host-session }',
    `
  config.yaml:1:14 dashboard.cookieName is "__Host-session": browsers reject a cookie of the whole domain whose name begins with __Host-.
    Allowed: a name that begins with __Host- with cookie host, and with other characters with cookie domain.
    Fix: for example, write _oauth2_proxy-search.`,
  ],
  [
    'the client has a dot in its id',
    'keycloak: { clientId: qdrant.search }',
    `
  config.yaml:1:13 keycloak.clientId is "qdrant.search": the value is not a client id.
    Allowed: letters, digits, inner hyphens and underscores; at most 100 characters.
    Fix: write qdrant-search.`,
  ],
  [
    'production is not told who may open the dashboard',
    'profile: production',
    `
  dashboard.access: no user has access to the dashboard, and so to everything in Qdrant.
    ${CHOICE}
    Fix: for example, write dashboard: { access: { groups: [/search/admins] } }.`,
  ],
  [
    'nobody at all may open the dashboard',
    'dashboard: { access: { everyUser: false } }',
    `
  config.yaml:1:14 dashboard.access: no user has access to the dashboard, and so to everything in Qdrant.
    ${CHOICE}
    Fix: for example, write dashboard: { access: { groups: [/search/admins] } }.`,
  ],
  [
    'every user may open the dashboard in production, and the value is not said why',
    'profile: production\ndashboard: { access: { everyUser: true } }',
    `
  config.yaml:2:24 dashboard.access.everyUser is true: every user of the realm could read and change everything in Qdrant.
    Allowed: false, or a reason in acceptedRisks.everyUser.
    Fix: write groups, roles or emailDomains instead, or give a reason in acceptedRisks.everyUser.`,
  ],
  [
    'every user and some users may open the dashboard',
    'dashboard: { access: { everyUser: true, roles: [admin] } }',
    `
  config.yaml:1:24 dashboard.access.everyUser is true: the value contradicts groups, roles, emailDomains or rights, which limit the access.
    Allowed: false, together with groups, roles, emailDomains or rights.
    Fix: remove everyUser, or remove groups, roles, emailDomains and rights.`,
  ],
  [
    'a group is named without those above it',
    'dashboard: { access: { groups: [admins] } }',
    `
  config.yaml:1:33 dashboard.access.groups[0] is "admins": the value is not the path of a group.
    Allowed: the full path of a Keycloak group, such as /search/admins, without $; at most 1000 characters.
    Fix: write /admins.`,
  ],
  [
    'oauth2-proxy would read another group, as it fills in variables',
    'dashboard: { access: { groups: ["/team$a"] } }',
    `
  config.yaml:1:33 dashboard.access.groups[0] is "/team$a": oauth2-proxy reads a variable after the $, and would allow other users.
    Allowed: the full path of a Keycloak group, such as /search/admins, or the name of a group of another provider, without $; at most 1000 characters.
    Fix: rename it in Keycloak without $, and write the new name.`,
  ],
  [
    'a star is a role',
    "dashboard: { access: { roles: ['*'] } }",
    `
  config.yaml:1:32 dashboard.access.roles[0] is "*": oauth2-proxy compares names, and no role has this name.
    Allowed: the name of a realm role, or client:role, without $ and without spaces at the ends; at most 255 characters.
    Fix: replace roles with everyUser: true, and give a reason in acceptedRisks.everyUser.`,
  ],
  [
    'oauth2-proxy would read another role',
    'dashboard: { access: { roles: ["${HOME}"] } }',
    `
  config.yaml:1:32 dashboard.access.roles[0] is "\${HOME}": oauth2-proxy reads a variable after the $, and would allow other users.
    Allowed: the name of a realm role, or client:role, without $ and without spaces at the ends; at most 255 characters.
    Fix: rename it in Keycloak without $, and write the new name.`,
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
    Allowed: roles that only some users have.
    Fix: remove the role; to give access to every user, write only everyUser: true, with a reason in acceptedRisks.everyUser.`,
  ]),
  [
    'a role has a space at its end',
    'dashboard: { access: { roles: ["admin "] } }',
    `
  config.yaml:1:32 dashboard.access.roles[0] is "admin ": the value is not the name of a role.
    Allowed: the name of a realm role, or client:role, without $ and without spaces at the ends; at most 255 characters.
    Fix: write admin.`,
  ],
  [
    'the mode is misspelt',
    'dashboard: { mode: proxied }',
    `
  config.yaml:1:14 dashboard.mode is "proxied": the value is not one of the allowed values.
    Allowed: auth-request or proxy.
    Fix: write auth-request or proxy.`,
  ],
  [
    'a trusted proxy is no network',
    'dashboard: { trustedProxyIps: [10.42.0.7] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "10.42.0.7": the network has no prefix length.
    Allowed: an IP address with a prefix length, such as 10.0.0.0/24; a prefix of at least /8, or /16 for IPv6; at most 43 characters.
    Fix: write 10.42.0.7/32.`,
  ],
  [
    'every address is a trusted proxy',
    'dashboard: { trustedProxyIps: ["::/0"] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "::/0": the network is too large: a client in it could forge X-Forwarded-* headers for oauth2-proxy.
    Allowed: an IP address with a prefix length, such as 10.0.0.0/24; a prefix of at least /8, or /16 for IPv6; at most 43 characters.
    Fix: for example, write 10.0.0.0/24.`,
  ],
  [
    'half of all addresses are trusted proxies',
    'dashboard: { trustedProxyIps: [128.0.0.0/1] }',
    `
  config.yaml:1:32 dashboard.trustedProxyIps[0] is "128.0.0.0/1": the network is too large: a client in it could forge X-Forwarded-* headers for oauth2-proxy.
    Allowed: an IP address with a prefix length, such as 10.0.0.0/24; a prefix of at least /8, or /16 for IPv6; at most 43 characters.
    Fix: for example, write 10.0.0.0/24.`,
  ],
  [
    'a domain of e-mail addresses begins with their @',
    'dashboard: { access: { emailDomains: ["@Acme.io"] } }',
    `
  config.yaml:1:39 dashboard.access.emailDomains[0] is "@Acme.io": the value has more than the domain.
    Allowed: ${DOMAIN}
    Fix: write acme.io.`,
  ],
  [
    'an e-mail address stands for its domain',
    'dashboard: { access: { emailDomains: [jane@acme.io] } }',
    `
  config.yaml:1:39 dashboard.access.emailDomains[0] is "jane@acme.io": the value has more than the domain.
    Allowed: ${DOMAIN}
    Fix: write acme.io.`,
  ],
  [
    'the domain of e-mail addresses is any',
    'profile: production\ndashboard: { access: { emailDomains: ["*"] } }',
    `
  config.yaml:2:39 dashboard.access.emailDomains[0] is "*": the value allows every domain, and so every user of the realm.
    Allowed: ${DOMAIN}
    Fix: replace emailDomains with everyUser: true, and give a reason in acceptedRisks.everyUser.`,
  ],
];

test.each(CASES)('fails if %s', (_name, text, message) => {
  expect(() => parseConfig(text, 'config.yaml')).toThrow(
    new Error(`config.yaml: 1 problem found, nothing was changed.\n${message}`),
  );
});
