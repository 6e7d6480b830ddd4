import { createHash, randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type ClientRepresentation from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js';
import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
import type RealmRepresentation from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';
import type { Credentials } from '@keycloak/keycloak-admin-client/lib/utils/auth.js';
import { Conflict, Failure } from '../../cli/failure';
import { remember } from '../../cli/secrets';
import { codeOf, type Connections, connections, isTransient, isUntrusted, statusOf } from '../http';

export type { ClientRepresentation, ProtocolMapperRepresentation, RealmRepresentation };

/** How one request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** Who signs in to Keycloak's admin API. */
export interface Administrator {
  /** The realm that knows the administrator. */
  readonly realm: string;
  /** Who it is, for messages: `user tkadmin`. */
  readonly name: string;
  readonly credentials: Credentials;
}

export interface KeycloakOptions {
  /** Base URL, e.g. `https://auth.example.com`. */
  readonly url: string;
  /** The realm that all calls are about. */
  readonly realm: string;
  readonly administrator: Administrator;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long to wait for a server that is not there, in milliseconds. */
  readonly deadline: number;
  /** Told once for each wait why nothing goes on. */
  readonly onWait: (reason: string) => void;
}

/** One realm of a Keycloak server. The only module that speaks to Keycloak. */
export class Keycloak {
  private constructor(
    private readonly admin: KeycloakAdminClient,
    private readonly connections: Connections,
    private readonly options: KeycloakOptions,
  ) {}

  /** Waits for the server and signs in. */
  static async connect(options: KeycloakOptions): Promise<Keycloak> {
    const { default: KeycloakAdminClient } = await import('@keycloak/keycloak-admin-client');
    const own = await connections(options.ca);
    const { realm, credentials } = options.administrator;
    const admin = new KeycloakAdminClient({
      baseUrl: options.url,
      realmName: realm,
      timeout: REQUEST_TIMEOUT,
      requestOptions: own.init,
    });
    const signIn = async () => {
      await admin.auth(credentials);
      [admin.accessToken, admin.refreshToken].forEach(token => token && remember(token));
    };
    // A service account has no refresh token, so the client's own renewal would end after a minute.
    admin.registerTokenProvider({
      getAccessToken: async () => {
        if (admin.accessToken === undefined || admin.isTokenExpired()) {
          await signIn();
        }
        return admin.accessToken;
      },
    });
    const keycloak = new Keycloak(admin, own, options);
    await keycloak.waiting(signIn).catch(error => keycloak.refuseSignIn(error));
    return keycloak;
  }

  /** Ends the connections, so that the process can end. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  async realm(): Promise<RealmRepresentation | undefined> {
    const { realm } = this.options;
    return this.call(`read realm ${realm}`, () => this.admin.realms.findOne({ realm }));
  }

  async createRealm(realm: RealmRepresentation): Promise<void> {
    await this.call(`create realm ${realm.realm}`, () => this.admin.realms.create(realm));
  }

  /** Changes the given fields of the realm and leaves all others. */
  async updateRealm(fields: RealmRepresentation): Promise<void> {
    const { realm } = this.options;
    await this.call(`update realm ${realm}`, () => this.admin.realms.update({ realm }, fields));
  }

  /** The client with this `clientId`; none where the realm is not there either. */
  async client(clientId: string): Promise<ClientRepresentation | undefined> {
    const { realm } = this.options;
    const clients = await this.call(`read client ${clientId}`, () =>
      this.admin.clients.find({ realm, clientId }).catch(error => {
        if (statusOf(error) === 404) {
          return [];
        }
        throw error;
      }),
    );
    return clients[0];
  }

  async createClient(client: ClientRepresentation): Promise<void> {
    const { realm } = this.options;
    await this.call(`create client ${client.clientId}`, () => this.admin.clients.create({ ...client, realm }));
  }

  /** Writes a client as a whole, but for its secret. */
  async updateClient(client: ClientRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id! };
    // Somebody may be renewing the secret.
    const fields = { ...client, secret: undefined };
    await this.call(`update client ${client.clientId}`, () => this.admin.clients.update(key, fields));
  }

  async deleteClient({ id, clientId }: ClientRepresentation): Promise<void> {
    const { realm } = this.options;
    await this.call(`delete client ${clientId}`, () => this.admin.clients.del({ realm, id: id! }));
  }

  async createMapper(client: ClientRepresentation, mapper: ProtocolMapperRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id! };
    await this.call(`create mapper ${mapper.name} of client ${client.clientId}`, () =>
      this.admin.clients.addProtocolMapper(key, mapper),
    );
  }

  async updateMapper(client: ClientRepresentation, mapper: ProtocolMapperRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id!, mapperId: mapper.id! };
    await this.call(`update mapper ${mapper.name} of client ${client.clientId}`, () =>
      this.admin.clients.updateProtocolMapper(key, mapper),
    );
  }

  async clientSecret(client: ClientRepresentation): Promise<string> {
    const key = { realm: this.options.realm, id: client.id! };
    const doing = `read the secret of client ${client.clientId}`;
    const { value } = await this.call(doing, () => this.admin.clients.getClientSecret(key));
    if (!value) {
      throw new Failure(
        `Could not ${doing} ${this.where}: it has none`,
        'set Client authentication to on, with client id and secret, in the admin console',
      );
    }
    return remember(value);
  }

  /** Has Keycloak make a new secret; the old one is no longer valid. */
  async regenerateClientSecret(client: ClientRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id! };
    await this.call(`renew the secret of client ${client.clientId}`, () =>
      this.admin.clients.generateNewClientSecret(key),
    );
  }

  /** The headers that a browser gets with the login page of a client. */
  async loginPage(clientId: string, redirectUri: string): Promise<Headers> {
    const { url, realm } = this.options;
    const page = new URL(`${url}/realms/${realm}/protocol/openid-connect/auth`);
    const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
    page.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString();
    const doing = `open the login page of client ${clientId}`;
    const response = await this.call(doing, () =>
      fetch(page, {
        ...this.connections.init,
        redirect: 'manual',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT),
      }),
    );
    await response.body?.cancel();
    if (response.status >= 400) {
      throw new Failure(
        `Could not ${doing} ${this.where}: the server answered ${status(response.status)}`,
        'look into the log of Keycloak',
      );
    }
    return response.headers;
  }

  private get where(): string {
    return `in realm ${this.options.realm} at ${this.options.url}`;
  }

  /** Sends a request, again and again while the server is not there, and says what was refused. */
  private async call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await this.waiting(request);
    } catch (error) {
      throw this.explained(`Could not ${doing} ${this.where}`, error);
    }
  }

  private async waiting<T>(request: () => Promise<T>): Promise<T> {
    const { default: pRetry } = await import('p-retry');
    return pRetry(request, {
      retries: Infinity,
      minTimeout: 500,
      maxTimeout: 3_000,
      maxRetryTime: this.options.deadline,
      shouldRetry: ({ error }) => isTransient(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (attemptNumber === 1 && isTransient(error)) {
          this.options.onWait(`waiting for ${this.options.url}: ${answer(error)}`);
        }
      },
    });
  }

  private refuseSignIn(error: unknown): never {
    const { name, realm } = this.options.administrator;
    const problem = `Could not sign in to Keycloak at ${this.options.url} as ${name} of realm ${realm}`;
    const status = statusOf(error);
    if (status === 400 || status === 401) {
      const fix = name.startsWith('user')
        ? 'check adminUsername in the config and the environment variable ADMIN_PASSWORD; a user with a second factor cannot sign in here, use keycloak.serviceAccount'
        : 'check keycloak.serviceAccount in the config and the environment variable KEYCLOAK_CLIENT_SECRET; the client needs "Service accounts roles" on';
      throw new Failure(`${problem}: ${answer(error)}`, fix, { cause: error });
    }
    if (status === 404) {
      const fix = `check keycloakUrl (is a path missing?) and that realm ${realm} exists`;
      throw new Failure(`${problem}: ${answer(error)}`, fix, { cause: error });
    }
    throw this.explained(problem, error);
  }

  private explained(problem: string, error: unknown): Error {
    if (error instanceof Failure) {
      return error;
    }
    if (statusOf(error) === 409) {
      return new Conflict(`${problem}: ${answer(error)}`, { cause: error });
    }
    return new Failure(`${problem}: ${answer(error)}`, this.remedy(error), { cause: error });
  }

  private remedy(error: unknown): string {
    const { realm, administrator, deadline } = this.options;
    if (isUntrusted(error)) {
      return "set keycloak.caFile in the config to the certificate authority that signed Keycloak's certificate, and check that the certificate is for the host of keycloakUrl and not expired";
    }
    switch (statusOf(error)) {
      case 401:
        return 'sign in was revoked in the middle: run the hook again';
      case 403:
        return `give ${administrator.name} the roles manage-clients and manage-realm of realm ${realm} (client ${administrator.realm === realm ? 'realm-management' : `${realm}-realm`})`;
      case undefined:
        return isTransient(error)
          ? `check that Keycloak runs and can be reached from here; waited ${deadline / 1000} s (--timeout)`
          : 'check keycloakUrl in the config';
      default:
        return 'look into the log of Keycloak';
    }
  }
}

/** What the server said, or why it said nothing. */
function answer(error: unknown): string {
  const number = statusOf(error);
  if (number === undefined) {
    const { name, message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message ? cause.message : message;
    const code = codeOf(error);
    return name === 'TimeoutError' ? 'no answer' : code && !reason.includes(code) ? `${code} (${reason})` : reason;
  }
  const data = (error as { responseData?: Record<string, unknown> }).responseData ?? {};
  const said = data.error_description ?? data.errorMessage ?? data.error;
  return `the server answered ${status(number)}${typeof said === 'string' ? ` (${said})` : ''}`;
}

function status(number: number): string {
  return `${number} ${STATUS_CODES[number] ?? ''}`.trimEnd();
}
