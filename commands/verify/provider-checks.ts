import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { issuerOf, readDiscovery, unlistedScopes } from '../../stack/issuer';
import { openProvider } from '../hook/provider-checks';
import { type Check, ok } from './check';

const ISSUER = 'identity-provider';

/** Checks an identity provider other than Keycloak from outside, without an account. */
export function providerChecks(config: Config, timeout: number): Check[] {
  const names = stackNames(config);
  const issuer = issuerOf(config, timeout);
  return [
    {
      name: ISSUER,
      title: 'Identity provider',
      run: async () => {
        const discovery = await readDiscovery(issuer, names);
        return ok(`issuer ${names.oidcIssuerUrl}`, unlistedScopes(discovery, names));
      },
    },
    {
      name: 'identity-provider-client',
      title: `Client ${names.clientId}`,
      needs: [ISSUER],
      run: async () => {
        await openProvider(issuer, config, names);
        return ok(`can sign in with redirect URI ${names.redirectUrl}`);
      },
    },
  ];
}
