import { parseConfig } from '../../config/load';
import { configSchema } from '../../config/schema';
import { qdrant } from '../../config/sections/qdrant';

const HOST =
  'Allowed: a lower-case DNS name of two or more labels, without scheme, port or path, at most 253 characters.';
const DOMAIN = HOST.replace('253', '236');
const NAMESPACE =
  'Allowed: lower-case letters, digits and inner hyphens, at most 63 characters, and not default, kube-node-lease, kube-public, kube-system.';
const URL = 'Allowed: https://host[:port][/path] without credentials, query, fragment and realm.';
const BYTES =
  'Allowed: a number with one of the units k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, or of bytes without; at least 1M.';
const CPU = 'Allowed: cores with up to three decimals, or thousandths of a core with an m; at least 1m.';
const ORIGIN =
  'Allowed: https://host[:port] as browsers send it, without path and without port 443; http:// for localhost only; no *.';
const IMAGE = 'Allowed: [registry/]name:tag or [registry/]name@sha256:…, the name in lower case.';
const NAME = 'Allowed: lower-case letters, digits, hyphens and dots, at most 253 characters.';
const REALM =
  'Allowed: letters, digits, dots, hyphens, underscores and tildes, the first a letter or digit, at most 255.';
const SYNTAX = 'Allowed: one YAML 1.2 document.';
const QDRANT_KEYS = Object.keys(qdrant.unwrap().shape).join(', ');
const TOP_KEYS = `Allowed: ${Object.keys(configSchema.shape).join(', ')}.`;
const MAYBE_LINE_BEFORE = 'Fix: correct this line or the one before; a text with special characters needs quotes.';
const WRITE_AT_LEAST = 'Fix: write at least "domainName: example.com", with your own domain.';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'scheduled backups have no place to go to',
    'scheduledBackup: { keep: 3 }',
    `
  config.yaml:1:1 scheduledBackup: it has neither volume nor s3.
    Allowed: exactly one of volume and s3.
    Fix: write volume: { size: 500Gi }.`,
  ],
  [
    'the profile is misspelt',
    'profile: prodution',
    `
  config.yaml:1:1 profile is "prodution": it is none of the possible values.
    Allowed: seed or production.
    Fix: write production.`,
  ],
  [
    'a risk is taken without saying why',
    'acceptedRisks: { everyUser: yes }',
    `
  config.yaml:1:18 acceptedRisks.everyUser is "yes": it is too short to say why.
    Allowed: a sentence of 10 to 500 characters, in one line.
    Fix: write for example only the pods of this cluster reach it.`,
  ],
  [
    'scheduled backups have two places to go to',
    'scheduledBackup: { volume: { size: 1Ti }, s3: { bucket: abc, secretName: abc } }',
    `
  config.yaml:1:1 scheduledBackup: it has both volume and s3.
    Allowed: exactly one of volume and s3.
    Fix: remove one of them.`,
  ],
  [
    'the volume of scheduled backups is neither new nor there',
    'scheduledBackup: { volume: { storageClassName: slow } }',
    `
  config.yaml:1:20 scheduledBackup.volume: it has neither size nor claimName.
    Allowed: exactly one of size and claimName.
    Fix: write size: 500Gi.`,
  ],
  [
    'the volume of scheduled backups is both new and there',
    'scheduledBackup: { volume: { size: 1Ti, claimName: backups } }',
    `
  config.yaml:1:20 scheduledBackup.volume: it has both size and claimName.
    Allowed: exactly one of size and claimName.
    Fix: remove one of them.`,
  ],
  [
    'no scheduled backup is kept',
    'scheduledBackup: { volume: { size: 1Ti }, keep: 0 }',
    `
  config.yaml:1:43 scheduledBackup.keep is 0: no backup would be kept.
    Allowed: 1 and more.
    Fix: write 7, or remove scheduledBackup.`,
  ],
  [
    'a schedule is none of cron',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: nightly }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "nightly": it is not a schedule of cron.
    Allowed: five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly.
    Fix: write for example 0 2 * * *.`,
  ],
  [
    'a schedule holds its time zone',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: TZ=Europe/Berlin 0 2 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "TZ=Europe/Berlin 0 2 * * *": it holds the time zone, which has a key of its own, timeZone.
    Allowed: five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly.
    Fix: write 0 2 * * *.`,
  ],
  [
    'a schedule has seconds',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: 0 0 2 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "0 0 2 * * *": it has more than five fields.
    Allowed: five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly.
    Fix: write for example 0 2 * * *.`,
  ],
  [
    'a schedule has times that there are not',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: 99 99 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "99 99 * * *": a field has a value that it does not take.
    Allowed: five fields of cron (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly.
    Fix: write for example 0 2 * * *.`,
  ],
  [
    'there is no such time zone',
    'scheduledBackup: { volume: { size: 1Ti }, timeZone: Mars/Base }',
    `
  config.yaml:1:43 scheduledBackup.timeZone is "Mars/Base": there is no such time zone.
    Allowed: a name of the time zone database such as Europe/Berlin.
    Fix: write for example Europe/Berlin.`,
  ],
  [
    'a time zone is that of whoever reads it',
    'scheduledBackup: { volume: { size: 1Ti }, timeZone: Local }',
    `
  config.yaml:1:43 scheduledBackup.timeZone is "Local": it is not said which.
    Allowed: a name of the time zone database such as Europe/Berlin.
    Fix: write for example Europe/Berlin.`,
  ],
  [
    'a bucket is a URL',
    'scheduledBackup: { s3: { bucket: s3://backups/qdrant, secretName: abc } }',
    `
  config.yaml:1:26 scheduledBackup.s3.bucket is "s3://backups/qdrant": it is a URL.
    Allowed: lower-case letters, digits, hyphens and dots, from 3 to 63 characters.
    Fix: write backups.`,
  ],
  [
    "a bucket's folder begins with a slash",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, prefix: /a/b/ } }',
    `
  config.yaml:1:60 scheduledBackup.s3.prefix is "/a/b/": it is not a folder in a bucket.
    Allowed: letters, digits, dots, hyphens, underscores and inner slashes.
    Fix: write a/b.`,
  ],
  [
    "a bucket's address holds a password",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, endpoint: "https://user:hunter2@minio.example.com/x" } }',
    `
  config.yaml:1:60 scheduledBackup.s3.endpoint is "https://***@minio.example.com/x": it holds credentials.
    Allowed: http:// or https:// with host[:port], without credentials and path.
    Fix: write https://minio.example.com.`,
  ],
  [
    "a bucket's address has no scheme",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, endpoint: minio.example.com } }',
    `
  config.yaml:1:60 scheduledBackup.s3.endpoint is "minio.example.com": it is not a URL.
    Allowed: http:// or https:// with host[:port], without credentials and path.
    Fix: write https://minio.example.com.`,
  ],
  [
    'a key is misspelt: the nearest one is named',
    'namspace: a',
    `
  config.yaml:1:1 namspace: there is no such key.
    ${TOP_KEYS}
    Fix: write namespace.`,
  ],
  [
    'a key has another spelling',
    'qdrant: { storage: { storage_class_name: a } }',
    `
  config.yaml:1:22 qdrant.storage.storage_class_name: there is no such key.
    Allowed: size, storageClassName.
    Fix: write storageClassName.`,
  ],
  [
    'a key is like no other',
    'zzz: 1',
    `
  config.yaml:1:1 zzz: there is no such key.
    ${TOP_KEYS}
    Fix: remove it.`,
  ],
  [
    "a key is the inventory's",
    'qdrant_hostname: a.org',
    `
  config.yaml:1:1 qdrant_hostname: it is the inventory's name.
    ${TOP_KEYS}
    Fix: write apiHostname.`,
  ],
  [
    'a password stands in the file',
    'adminPassword: hunter2',
    `
  config.yaml:1:1 adminPassword is "***": a secret must not stand in a file.
    ${TOP_KEYS}
    Fix: set the ADMIN_PASSWORD environment variable instead.`,
  ],
  [
    'a password stands in the file as in the environment',
    'ADMIN_PASSWORD: hunter2',
    `
  config.yaml:1:1 ADMIN_PASSWORD is "***": a secret must not stand in a file.
    ${TOP_KEYS}
    Fix: set the ADMIN_PASSWORD environment variable instead.`,
  ],
  [
    'the file of the certificate authority is not there',
    'keycloak: { caFile: no-such-ca.crt }',
    `
  config.yaml:1:13 keycloak.caFile is "no-such-ca.crt": there is no such file.
    Allowed: a file with certificates in PEM, without private keys.
    Fix: write the path of the certificate authority that signed Keycloak's certificate.`,
  ],
  [
    'the file of the certificate authority has no end',
    'keycloak: { caFile: /dev/zero }',
    `
  config.yaml:1:13 keycloak.caFile is "/dev/zero": the file cannot be used: it is not a file.
    Allowed: a file with certificates in PEM, without private keys.
    Fix: write the path of the certificate authority that signed Keycloak's certificate.`,
  ],
  [
    'a user name would move the cursor of a terminal',
    'adminUsername: "\\e]0;x\\a"',
    `
  config.yaml:1:1 adminUsername is "\\u001b]0;x\\u0007": it is not a user name.
    Allowed: a text without spaces and control characters, at most 255 characters.
    Fix: write for example tkadmin.`,
  ],
  [
    'the file of the certificate authority holds none',
    'keycloak: { caFile: LICENSE }',
    `
  config.yaml:1:13 keycloak.caFile is "LICENSE": the file cannot be used: it holds no certificate in PEM.
    Allowed: a file with certificates in PEM, without private keys.
    Fix: write the path of the certificate authority that signed Keycloak's certificate.`,
  ],
  [
    'the kind of security headers is none of those there are',
    'keycloak: { securityHeaders: litteral }',
    `
  config.yaml:1:13 keycloak.securityHeaders is "litteral": it is none of the possible values.
    Allowed: seed, literal, secure or keep.
    Fix: write literal.`,
  ],
  [
    'a service account has no client',
    'keycloak: { serviceAccount: { realm: master } }',
    `
  config.yaml:1:13 keycloak.serviceAccount.clientId: it is missing.
    Allowed: a text without spaces and control characters, at most 255 characters.
    Fix: add the key.`,
  ],
  [
    'the secret of the service account stands in the file',
    'keycloak: { serviceAccount: { clientId: a, clientSecret: hunter2 } }',
    `
  config.yaml:1:44 keycloak.serviceAccount.clientSecret is "***": a secret must not stand in a file.
    Allowed: clientId, realm.
    Fix: remove it; secrets come from the environment or are made in the cluster.`,
  ],
  [
    "an API key stands in Qdrant's settings",
    'qdrant: { config: { service: { api_key: hunter2 } } }',
    `
  config.yaml:1:32 qdrant.config.service.api_key is "***": a secret must not stand in a file.
    Allowed: settings that are not secret.
    Fix: remove it; keys and passwords reach Qdrant through Secrets of the cluster.`,
  ],
  [
    'a setting of Qdrant is one that the stack decides',
    'qdrant: { config: { cluster: { p2p: { port: 7000 } } } }',
    `
  config.yaml:1:39 qdrant.config.cluster.p2p.port is 7000: the stack decides this setting: other objects depend on it, or what is open without a key.
    Allowed: settings that the stack leaves to you.
    Fix: remove it.`,
  ],
  [
    "a token stands in a list of Qdrant's settings",
    'qdrant: { config: { a: [{ token: hunter2 }] } }',
    `
  config.yaml:1:27 qdrant.config.a[0].token is "***": a secret must not stand in a file.
    Allowed: settings that are not secret.
    Fix: remove it; keys and passwords reach Qdrant through Secrets of the cluster.`,
  ],
  [
    'a text is a number',
    'adminUsername: 123',
    `
  config.yaml:1:1 adminUsername is 123: it is a number.
    Allowed: a text without spaces and control characters, at most 255 characters.
    Fix: put it into quotes, if it is meant.`,
  ],
  [
    'a text is a mapping',
    'namespace: { a: b }',
    `
  config.yaml:1:1 namespace: it is a mapping.
    ${NAMESPACE}
    Fix: write a text in its place.`,
  ],
  [
    'a mapping is a text',
    'qdrant: big',
    `
  config.yaml:1:1 qdrant is "big": it is a text.
    Allowed: a mapping of ${QDRANT_KEYS}.
    Fix: write a mapping in its place.`,
  ],
  [
    'a list is a text',
    'corsOrigins: https://a.org',
    `
  config.yaml:1:1 corsOrigins is "https://a.org": it is a text.
    Allowed: a list of different origins such as https://app.example.com; [] for no other origin.
    Fix: write a list in its place.`,
  ],
  [
    'a number is a text',
    'qdrant: { replicas: "3" }',
    `
  config.yaml:1:11 qdrant.replicas is "3": it is a text.
    Allowed: 1, or 3 and more.
    Fix: write a number in its place.`,
  ],
  [
    'a key has no value',
    'valkey:\n  # resources',
    `
  config.yaml:1:1 valkey: the key has no value.
    Allowed: a mapping of password, boundMemory, tls, resources.
    Fix: write a value, or remove the key.`,
  ],
  [
    'a required key is missing',
    'qdrant: { snapshotStorage: {} }',
    `
  config.yaml:1:11 qdrant.snapshotStorage.size: it is missing.
    ${BYTES}
    Fix: add the key.`,
  ],
  [
    'a host has upper-case letters',
    'apiHostname: Qdrant.Example.com',
    `
  config.yaml:1:1 apiHostname is "Qdrant.Example.com": it has upper-case letters.
    ${HOST}
    Fix: write qdrant.example.com.`,
  ],
  [
    'a host is a URL',
    'apiHostname: https://qdrant.example.com/',
    `
  config.yaml:1:1 apiHostname is "https://qdrant.example.com/": it has more than a host name.
    ${HOST}
    Fix: write qdrant.example.com.`,
  ],
  [
    'a host has a bad character',
    'apiHostname: my_qdrant.example.com',
    `
  config.yaml:1:1 apiHostname is "my_qdrant.example.com": it is not a full host name.
    ${HOST}
    Fix: write for example qdrant.example.com.`,
  ],
  [
    'a host has an empty label',
    'apiHostname: qdrant..example.com',
    `
  config.yaml:1:1 apiHostname is "qdrant..example.com": it is not a full host name.
    ${HOST}
    Fix: write for example qdrant.example.com.`,
  ],
  [
    'the domain is an IP address',
    'domainName: 10.0.0.1',
    `
  config.yaml:1:1 domainName is "10.0.0.1": it is an IP address.
    ${DOMAIN}
    Fix: write for example example.com.`,
  ],
  [
    'the domain has one label, for which browsers take no cookies',
    'domainName: localhost',
    `
  config.yaml:1:1 domainName is "localhost": it has no dot.
    ${DOMAIN}
    Fix: write for example example.com.`,
  ],
  [
    'the domain is too long for the derived hosts',
    `domainName: ${'a.'.repeat(117)}org`,
    `
  config.yaml:1:1 domainName is "${'a.'.repeat(49)}a…: it is too long.
    ${DOMAIN}
    Fix: write for example example.com.`,
  ],
  [
    'the namespace has upper-case letters',
    'namespace: Qdrant',
    `
  config.yaml:1:1 namespace is "Qdrant": it has upper-case letters.
    ${NAMESPACE}
    Fix: write qdrant.`,
  ],
  [
    'the namespace has a dot',
    'namespace: a.b',
    `
  config.yaml:1:1 namespace is "a.b": it is not a namespace name.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the namespace is too long',
    `namespace: ${'a'.repeat(64)}`,
    `
  config.yaml:1:1 namespace is "${'a'.repeat(64)}": it is too long.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the namespace is default',
    'namespace: default',
    `
  config.yaml:1:1 namespace is "default": it is reserved.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the namespace is kube-system',
    'namespace: kube-system',
    `
  config.yaml:1:1 namespace is "kube-system": it is reserved.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the namespace is kube-public',
    'namespace: kube-public',
    `
  config.yaml:1:1 namespace is "kube-public": it is reserved.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the namespace is kube-node-lease',
    'namespace: kube-node-lease',
    `
  config.yaml:1:1 namespace is "kube-node-lease": it is reserved.
    ${NAMESPACE}
    Fix: write for example qdrant.`,
  ],
  [
    'the Keycloak URL is not encrypted',
    'keycloakUrl: http://auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "http://auth.example.com": it is not encrypted.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has no scheme',
    'keycloakUrl: auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "auth.example.com": it is not an https URL.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has credentials',
    'keycloakUrl: https://admin:hunter2@auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "https://***@auth.example.com": it holds credentials.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has a query',
    'keycloakUrl: https://auth.example.com/?a=b',
    `
  config.yaml:1:1 keycloakUrl is "https://auth.example.com/?a=b": it has a query or a fragment.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has the realm',
    'keycloakUrl: https://auth.example.com/auth/realms/thinkube',
    `
  config.yaml:1:1 keycloakUrl is "https://auth.example.com/auth/realms/thinkube": it holds the realm, which has a key of its own, keycloakRealm.
    ${URL}
    Fix: write https://auth.example.com/auth.`,
  ],
  [
    'the Keycloak URL has no host',
    'keycloakUrl: https://',
    `
  config.yaml:1:1 keycloakUrl is "https://": it is not an https URL.
    ${URL}
    Fix: write for example https://auth.example.com.`,
  ],
  [
    'the realm has a slash',
    'keycloakRealm: a/b',
    `
  config.yaml:1:1 keycloakRealm is "a/b": it is not a realm name that fits into a URL.
    ${REALM}
    Fix: write for example thinkube.`,
  ],
  [
    'the registry has a path',
    'harborRegistry: https://harbor.example.com/library',
    `
  config.yaml:1:1 harborRegistry is "https://harbor.example.com/library": it is not a registry.
    Allowed: host or host:port in lower case, without scheme or path.
    Fix: write harbor.example.com.`,
  ],
  [
    'the port of the registry is too high',
    'harborRegistry: harbor.example.com:65536',
    `
  config.yaml:1:1 harborRegistry is "harbor.example.com:65536": it is not a registry.
    Allowed: host or host:port in lower case, without scheme or path.
    Fix: write for example harbor.example.com.`,
  ],
  [
    'the project begins with a slash',
    'libraryProject: /library',
    `
  config.yaml:1:1 libraryProject is "/library": it is not a path in a registry.
    Allowed: lower-case names joined by single slashes, without one at either end.
    Fix: write library.`,
  ],
  [
    'a size is in GB',
    'qdrant: { storage: { size: 150GB } }',
    `
  config.yaml:1:22 qdrant.storage.size is "150GB": it is not an amount of bytes.
    ${BYTES}
    Fix: write 150Gi.`,
  ],
  [
    'a size is negative',
    'qdrant: { storage: { size: -1 } }',
    `
  config.yaml:1:22 qdrant.storage.size is -1: it is not an amount of bytes.
    ${BYTES}
    Fix: write for example 150Gi.`,
  ],
  [
    'a size is 0',
    'qdrant: { storage: { size: 0 } }',
    `
  config.yaml:1:22 qdrant.storage.size is 0: it is less than 1M.
    ${BYTES}
    Fix: write for example 150Gi.`,
  ],
  [
    'a size is empty',
    'qdrant: { storage: { size: "" } }',
    `
  config.yaml:1:22 qdrant.storage.size is "": it is empty.
    ${BYTES}
    Fix: write for example 150Gi.`,
  ],
  [
    'a size lacks its unit',
    'qdrant: { storage: { size: 150 } }',
    `
  config.yaml:1:22 qdrant.storage.size is 150: it is less than 1M.
    ${BYTES}
    Fix: write for example 150Gi.`,
  ],
  [
    'memory is in thousandths of a byte',
    'valkey: { resources: { limits: { memory: 256m } } }',
    `
  config.yaml:1:34 valkey.resources.limits.memory is "256m": it is not an amount of bytes.
    ${BYTES}
    Fix: write 256Mi.`,
  ],
  [
    'CPU is finer than a thousandth',
    'valkey: { resources: { limits: { cpu: 0.0001 } } }',
    `
  config.yaml:1:34 valkey.resources.limits.cpu is 0.0001: it is not an amount of CPU.
    ${CPU}
    Fix: write for example 200m.`,
  ],
  [
    'a limit is below the request',
    'valkey: { resources: { requests: { cpu: 2 }, limits: { cpu: 1500m } } }',
    `
  config.yaml:1:56 valkey.resources.limits.cpu is "1500m": it is below valkey.resources.requests.cpu, which is 2.
    Allowed: 2 or more.
    Fix: write 2 or more, or lower the request.`,
  ],
  [
    'a limit is below the default request',
    'qdrant: { resources: { limits: { memory: 2Gi } } }',
    `
  config.yaml:1:34 qdrant.resources.limits.memory is "2Gi": it is below qdrant.resources.requests.memory, which is 4Gi by default.
    Allowed: 4Gi or more.
    Fix: write 4Gi or more, or lower the request.`,
  ],
  [
    'a request is above the default limit',
    'oauth2Proxy: { resources: { requests: { memory: 1Gi } } }',
    `
  config.yaml:1:41 oauth2Proxy.resources.requests.memory is "1Gi": it is above oauth2Proxy.resources.limits.memory, which is 128Mi by default.
    Allowed: 128Mi or less.
    Fix: write 128Mi or less, or raise the limit.`,
  ],
  [
    'the API and the dashboard have the same host',
    'apiHostname: q.example.com\ndashboardHostname: q.example.com',
    `
  config.yaml:1:1 apiHostname is "q.example.com": the API and the dashboard have the same host.
    Allowed: two different host names: the API has no login in front of it, the dashboard has.
    Fix: change one of apiHostname and dashboardHostname, or leave both to their defaults.`,
  ],
  [
    'the dashboard has the default host of the API',
    'dashboardHostname: qdrant.example.com',
    `
  config.yaml:1:1 dashboardHostname is "qdrant.example.com": the API and the dashboard have the same host.
    Allowed: two different host names: the API has no login in front of it, the dashboard has.
    Fix: change one of apiHostname and dashboardHostname, or leave both to their defaults.`,
  ],
  [
    'the dashboard is outside of the domain',
    'domainName: my.org\ndashboardHostname: dashboard.notmy.org',
    `
  config.yaml:2:1 dashboardHostname is "dashboard.notmy.org": it is outside of my.org, so the login cookie of .my.org would not reach it.
    Allowed: my.org or a name below it.
    Fix: write for example qdrant-dashboard.my.org, or dashboard: { cookie: host }.`,
  ],
  [
    'Qdrant has 0 replicas',
    'qdrant: { replicas: 0 }',
    `
  config.yaml:1:11 qdrant.replicas is 0: there would be no Qdrant.
    Allowed: 1, or 3 and more.
    Fix: write 1; stop a running Qdrant with kubectl scale.`,
  ],
  [
    'Qdrant has 1.5 replicas',
    'qdrant: { replicas: 1.5 }',
    `
  config.yaml:1:11 qdrant.replicas is 1.5: it is not a whole number.
    Allowed: 1, or 3 and more.
    Fix: write 1, or 3 and more.`,
  ],
  [
    'the login proxy has 0 replicas',
    'oauth2Proxy: { replicas: 0 }',
    `
  config.yaml:1:16 oauth2Proxy.replicas is 0: nobody could open the dashboard.
    Allowed: 1 and more.
    Fix: write 1.`,
  ],
  [
    'an origin has a path',
    'corsOrigins: [https://a.org/app]',
    `
  config.yaml:1:15 corsOrigins[0] is "https://a.org/app": it has more than scheme, host and port.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin is not encrypted',
    'corsOrigins: [http://a.org]',
    `
  config.yaml:1:15 corsOrigins[0] is "http://a.org": it is not encrypted.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin names the default port',
    'corsOrigins: [https://a.org:443]',
    `
  config.yaml:1:15 corsOrigins[0] is "https://a.org:443": it names the default port, which browsers leave out.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin stands in the list twice',
    'corsOrigins:\n  - https://a.org\n  - https://a.org',
    `
  config.yaml:3:5 corsOrigins[1] is "https://a.org": it stands in the list twice.
    Allowed: a list of different origins such as https://app.example.com; [] for no other origin.
    Fix: remove one of them.`,
  ],
  [
    'an image has no tag',
    'images: { qdrant: localhost:5000/qdrant }',
    `
  config.yaml:1:11 images.qdrant is "localhost:5000/qdrant": it has neither tag nor digest.
    ${IMAGE}
    Fix: add the tag of the version that you mean.`,
  ],
  [
    'an image has upper-case letters',
    'images: { qdrant: harbor.example.com/Library/qdrant:v1 }',
    `
  config.yaml:1:11 images.qdrant is "harbor.example.com/Library/qdrant:v1": it has upper-case letters.
    ${IMAGE}
    Fix: write harbor.example.com/library/qdrant:v1.`,
  ],
  [
    'an image has a space',
    'images: { qdrant: "qdrant :v1" }',
    `
  config.yaml:1:11 images.qdrant is "qdrant :v1": it is not an image reference.
    ${IMAGE}
    Fix: write for example harbor.example.com/library/qdrant:v1.15.4.`,
  ],
  [
    'the pull policy has another case',
    'imagePullPolicy: ifnotpresent',
    `
  config.yaml:1:1 imagePullPolicy is "ifnotpresent": it is none of the possible values.
    Allowed: Always, IfNotPresent or Never.
    Fix: write IfNotPresent.`,
  ],
  [
    'the ingress class is no name',
    'ingressClassName: my class',
    `
  config.yaml:1:1 ingressClassName is "my class": it is not a name that Kubernetes takes.
    ${NAME}
    Fix: write for example nginx.`,
  ],
  [
    'the file is empty',
    '',
    `
  The file is empty, or has only comments.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'the file has only comments',
    '# domainName: example.com\n',
    `
  The file is empty, or has only comments.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'the file holds a list',
    '- domainName: example.com',
    `
  The file holds a list.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'the file holds a single value',
    'example.com',
    `
  The file holds a single value.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'the YAML is malformed',
    'domainName: example.com\nqdrant: { replicas: 1\n',
    `
  config.yaml:3:1 Not valid YAML: Flow map in block collection must be sufficiently indented and end with a }.
    ${SYNTAX}
    ${MAYBE_LINE_BEFORE}`,
  ],
  [
    'the YAML is indented with tabs',
    'qdrant:\n\treplicas: 1',
    `
  config.yaml:2:1 Not valid YAML: Tabs are not allowed as indentation.
    ${SYNTAX}
    Fix: indent with spaces.`,
  ],
  [
    'there are two documents',
    'domainName: a.org\n---\ndomainName: b.org',
    `
  config.yaml:2:1 The file holds more than one document.
    ${SYNTAX}
    Fix: keep one document and remove the --- line between them.`,
  ],
  [
    'a key stands twice',
    'namespace: a\ndomainName: a.org\nnamespace: b',
    `
  config.yaml:3:1 namespace: the key stands in lines 1 and 3.
    Allowed: every key once.
    Fix: remove one of them.`,
  ],
  [
    'an alias has no anchor',
    'namespace: *name',
    `
  config.yaml:1:12 An alias has no anchor, or stands within its own anchor.
    Allowed: an alias *name after its anchor &name.
    Fix: correct the name, or put a text that begins with * into quotes.`,
  ],
  [
    'an alias stands within its own anchor',
    'qdrant: { config: &a { b: *a } }',
    `
  config.yaml:1:27 An alias has no anchor, or stands within its own anchor.
    Allowed: an alias *name after its anchor &name.
    Fix: correct the name, or put a text that begins with * into quotes.`,
  ],
  [
    'aliases of aliases blow the file up',
    `a: &a [1]\nqdrant: { config: { b: [${'*a, '.repeat(101)}] } }`,
    `
  The aliases repeat too much.
    Allowed: some aliases.
    Fix: write the values out.`,
  ],
  [
    'a tag is not of YAML 1.2',
    'adminUsername: !vault abc',
    `
  config.yaml:1:16 The tag is not one of YAML 1.2.
    ${SYNTAX}
    Fix: remove the word that begins with !.`,
  ],
  [
    'a key is a list',
    '? [a]\n: b',
    `
  config.yaml:1:3 A key is not a text.
    ${SYNTAX}
    Fix: write the key as a plain word.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was written.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
