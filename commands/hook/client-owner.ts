import { OAuth2ProxyChart } from 'cdk8s-qdrant';
import { Failure } from '../../cli/failure';
import { statusOf } from '../../clients/http';
import type { Cluster } from '../../clients/kubernetes/cluster';
import type { ClientRepresentation, Keycloak } from '../../clients/keycloak/keycloak';
import type { StackNames } from '../../config/names';
import type { Config } from '../../config/schema';

/** The setting of oauth2-proxy with the redirect URI. */
const REDIRECT_URL = /^redirect_url = "([^"]*)"$/m;

/**
 * Refuses a client of another stack: with the redirect URI of this stack, nobody could sign in to the other dashboard.
 *
 * @param deployed The redirect URI of the running oauth2-proxy of this stack, if its host changes.
 */
export async function refuseClientOfOtherStack(
  { clientId, redirectUris = [] }: ClientRepresentation,
  { keycloakRealm, namespace }: Config,
  { redirectUrl }: StackNames,
  deployed: () => Promise<string | undefined>,
): Promise<void> {
  const others = redirectUris.filter(
    uri => uri !== redirectUrl && uri.endsWith(OAuth2ProxyChart.CALLBACK_PATH) && !uri.includes('*'),
  );
  const own = others.length > 0 ? await deployed() : undefined;
  const foreign = others.filter(uri => uri !== own);
  if (foreign.length === 0) {
    return;
  }
  const proposed = [`${namespace}-dashboard`, `${clientId}-2`].find(id => id !== clientId);
  throw new Failure(
    `Client ${clientId} in realm ${keycloakRealm} has the redirect URI ${foreign.join(' and ')}, so it belongs to another stack: nobody could sign in there any more`,
    `give this stack a client of its own: set keycloak.clientId in the config, for example to ${proposed}; if the other dashboard does not exist any more, remove the URI from Valid redirect URIs of client ${clientId} in the admin console`,
  );
}

/** The redirect URI of the running oauth2-proxy. Without the right to read it, none is known. */
export async function deployedRedirectUrl(
  cluster: Cluster | undefined,
  { namespace }: Config,
  { oauth2Proxy }: StackNames,
): Promise<string | undefined> {
  try {
    const found = await cluster?.read('v1', 'ConfigMap', namespace, oauth2Proxy);
    const files = Object.values<string>(found?.data ?? {});
    return files.map(file => REDIRECT_URL.exec(file)?.[1]).find(url => url !== undefined);
  } catch (error) {
    if (statusOf(error) !== 403) {
      throw error;
    }
    return undefined;
  }
}

/** Notes about the client of this stack under a default id of another profile. */
export async function notesOnEarlierClient(
  keycloak: Keycloak,
  { namespace }: Config,
  { clientId, redirectUrl }: StackNames,
): Promise<string[]> {
  const notes: string[] = [];
  for (const id of new Set(['qdrant-dashboard', `${namespace}-dashboard`])) {
    const earlier = id === clientId ? undefined : await keycloak.client(id);
    if (earlier?.redirectUris?.includes(redirectUrl)) {
      notes.push(
        `client ${id} has the redirect URI of this stack too, from an earlier config: everybody signs in again with client ${clientId}; to keep the earlier client, set keycloak.clientId to ${id}; otherwise delete it in the admin console when the new pods of oauth2-proxy run`,
      );
    }
  }
  return notes;
}
