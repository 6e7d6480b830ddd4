import { keysInWords } from '../../config/library-props';
import { parseConfig } from '../../config/load';
import { OTHER_KEYS } from '../support/other-keys';

const HOST =
  'Allowed: a DNS name in lower case with two or more labels, without scheme, port or path; at most 253 characters.';
const DOMAIN = HOST.replace('253', '236');
const NAMESPACE =
  'Allowed: lower-case letters, digits and inner hyphens; not default, kube-node-lease, kube-public, kube-system; at most 63 characters.';
const URL =
  'Allowed: https://host[:port][/path] without credentials, query, fragment or realm; at most 1000 characters.';
const BYTES =
  'Allowed: a number of bytes, or a number with one of the units k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, from 1M to 1Pi.';
const CPU = 'Allowed: cores with up to three decimals, or thousandths of a core with the suffix m, from 1m to 1024.';
const ORIGIN =
  'Allowed: https://host[:port] as browsers send it, without a path and without port 443; http:// only for localhost; no *; at most 300 characters.';
const IMAGE =
  'Allowed: [registry/]name:tag or [registry/]name@sha256:…, with the name in lower case; at most 500 characters.';
const NAME = 'Allowed: lower-case letters, digits, hyphens and dots; at most 253 characters.';
const REALM =
  'Allowed: letters, digits, dots, hyphens, underscores and tildes, first a letter or a digit; at most 255 characters.';
const SYNTAX = 'Allowed: one YAML 1.2 document.';
const QDRANT_KEYS = keysInWords('qdrant');
const MAYBE_LINE_BEFORE = 'Fix: correct this line or the line before; a string with special characters needs quotes.';
const WRITE_AT_LEAST = 'Fix: write at least "domainName: example.com", with your own domain.';

/** A config, and what its error says below the headline: the problem with its place, what is allowed, the fix. */
const CASES: [name: string, text: string, message: string][] = [
  [
    'scheduled backups have no place to go to',
    'scheduledBackup: { keep: 3 }',
    `
  config.yaml:1:1 scheduledBackup: the mapping has neither volume nor s3.
    Allowed: exactly one of volume and s3.
    Fix: write volume: { size: 500Gi }.`,
  ],
  [
    'the profile is misspelt',
    'profile: prodution',
    `
  config.yaml:1:1 profile is "prodution": the value is not one of the allowed values.
    Allowed: seed or production.
    Fix: write production.`,
  ],
  [
    'a risk is taken without saying why',
    'acceptedRisks: { everyUser: yes }',
    `
  config.yaml:1:18 acceptedRisks.everyUser is "yes": the reason is too short.
    Allowed: a sentence in one line; at least 10 characters; at most 500 characters.
    Fix: for example, write only the pods of this cluster reach it.`,
  ],
  [
    'backups to a bucket have an access key and a role',
    'scheduledBackup: { s3: { bucket: abc, secretName: abc, serviceAccountAnnotations: { a: b } } }',
    `
  config.yaml:1:56 scheduledBackup.s3.serviceAccountAnnotations: the pods sign in with the access key in secretName, and not with a role.
    Allowed: serviceAccountAnnotations without secretName.
    Fix: remove one of the two.`,
  ],
  [
    'the key of a bucket is not used',
    'scheduledBackup: { s3: { bucket: abc, serverSideEncryption: AES256, kmsKeyId: alias/backups } }',
    `
  config.yaml:1:69 scheduledBackup.s3.kmsKeyId is "alias/backups": the service uses the key with serverSideEncryption: aws:kms only.
    Allowed: kmsKeyId with serverSideEncryption: aws:kms.
    Fix: write serverSideEncryption: aws:kms, or remove kmsKeyId.`,
  ],
  [
    'drills cannot read encrypted backups',
    'scheduledBackup: { volume: { size: 1Ti }, drill: {}, encryptTo: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }',
    `
  config.yaml:1:43 scheduledBackup.drill: the pods of a drill have no private key, and scheduledBackup.encryptTo encrypts the backups.
    Allowed: drill without encryptTo.
    Fix: remove drill, and run backup drill with --identity.`,
  ],
  [
    'backups are encrypted to a private key, which is not repeated',
    'scheduledBackup: { volume: { size: 1Ti }, encryptTo: [AGE-SECRET-KEY-1ABC] }',
    `
  config.yaml:1:55 scheduledBackup.encryptTo[0] is "***": the value is a private key.
    Allowed: public keys of age: age1 and 58 lower-case letters and digits.
    Fix: write the line that age-keygen -y prints, and make a new private key.`,
  ],
  [
    'scheduled backups have two places to go to',
    'scheduledBackup: { volume: { size: 1Ti }, s3: { bucket: abc, secretName: abc } }',
    `
  config.yaml:1:1 scheduledBackup: the mapping has both volume and s3.
    Allowed: exactly one of volume and s3.
    Fix: remove one of the two.`,
  ],
  [
    'the volume of scheduled backups is neither new nor there',
    'scheduledBackup: { volume: { storageClassName: slow } }',
    `
  config.yaml:1:20 scheduledBackup.volume: the mapping has neither size nor claimName.
    Allowed: exactly one of size and claimName.
    Fix: write size: 500Gi.`,
  ],
  [
    'the volume of scheduled backups is both new and there',
    'scheduledBackup: { volume: { size: 1Ti, claimName: backups } }',
    `
  config.yaml:1:20 scheduledBackup.volume: the mapping has both size and claimName.
    Allowed: exactly one of size and claimName.
    Fix: remove one of the two.`,
  ],
  [
    'no scheduled backup is kept',
    'scheduledBackup: { volume: { size: 1Ti }, keep: 0 }',
    `
  config.yaml:1:43 scheduledBackup.keep is 0: the CronJob would keep no backup.
    Allowed: an integer from 1 to 1000.
    Fix: write 7, or remove scheduledBackup.`,
  ],
  [
    'a schedule is none of cron',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: nightly }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "nightly": the value is not a cron schedule.
    Allowed: five cron fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly; at most 200 characters.
    Fix: for example, write 0 2 * * *.`,
  ],
  [
    'a schedule holds its time zone',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: TZ=Europe/Berlin 0 2 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "TZ=Europe/Berlin 0 2 * * *": the schedule has a time zone, which belongs in timeZone.
    Allowed: five cron fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly; at most 200 characters.
    Fix: write 0 2 * * *.`,
  ],
  [
    'a schedule has seconds',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: 0 0 2 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "0 0 2 * * *": the schedule has more than five fields.
    Allowed: five cron fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly; at most 200 characters.
    Fix: for example, write 0 2 * * *.`,
  ],
  [
    'a schedule has times that there are not',
    'scheduledBackup: { volume: { size: 1Ti }, schedule: 99 99 * * * }',
    `
  config.yaml:1:43 scheduledBackup.schedule is "99 99 * * *": a field has a value that is not allowed.
    Allowed: five cron fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), or one of @yearly, @monthly, @weekly, @daily, @hourly; at most 200 characters.
    Fix: for example, write 0 2 * * *.`,
  ],
  [
    'there is no such time zone',
    'scheduledBackup: { volume: { size: 1Ti }, timeZone: Mars/Base }',
    `
  config.yaml:1:43 scheduledBackup.timeZone is "Mars/Base": the time zone does not exist.
    Allowed: a name from the IANA time zone database, such as Europe/Berlin; at most 64 characters.
    Fix: for example, write Europe/Berlin.`,
  ],
  [
    'a time zone is that of whoever reads it',
    'scheduledBackup: { volume: { size: 1Ti }, timeZone: Local }',
    `
  config.yaml:1:43 scheduledBackup.timeZone is "Local": the value names no time zone.
    Allowed: a name from the IANA time zone database, such as Europe/Berlin; at most 64 characters.
    Fix: for example, write Europe/Berlin.`,
  ],
  [
    'a bucket is a URL',
    'scheduledBackup: { s3: { bucket: s3://backups/qdrant, secretName: abc } }',
    `
  config.yaml:1:26 scheduledBackup.s3.bucket is "s3://backups/qdrant": the value is a URL.
    Allowed: lower-case letters, digits, hyphens and dots; at least 3 characters; at most 63 characters.
    Fix: write backups.`,
  ],
  [
    "a bucket's folder begins with a slash",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, prefix: /a/b/ } }',
    `
  config.yaml:1:60 scheduledBackup.s3.prefix is "/a/b/": the value is not a folder in a bucket.
    Allowed: letters, digits, dots, hyphens, underscores and inner slashes; at most 256 characters.
    Fix: write a/b.`,
  ],
  [
    "a bucket's address holds a password",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, endpoint: "https://user:hunter2@minio.example.com/x" } }',
    `
  config.yaml:1:60 scheduledBackup.s3.endpoint is "https://***@minio.example.com/x": the URL has credentials.
    Allowed: http:// or https:// with host[:port], without credentials or path; at most 300 characters.
    Fix: write https://minio.example.com.`,
  ],
  [
    "a bucket's address has no scheme",
    'scheduledBackup: { s3: { bucket: backups, secretName: abc, endpoint: minio.example.com } }',
    `
  config.yaml:1:60 scheduledBackup.s3.endpoint is "minio.example.com": the value is not a URL.
    Allowed: http:// or https:// with host[:port], without credentials or path; at most 300 characters.
    Fix: write https://minio.example.com.`,
  ],
  [
    'a key is misspelt: the nearest one is named',
    'namspace: a',
    `
  config.yaml:1:1 namspace: the key does not exist.
    Allowed: namespace, gateway, images, profile, domainName, ${OTHER_KEYS}
    Fix: write namespace.`,
  ],
  [
    'a key has another spelling',
    'qdrant: { storage: { storage_class_name: a } }',
    `
  config.yaml:1:22 qdrant.storage.storage_class_name: the key does not exist.
    Allowed: ${keysInWords('qdrant.storage')}.
    Fix: write storageClassName.`,
  ],
  [
    'a key is like no other',
    'zzz: 1',
    `
  config.yaml:1:1 zzz: the key does not exist.
    Allowed: images, qdrant, valkey, labels, profile, ${OTHER_KEYS}
    Fix: remove the key.`,
  ],
  [
    'the API host is a list: the other hosts have a key of their own',
    'apiHostname: [a.example.com, b.example.com]',
    `
  config.yaml:1:1 apiHostname: the value is a list.
    Allowed: a DNS name in lower case with two or more labels, without scheme, port or path; at most 253 characters.
    Fix: write one host, and the others in apiAliases.`,
  ],
  [
    'a key is a merge key of YAML 1.1',
    'qdrant: { storage: { <<: { size: 1Gi } } }',
    `
  config.yaml:1:22 qdrant.storage."<<": YAML 1.2 has no merge keys.
    Allowed: ${keysInWords('qdrant.storage')}.
    Fix: write the keys themselves.`,
  ],
  [
    "a key is the inventory's",
    'qdrant_hostname: a.org',
    `
  config.yaml:1:1 qdrant_hostname: the name comes from the Thinkube inventory.
    Allowed: apiHostname, grpcHostname, dashboardHostname, adminUsername, qdrant, ${OTHER_KEYS}
    Fix: write apiHostname.`,
  ],
  [
    'a password stands in the file',
    'adminPassword: hunter2',
    `
  config.yaml:1:1 adminPassword is "***": a config file must not contain a secret.
    Allowed: adminUsername, dashboard, domainName, namespace, apiHostname, ${OTHER_KEYS}
    Fix: remove the key, and set the environment variable ADMIN_PASSWORD.`,
  ],
  [
    'a password stands in the file as in the environment',
    'ADMIN_PASSWORD: hunter2',
    `
  config.yaml:1:1 ADMIN_PASSWORD is "***": a config file must not contain a secret.
    Allowed: adminUsername, dashboard, domainName, namespace, apiHostname, ${OTHER_KEYS}
    Fix: remove the key, and set the environment variable ADMIN_PASSWORD.`,
  ],
  [
    'the file of the certificate authority is not there',
    'keycloak: { caFile: no-such-ca.crt }',
    `
  config.yaml:1:13 keycloak.caFile is "no-such-ca.crt": the file does not exist.
    Allowed: a PEM file with certificates and without private keys, of at most 1 MiB.
    Fix: write the path of the certificate authority of Keycloak's certificate.`,
  ],
  [
    'the file of the certificate authority has no end',
    'keycloak: { caFile: /dev/zero }',
    `
  config.yaml:1:13 keycloak.caFile is "/dev/zero": the file is not usable: the file has more than 1 MiB.
    Allowed: a PEM file with certificates and without private keys, of at most 1 MiB.
    Fix: write the path of the certificate authority of Keycloak's certificate.`,
  ],
  [
    'a user name would move the cursor of a terminal',
    'adminUsername: "\\e]0;x\\a"',
    `
  config.yaml:1:1 adminUsername is "\\u001b]0;x\\u0007": the value is not a user name.
    Allowed: a string without control characters and without spaces at the ends; at most 255 characters.
    Fix: for example, write tkadmin.`,
  ],
  [
    'the file of the certificate authority holds none',
    'keycloak: { caFile: LICENSE }',
    `
  config.yaml:1:13 keycloak.caFile is "LICENSE": the file is not usable: the file has no certificate in PEM.
    Allowed: a PEM file with certificates and without private keys, of at most 1 MiB.
    Fix: write the path of the certificate authority of Keycloak's certificate.`,
  ],
  [
    'the kind of security headers is none of those there are',
    'keycloak: { securityHeaders: litteral }',
    `
  config.yaml:1:13 keycloak.securityHeaders is "litteral": the value is not one of the allowed values.
    Allowed: seed, literal, secure or keep.
    Fix: write literal.`,
  ],
  [
    'a service account has no client',
    'keycloak: { serviceAccount: { realm: master } }',
    `
  config.yaml:1:13 keycloak.serviceAccount.clientId: the key is missing.
    Allowed: a string without control characters and without spaces at the ends; at most 255 characters.
    Fix: add the key.`,
  ],
  [
    'the secret of the service account stands in the file',
    'keycloak: { serviceAccount: { clientId: a, clientSecret: hunter2 } }',
    `
  config.yaml:1:44 keycloak.serviceAccount.clientSecret is "***": a config file must not contain a secret.
    Allowed: clientId, realm.
    Fix: remove the key; secrets come from environment variables or from the cluster.`,
  ],
  [
    "an API key stands in Qdrant's settings",
    'qdrant: { config: { service: { api_key: hunter2 } } }',
    `
  config.yaml:1:32 qdrant.config.service.api_key is "***": a config file must not contain a secret.
    Allowed: settings that are not secret.
    Fix: remove the setting; Secrets of the cluster give keys and passwords to Qdrant.`,
  ],
  [
    'a setting of Qdrant is one that the stack decides',
    'qdrant: { config: { cluster: { p2p: { port: 7000 } } } }',
    `
  config.yaml:1:39 qdrant.config.cluster.p2p.port is 7000: the stack sets this value, because other objects or the access without a key depend on it.
    Allowed: settings that the stack does not set.
    Fix: remove the setting.`,
  ],
  [
    "a token stands in a list of Qdrant's settings",
    'qdrant: { config: { gpu: { devices: [{ token: hunter2 }] } } }',
    `
  config.yaml:1:40 qdrant.config.gpu.devices[0].token is "***": a config file must not contain a secret.
    Allowed: settings that are not secret.
    Fix: remove the setting; Secrets of the cluster give keys and passwords to Qdrant.`,
  ],
  [
    'a text is a number',
    'adminUsername: 123',
    `
  config.yaml:1:1 adminUsername is 123: the value is a number.
    Allowed: a string without control characters and without spaces at the ends; at most 255 characters.
    Fix: put the value in quotes.`,
  ],
  [
    'a text is a mapping',
    'namespace: { a: b }',
    `
  config.yaml:1:1 namespace: the value is a mapping.
    ${NAMESPACE}
    Fix: replace the value with a string.`,
  ],
  [
    'a mapping is a text',
    'qdrant: big',
    `
  config.yaml:1:1 qdrant is "big": the value is a string.
    Allowed: a mapping of ${QDRANT_KEYS}.
    Fix: replace the value with a mapping.`,
  ],
  [
    'a list is a text',
    'corsOrigins: https://a.org',
    `
  config.yaml:1:1 corsOrigins is "https://a.org": the value is a string.
    Allowed: a list of 0 to 100 origins such as https://app.example.com.
    Fix: replace the value with a list.`,
  ],
  [
    'a number is a text',
    'qdrant: { replicas: "3" }',
    `
  config.yaml:1:11 qdrant.replicas is "3": the value is a string.
    Allowed: an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.
    Fix: replace the value with a number.`,
  ],
  [
    'a key has no value',
    'valkey:\n  # resources',
    `
  config.yaml:1:1 valkey: the key has no value.
    Allowed: a mapping of ${keysInWords('valkey')}.
    Fix: write a value, or remove the key.`,
  ],
  [
    'a required key is missing',
    'qdrant: { snapshotStorage: {} }',
    `
  config.yaml:1:11 qdrant.snapshotStorage.size: the key is missing.
    ${BYTES}
    Fix: add the key.`,
  ],
  [
    'a host has upper-case letters',
    'apiHostname: Qdrant.Example.com',
    `
  config.yaml:1:1 apiHostname is "Qdrant.Example.com": the value has upper-case letters.
    ${HOST}
    Fix: write qdrant.example.com.`,
  ],
  [
    'a host is a URL',
    'apiHostname: https://qdrant.example.com/',
    `
  config.yaml:1:1 apiHostname is "https://qdrant.example.com/": the value has a scheme, a port or a path.
    ${HOST}
    Fix: write qdrant.example.com.`,
  ],
  [
    'a host has a bad character',
    'apiHostname: my_qdrant.example.com',
    `
  config.yaml:1:1 apiHostname is "my_qdrant.example.com": the value is not a full host name.
    ${HOST}
    Fix: for example, write qdrant.example.com.`,
  ],
  [
    'a host has an empty label',
    'apiHostname: qdrant..example.com',
    `
  config.yaml:1:1 apiHostname is "qdrant..example.com": the value is not a full host name.
    ${HOST}
    Fix: for example, write qdrant.example.com.`,
  ],
  [
    'the domain is an IP address',
    'domainName: 10.0.0.1',
    `
  config.yaml:1:1 domainName is "10.0.0.1": the value is an IP address.
    ${DOMAIN}
    Fix: for example, write example.com.`,
  ],
  [
    'the domain has one label, for which browsers take no cookies',
    'domainName: localhost',
    `
  config.yaml:1:1 domainName is "localhost": the value has no dot.
    ${DOMAIN}
    Fix: for example, write example.com.`,
  ],
  [
    'the domain is too long for the derived hosts',
    `domainName: ${'a.'.repeat(117)}org`,
    `
  config.yaml:1:1 domainName is "${'a.'.repeat(49)}a…: the value has 237 characters, which is too long.
    ${DOMAIN}
    Fix: shorten the value to 236 characters.`,
  ],
  [
    'the namespace has upper-case letters',
    'namespace: Qdrant',
    `
  config.yaml:1:1 namespace is "Qdrant": the value has upper-case letters.
    ${NAMESPACE}
    Fix: write qdrant.`,
  ],
  [
    'the namespace has a dot',
    'namespace: a.b',
    `
  config.yaml:1:1 namespace is "a.b": the value is not a namespace name.
    ${NAMESPACE}
    Fix: for example, write qdrant.`,
  ],
  [
    'the namespace is too long',
    `namespace: ${'a'.repeat(64)}`,
    `
  config.yaml:1:1 namespace is "${'a'.repeat(64)}": the value has 64 characters, which is too long.
    ${NAMESPACE}
    Fix: shorten the value to 63 characters.`,
  ],
  [
    'the namespace is default',
    'namespace: default',
    `
  config.yaml:1:1 namespace is "default": the namespace is reserved.
    ${NAMESPACE}
    Fix: for example, write qdrant.`,
  ],
  [
    'the namespace is kube-system',
    'namespace: kube-system',
    `
  config.yaml:1:1 namespace is "kube-system": the namespace is reserved.
    ${NAMESPACE}
    Fix: for example, write qdrant.`,
  ],
  [
    'the namespace is kube-public',
    'namespace: kube-public',
    `
  config.yaml:1:1 namespace is "kube-public": the namespace is reserved.
    ${NAMESPACE}
    Fix: for example, write qdrant.`,
  ],
  [
    'the namespace is kube-node-lease',
    'namespace: kube-node-lease',
    `
  config.yaml:1:1 namespace is "kube-node-lease": the namespace is reserved.
    ${NAMESPACE}
    Fix: for example, write qdrant.`,
  ],
  [
    'the Keycloak URL is not encrypted',
    'keycloakUrl: http://auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "http://auth.example.com": the URL is not encrypted.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has no scheme',
    'keycloakUrl: auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "auth.example.com": the value is not an https URL.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has credentials',
    'keycloakUrl: https://admin:hunter2@auth.example.com',
    `
  config.yaml:1:1 keycloakUrl is "https://***@auth.example.com": the URL has credentials.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has a query',
    'keycloakUrl: https://auth.example.com/?a=b',
    `
  config.yaml:1:1 keycloakUrl is "https://auth.example.com/?a=b": the URL has a query or a fragment.
    ${URL}
    Fix: write https://auth.example.com.`,
  ],
  [
    'the Keycloak URL has the realm',
    'keycloakUrl: https://auth.example.com/auth/realms/thinkube',
    `
  config.yaml:1:1 keycloakUrl is "https://auth.example.com/auth/realms/thinkube": the URL has the realm, which belongs in keycloakRealm.
    ${URL}
    Fix: write https://auth.example.com/auth.`,
  ],
  [
    'the Keycloak URL has no host',
    'keycloakUrl: https://',
    `
  config.yaml:1:1 keycloakUrl is "https://": the value is not an https URL.
    ${URL}
    Fix: for example, write https://auth.example.com.`,
  ],
  [
    'the realm has a slash',
    'keycloakRealm: a/b',
    `
  config.yaml:1:1 keycloakRealm is "a/b": the value is not a realm name for a URL.
    ${REALM}
    Fix: for example, write thinkube.`,
  ],
  [
    'the realm has a space',
    'keycloakRealm: Größe GmbH',
    `
  config.yaml:1:1 keycloakRealm is "Größe GmbH": the name has a space, which does not fit into a URL.
    ${REALM}
    Fix: for example, write thinkube.`,
  ],
  [
    'the realm has a letter with an accent',
    'keycloakRealm: Größe',
    `
  config.yaml:1:1 keycloakRealm is "Größe": the name has a letter that does not fit into a URL.
    ${REALM}
    Fix: for example, write thinkube.`,
  ],
  [
    'a service account has spaces around its client',
    'keycloak: { serviceAccount: { clientId: " Größe GmbH" } }',
    `
  config.yaml:1:31 keycloak.serviceAccount.clientId is " Größe GmbH": the value has spaces at its ends.
    Allowed: a string without control characters and without spaces at the ends; at most 255 characters.
    Fix: remove the spaces at the ends.`,
  ],
  [
    'the URL of the admin API is not encrypted',
    'keycloak: { adminUrl: http://keycloak.internal }',
    `
  config.yaml:1:13 keycloak.adminUrl is "http://keycloak.internal": the URL is not encrypted.
    ${URL}
    Fix: write https://keycloak.internal.`,
  ],
  [
    'the registry has a path',
    'harborRegistry: https://harbor.example.com/library',
    `
  config.yaml:1:1 harborRegistry is "https://harbor.example.com/library": the value is not a registry.
    Allowed: host or host:port in lower case, without scheme or path; at most 259 characters.
    Fix: write harbor.example.com.`,
  ],
  [
    'the port of the registry is too high',
    'harborRegistry: harbor.example.com:65536',
    `
  config.yaml:1:1 harborRegistry is "harbor.example.com:65536": the value is not a registry.
    Allowed: host or host:port in lower case, without scheme or path; at most 259 characters.
    Fix: for example, write harbor.example.com.`,
  ],
  [
    'the project begins with a slash',
    'libraryProject: /library',
    `
  config.yaml:1:1 libraryProject is "/library": the value is not a path in a registry.
    Allowed: names in lower case, separated by single slashes, without a slash at either end; at most 200 characters.
    Fix: write library.`,
  ],
  [
    'a size is in GB',
    'qdrant: { storage: { size: 150GB } }',
    `
  config.yaml:1:22 qdrant.storage.size is "150GB": the value is not an amount of bytes.
    ${BYTES}
    Fix: write 150Gi.`,
  ],
  [
    'a size is negative',
    'qdrant: { storage: { size: -1 } }',
    `
  config.yaml:1:22 qdrant.storage.size is -1: the value is not an amount of bytes.
    ${BYTES}
    Fix: for example, write 150Gi.`,
  ],
  [
    'a size is 0',
    'qdrant: { storage: { size: 0 } }',
    `
  config.yaml:1:22 qdrant.storage.size is 0: the value is less than 1M.
    ${BYTES}
    Fix: for example, write 150Gi.`,
  ],
  [
    'a size is empty',
    'qdrant: { storage: { size: "" } }',
    `
  config.yaml:1:22 qdrant.storage.size is "": the value is empty.
    ${BYTES}
    Fix: for example, write 150Gi.`,
  ],
  [
    'a size lacks its unit',
    'qdrant: { storage: { size: 150 } }',
    `
  config.yaml:1:22 qdrant.storage.size is 150: the value is less than 1M.
    ${BYTES}
    Fix: for example, write 150Gi.`,
  ],
  [
    'memory is in thousandths of a byte',
    'valkey: { resources: { limits: { memory: 256m } } }',
    `
  config.yaml:1:34 valkey.resources.limits.memory is "256m": the value is not an amount of bytes.
    ${BYTES.replace('1M to 1Pi', '16Mi to 64Ti')}
    Fix: write 256Mi.`,
  ],
  [
    'CPU is finer than a thousandth',
    'valkey: { resources: { limits: { cpu: 0.0001 } } }',
    `
  config.yaml:1:34 valkey.resources.limits.cpu is 0.0001: the value is not an amount of CPU.
    ${CPU.replace('1m to', '5m to')}
    Fix: for example, write 200m.`,
  ],
  [
    'a limit is below the request',
    'valkey: { resources: { requests: { cpu: 2 }, limits: { cpu: 1500m } } }',
    `
  config.yaml:1:56 valkey.resources.limits.cpu is "1500m": the limit is less than valkey.resources.requests.cpu, which is 2.
    Allowed: 2 or more.
    Fix: write 2 or more, or reduce the request.`,
  ],
  [
    'a limit is below the default request',
    'qdrant: { resources: { limits: { memory: 2Gi } } }',
    `
  config.yaml:1:34 qdrant.resources.limits.memory is "2Gi": the limit is less than qdrant.resources.requests.memory, which is 4Gi by default.
    Allowed: 4Gi or more.
    Fix: write 4Gi or more, or reduce the request.`,
  ],
  [
    'a request is above the default limit',
    'oauth2Proxy: { resources: { requests: { memory: 1Gi } } }',
    `
  config.yaml:1:41 oauth2Proxy.resources.requests.memory is "1Gi": the request is more than oauth2Proxy.resources.limits.memory, which is 128Mi by default.
    Allowed: 128Mi or less.
    Fix: write 128Mi or less, or increase the limit.`,
  ],
  [
    'another host of the API is that of the dashboard',
    'apiAliases: [vectors.example.org, qdrant-dashboard.example.com]',
    `
  config.yaml:1:35 apiAliases[1] is "qdrant-dashboard.example.com": dashboardHostname has the same host.
    Allowed: hosts other than all other hosts.
    Fix: remove the host from the list.`,
  ],
  [
    'the API and the dashboard have the same host',
    'apiHostname: q.example.com\ndashboardHostname: q.example.com',
    `
  config.yaml:1:1 apiHostname is "q.example.com": the API and the dashboard have the same host.
    Allowed: two different hosts, because only the dashboard needs a sign-in.
    Fix: change apiHostname or dashboardHostname, or remove both keys.`,
  ],
  [
    'the dashboard has the default host of the API',
    'dashboardHostname: qdrant.example.com',
    `
  config.yaml:1:1 dashboardHostname is "qdrant.example.com": the API and the dashboard have the same host.
    Allowed: two different hosts, because only the dashboard needs a sign-in.
    Fix: change apiHostname or dashboardHostname, or remove both keys.`,
  ],
  [
    'the dashboard is outside of the domain',
    'domainName: my.org\ndashboardHostname: dashboard.notmy.org',
    `
  config.yaml:2:1 dashboardHostname is "dashboard.notmy.org": the host is outside of my.org, so browsers would not send the session cookie of .my.org.
    Allowed: my.org, or a host below it.
    Fix: for example, write qdrant-dashboard.my.org, or dashboard: { cookie: host }.`,
  ],
  [
    'Qdrant has 0 replicas',
    'qdrant: { replicas: 0 }',
    `
  config.yaml:1:11 qdrant.replicas is 0: the stack would have no Qdrant node.
    Allowed: an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.
    Fix: write 1; to stop a running Qdrant, use kubectl scale.`,
  ],
  [
    'Qdrant has 1.5 replicas',
    'qdrant: { replicas: 1.5 }',
    `
  config.yaml:1:11 qdrant.replicas is 1.5: the value is not an integer.
    Allowed: an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.
    Fix: write an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.`,
  ],
  [
    'the login proxy has 0 replicas',
    'oauth2Proxy: { replicas: 0 }',
    `
  config.yaml:1:16 oauth2Proxy.replicas is 0: no user could open the dashboard.
    Allowed: an integer from 1 to 100.
    Fix: write 1.`,
  ],
  [
    'an origin has a path',
    'corsOrigins: [https://a.org/app]',
    `
  config.yaml:1:15 corsOrigins[0] is "https://a.org/app": the URL has more than a scheme, a host and a port.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin is not encrypted',
    'corsOrigins: [http://a.org]',
    `
  config.yaml:1:15 corsOrigins[0] is "http://a.org": the URL is not encrypted.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin names the default port',
    'corsOrigins: [https://a.org:443]',
    `
  config.yaml:1:15 corsOrigins[0] is "https://a.org:443": the URL has the default port, which browsers omit.
    ${ORIGIN}
    Fix: write https://a.org.`,
  ],
  [
    'an origin stands in the list twice',
    'corsOrigins:\n  - https://a.org\n  - https://a.org',
    `
  config.yaml:3:5 corsOrigins[1] is "https://a.org": the value is in the list twice.
    Allowed: a list of 0 to 100 different origins such as https://app.example.com.
    Fix: remove one of the two.`,
  ],
  [
    'an image has no tag',
    'images: { qdrant: localhost:5000/qdrant }',
    `
  config.yaml:1:11 images.qdrant is "localhost:5000/qdrant": the image has no tag and no digest.
    ${IMAGE}
    Fix: add the tag of a version.`,
  ],
  [
    'an image has upper-case letters',
    'images: { qdrant: harbor.example.com/Library/qdrant:v1 }',
    `
  config.yaml:1:11 images.qdrant is "harbor.example.com/Library/qdrant:v1": the value has upper-case letters.
    ${IMAGE}
    Fix: write harbor.example.com/library/qdrant:v1.`,
  ],
  [
    'an image has a space',
    'images: { qdrant: "qdrant :v1" }',
    `
  config.yaml:1:11 images.qdrant is "qdrant :v1": the value is not an image reference.
    ${IMAGE}
    Fix: for example, write harbor.example.com/library/qdrant:v1.15.4.`,
  ],
  [
    'the pull policy has another case',
    'imagePullPolicy: ifnotpresent',
    `
  config.yaml:1:1 imagePullPolicy is "ifnotpresent": the value is not one of the allowed values.
    Allowed: Always, IfNotPresent or Never.
    Fix: write IfNotPresent.`,
  ],
  [
    'the ingress class is no name',
    'ingressClassName: my class',
    `
  config.yaml:1:1 ingressClassName is "my class": the value is not a Kubernetes name.
    ${NAME}
    Fix: for example, write nginx.`,
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
  The file has a list at the top level.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'the file holds a single value',
    'example.com',
    `
  The file has a single value at the top level.
    Allowed: a mapping of keys to values.
    ${WRITE_AT_LEAST}`,
  ],
  [
    'a key at the top starts with a space',
    'domainName: example.com\n qdrant:\n  replicas: 3\n',
    `
  config.yaml:2:1 The line starts with 1 space, and no key above it is in that column.
    Allowed: the keys of one mapping in the same column.
    Fix: remove the space at the start of the line.`,
  ],
  [
    'a comment became a key and kept its space',
    'namespace: qdrant\n\n# Registry: of the images\n harborRegistry: harbor.acme.io\nlibraryProject: library\n',
    `
  config.yaml:4:1 The line starts with 1 space, and no key above it is in that column.
    Allowed: the keys of one mapping in the same column.
    Fix: remove the space at the start of the line.`,
  ],
  [
    'a key is between the columns of two mappings',
    'qdrant:\n    storage:\n      size: 1Gi\n  replicas: 1\n',
    `
  config.yaml:4:1 The line starts with 2 spaces, and no key above it is in that column.
    Allowed: the keys of one mapping in the same column.
    Fix: remove the spaces at the start of the line.`,
  ],
  [
    'a key lies below a value, in a section',
    'qdrant:\n  replicas: 1\n    storage: { size: 1Gi }\n',
    `
  config.yaml:3:1 The line starts with 4 spaces, and no key above it is in that column.
    Allowed: the keys of one mapping in the same column.
    Fix: start the line with 2 spaces, or with as many as the keys beside it.`,
  ],
  [
    'a number is infinite',
    'qdrant: { replicas: .inf }',
    `
  config.yaml:1:11 qdrant.replicas is Infinity: the value is not finite.
    Allowed: an integer from 1 to 100; 2 only with acceptedRisks.twoNodes.
    Fix: replace the value with a number.`,
  ],
  [
    'Qdrant has less memory than it needs to start',
    'qdrant: { resources: { requests: { memory: 1Mi }, limits: { memory: 1Mi } } }',
    `
  config.yaml:1:61 qdrant.resources.limits.memory is "1Mi": the value is less than 128Mi.
    Allowed: a number of bytes, or a number with one of the units k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, from 128Mi to 64Ti.
    Fix: for example, write 8Gi.`,
  ],
  [
    'the place of snapshots is a word',
    'qdrant: { snapshotStorage: disk }',
    `
  config.yaml:1:11 qdrant.snapshotStorage is "disk": the value is not one of the allowed values.
    Allowed: data, or a mapping of size, storageClassName.
    Fix: write data, or a mapping of size, storageClassName.`,
  ],
  [
    'the snapshot volume has another key',
    'qdrant: { snapshotStorage: { size: 1Gi, class: fast } }',
    `
  config.yaml:1:41 qdrant.snapshotStorage.class: the key does not exist.
    Allowed: ${keysInWords('qdrant.storage')}.
    Fix: remove the key.`,
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
  config.yaml:2:1 The file has more than one document.
    ${SYNTAX}
    Fix: keep one document, and remove the --- line before the next.`,
  ],
  [
    'a key stands twice',
    'namespace: a\ndomainName: a.org\nnamespace: b',
    `
  config.yaml:3:1 namespace: the key is in lines 1 and 3.
    Allowed: every key once.
    Fix: remove one of the two.`,
  ],
  [
    'an alias has no anchor',
    'namespace: *name',
    `
  config.yaml:1:12 An alias has no anchor, or is inside its own anchor.
    Allowed: an alias *name after its anchor &name.
    Fix: correct the name, or put a string that starts with * in quotes.`,
  ],
  [
    'an alias stands within its own anchor',
    'qdrant: { config: &a { b: *a } }',
    `
  config.yaml:1:27 An alias has no anchor, or is inside its own anchor.
    Allowed: an alias *name after its anchor &name.
    Fix: correct the name, or put a string that starts with * in quotes.`,
  ],
  [
    'aliases of aliases blow the file up',
    `a: &a [1]\nqdrant: { config: { b: [${'*a, '.repeat(101)}] } }`,
    `
  The aliases multiply the content of the file too often.
    Allowed: up to 100 copies through aliases.
    Fix: write the values without aliases.`,
  ],
  [
    'a tag is not of YAML 1.2',
    'adminUsername: !vault abc',
    `
  config.yaml:1:16 YAML 1.2 does not have this tag.
    ${SYNTAX}
    Fix: remove the word that starts with !.`,
  ],
  [
    'a key is a list',
    '? [a]\n: b',
    `
  config.yaml:1:3 A key is not a string.
    ${SYNTAX}
    Fix: write the key as a plain word.`,
  ],
];

describe('fails if', () => {
  test.each(CASES)('%s', (_name, text, message) => {
    const headline = 'config.yaml: 1 problem found, nothing was changed.\n';
    expect(() => parseConfig(text, 'config.yaml')).toThrow(new Error(headline + message));
  });
});
