import { stackNames } from '../../config/names';
import type { Config } from '../../config/schema';
import { issuerOf, readDiscovery } from '../../stack/issuer';

/** Returns the URL of the login page, without its parameters. */
export type SignInUrl = () => Promise<string>;

/** Seconds for an answer of the issuer. */
const TIMEOUT = 10;

/** The login page of Keycloak, or that in the discovery document of another provider, which is read once. */
export function signInUrlOf(config: Config, timeout = TIMEOUT): SignInUrl {
  const names = stackNames(config);
  if (names.isKeycloak) {
    return async () => `${names.oidcIssuerUrl}/protocol/openid-connect/auth`;
  }
  let found: Promise<string> | undefined;
  const read = async () => {
    const { authorization_endpoint: endpoint } = await readDiscovery(issuerOf(config, timeout), names);
    return endpoint.split('?')[0]!;
  };
  return () => (found ??= read());
}
