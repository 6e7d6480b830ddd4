import { Failure } from '../cli/failure';
import { isUntrusted } from '../clients/http';
import { type Discovery, Issuer } from '../clients/oidc';
import { type StackNames, stackNames } from '../config/names';
import type { Config } from '../config/schema';

/** The issuer of a config with provider `oidc`. @param timeout Seconds for one answer. */
export function issuerOf(config: Config, timeout: number): Issuer {
  return new Issuer({
    url: stackNames(config).oidcIssuerUrl,
    ca: config.identityProvider.ca,
    timeout: timeout * 1000,
    explain: error => {
      const fix = isUntrusted(error)
        ? "set identityProvider.caFile in the config to the certificate authority of the issuer's certificate"
        : 'check identityProvider.issuerUrl in the config, and that the provider runs and can be reached from here';
      return new Failure(error.message, fix, { cause: error });
    },
  });
}

/** Reads the discovery document as oauth2-proxy does at its start, and refuses what oauth2-proxy refuses. */
export async function readDiscovery(issuer: Issuer, { oidcIssuerUrl }: StackNames): Promise<Discovery> {
  const discovery = await issuer.discovery();
  if (discovery.issuer !== oidcIssuerUrl) {
    throw new Failure(
      `The discovery document of ${oidcIssuerUrl} is of issuer ${discovery.issuer}, so oauth2-proxy would not start`,
      `write identityProvider.issuerUrl: ${discovery.issuer} in the config, with the same slashes`,
    );
  }
  const { code_challenge_methods_supported: methods } = discovery;
  if (methods && !methods.includes('S256')) {
    throw new Failure(
      `Issuer ${oidcIssuerUrl} supports PKCE with ${methods.join(', ')}, and oauth2-proxy sends S256`,
      'turn on PKCE with S256 at the provider',
    );
  }
  return discovery;
}

/** Scopes of the config that the issuer does not list. */
export function unlistedScopes({ scopes_supported: listed }: Discovery, { scopes }: StackNames): string[] {
  const missing = listed ? scopes.filter(scope => !listed.includes(scope)) : [];
  return missing.length > 0 ? [`the issuer does not list scope ${missing.join(', ')} in its discovery document`] : [];
}

/** What a person sets up at the provider. */
export function providerSetup(config: Config, names: StackNames): string {
  const { groups, emailDomains } = config.dashboard.access;
  const claims = [
    config.identityProvider.emailClaim ?? 'email',
    ...(groups.length > 0 ? [names.groupsClaim] : []),
    ...(emailDomains.length > 0 ? ['email_verified'] : []),
  ];
  return [
    `set up client ${names.clientId} at the provider: confidential, with a client secret`,
    'grant type authorization_code with PKCE (S256)',
    `redirect URI ${names.redirectUrl}`,
    `scopes ${names.scopes.join(' ')}`,
    `claims ${claims.join(', ')} in the ID token`,
  ].join('; ');
}
