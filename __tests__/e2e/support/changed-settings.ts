import { isMapping, type Mapping } from '../../../cli/mapping';

/** Settings of a realm in the shape of Keycloak's own representation. */
export type Settings = Mapping;

/** Settings that keep their value, and the reason. */
const KEPT: Readonly<Record<string, string>> = {
  id: 'the identity of the realm',
  realm: 'the name of the realm',
  enabled: 'nobody signs in to a disabled realm',
  defaultRole: 'the identity of a role',
  requiredCredentials: 'Keycloak ignores the list',
  otpSupportedApplications: 'Keycloak derives the list from the OTP policy',
  duplicateEmailsAllowed: 'Keycloak refuses it together with registrationEmailAsUsername',
  browserSecurityHeaders: 'the hook writes some of them, so the test chooses the others',
  smtpServer: 'the mapping is empty by default, so the test fills it',
  verifiableCredentialsEnabled: 'the feature is off',
  scimApiEnabled: 'the feature is off',
  'attributes.cibaAuthRequestedUserHint': 'Keycloak knows one value',
  'attributes.oauth2DeviceCodeLifespan': 'a copy of the setting of that name',
  'attributes.oauth2DevicePollingInterval': 'a copy of the setting of that name',
  'attributes.realmReusableOtpCode': 'a copy of otpPolicyCodeReusable',
};

/** Another value that Keycloak accepts, for strings and lists of a closed set. */
const OTHER: Settings = {
  'attributes.cibaBackchannelTokenDeliveryMode': 'ping',
  defaultSignatureAlgorithm: 'RS512',
  sslRequired: 'none',
  bruteForceStrategy: 'LINEAR',
  otpPolicyType: 'hotp',
  otpPolicyAlgorithm: 'HmacSHA512',
  otpPolicyDigits: 8,
  eventsListeners: ['jboss-logging', 'email'],
  supportedLocales: ['de', 'en'],
  enabledEventTypes: ['LOGIN', 'LOGOUT_ERROR'],
  clientProfiles: {
    profiles: [
      { name: 'strict', executors: [{ executor: 'pkce-enforcer', configuration: { 'auto-configure': 'true' } }] },
    ],
  },
  clientPolicies: {
    policies: [
      {
        name: 'strict-for-some',
        enabled: true,
        conditions: [{ condition: 'client-roles', configuration: { roles: ['strict'] } }],
        profiles: ['strict'],
      },
    ],
  },
};

/** Another value by the end of the name: Keycloak has these settings for passkeys with and without a password. */
const OTHER_BY_END: Settings = {
  SignatureAlgorithms: ['ES512'],
  AttestationConveyancePreference: 'direct',
  AuthenticatorAttachment: 'platform',
  RequireResidentKey: 'No',
  UserVerificationRequirement: 'discouraged',
  AcceptableAaguids: ['08987058-cadc-4b81-b6e1-30de50dcbe96'],
  ExtraOrigins: ['https://passkeys.example.com'],
  RpId: 'example.com',
  Mediation: 'optional',
};

/** The settings with every value changed, whichever settings the version of Keycloak has. */
export function changed(settings: Settings, path = ''): Settings {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, other(value, path + key)]));
}

/** The settings that have the same value in both, without those that `changed` keeps. */
export function unchanged(before: Settings, after: Settings, path = ''): string[] {
  return Object.entries(before).flatMap(([key, value]) => {
    const name = path + key;
    if (name in KEPT) return [];
    if (isMapping(value) && Object.keys(value).length > 0) return unchanged(value, after[key] as Settings, `${name}.`);
    return JSON.stringify(value) === JSON.stringify(after[key]) ? [name] : [];
  });
}

function other(value: unknown, path: string): unknown {
  if (path in KEPT) return value;
  if (path in OTHER) return OTHER[path];
  const end = Object.keys(OTHER_BY_END).find(name => path.endsWith(name));
  if (end) return OTHER_BY_END[end];
  // A flow has a copy of this name.
  if (typeof value === 'string' && path.endsWith('Flow')) return `own ${String(value)}`;
  if (isMapping(value)) return changed(value, `${path}.`);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 7;
  if (typeof value === 'string' && /^(true|false)$/.test(value)) return String(value !== 'true');
  if (typeof value === 'string' && /^\d+$/.test(value)) return String(Number(value) + 7);
  if (typeof value === 'string') return `${value} own`;
  throw new Error(`The test knows no other value for the setting ${path}: ${JSON.stringify(value)}`);
}
