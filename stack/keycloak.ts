import { coerce, lt } from 'semver';
import { Conflict, Failure } from '../cli/failure';
import { io } from '../cli/io';
import type { RequestError } from '../clients/errors';
import { isPlainHttp, isTransient, isUntrusted } from '../clients/http';
import { isForeign, redirectOf } from '../clients/keycloak/answers';
import { type Administrator, Keycloak, NoClientSecret, PageError, SignInError } from '../clients/keycloak/keycloak';
import type { Config } from '../config/schema';
import { administrator } from './administrator';

/** How long a command waits for Keycloak while Keycloak does not answer, in seconds. */
export const KEYCLOAK_TIMEOUT = 60;

/** Keycloak's message with status 500 if two requests update one realm at the same time. */
const SIMULTANEOUS = /\((Database operation failed|Failed to update realm)\)$/;

/** The oldest Keycloak that this tool supports. */
const OLDEST_KEYCLOAK = '26.0.0';

/** Notes about the version of Keycloak. @param version Absent if Keycloak does not tell it. */
export function keycloakVersionNotes(version: string | undefined): string[] {
  const known = coerce(version);
  return known && lt(known, OLDEST_KEYCLOAK)
    ? [`note: Keycloak ${version} is older than ${OLDEST_KEYCLOAK}, the oldest version that this tool supports`]
    : [];
}

/** Signs in to the Keycloak of the config. @param say Gets the reason for a wait. */
export function connectKeycloak(config: Config, timeout: number, say: (text: string) => void): Promise<Keycloak> {
  const signedIn = administrator(config, io().env);
  return Keycloak.connect({
    url: config.keycloakUrl,
    adminUrl: config.keycloak.adminUrl ?? config.keycloakUrl,
    realm: config.keycloakRealm,
    administrator: signedIn,
    ca: config.keycloak.ca,
    deadline: timeout * 1000,
    onWait: say,
    explain: error =>
      error.status === 409 || SIMULTANEOUS.test(error.message)
        ? new Conflict(error.message, { cause: error })
        : new Failure(error.message, fixOf(error, config, signedIn, timeout), { cause: error }),
  });
}

function fixOf(error: RequestError, config: Config, signedIn: Administrator, timeout: number): string {
  const { status } = error;
  const { keycloakRealm: realm } = config;
  const key = config.keycloak.adminUrl && !(error instanceof PageError) ? 'keycloak.adminUrl' : 'keycloakUrl';
  if (redirectOf(error) !== undefined) {
    return `set ${key} in the config to the address of Keycloak itself; the hook follows no redirect, so that passwords and tokens stay at that address`;
  }
  if (isPlainHttp(error)) {
    return `set ${key} in the config to a port that serves https`;
  }
  if (status === 429) {
    return `run the command again later, or wait longer with --timeout (now ${timeout} s)`;
  }
  if (error instanceof NoClientSecret) {
    return 'set Client authentication to on, with client id and secret, in the admin console';
  }
  if (isForeign(error) && !(error instanceof PageError)) {
    const served = error instanceof SignInError ? `the sign-in of realm ${signedIn.realm}` : '/admin';
    return `check ${key} (is a path missing?); if a gateway does not publish ${served} there, set keycloak.adminUrl to an address that serves the admin API`;
  }
  if (error instanceof SignInError && (status === 400 || status === 401)) {
    return signedIn.credentials.grantType === 'password'
      ? 'check adminUsername in the config and the environment variable ADMIN_PASSWORD; a user with a second factor cannot sign in here: set keycloak.serviceAccount instead'
      : 'check keycloak.serviceAccount in the config and the environment variable KEYCLOAK_CLIENT_SECRET; the client needs "Service accounts roles" on';
  }
  if (error instanceof SignInError && status === 404) {
    return `check ${key} (is a path missing?) and that realm ${signedIn.realm} exists`;
  }
  if (isUntrusted(error)) {
    return `set keycloak.caFile in the config to the certificate authority of Keycloak; also check that the certificate is for the host of ${key} and has not expired`;
  }
  switch (status) {
    case 401:
      return 'the sign-in was revoked during the run: run the command again';
    case 403:
      return `give ${signedIn.name} the roles manage-clients and manage-realm of realm ${realm} (client ${signedIn.realm === realm ? 'realm-management' : `${realm}-realm`})`;
    case undefined:
      return isTransient(error)
        ? `check that Keycloak runs and can be reached from here; waited ${timeout} s (--timeout)`
        : `check ${key} in the config`;
    default:
      return 'read the log of Keycloak';
  }
}
