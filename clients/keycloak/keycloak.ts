import { createHash, randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type ClientRepresentation from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js';
import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
import type RealmRepresentation from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';
import type { Credentials } from '@keycloak/keycloak-admin-client/lib/utils/auth.js';
import { remember } from '../../cli/secrets';
import { type Explain, RequestError } from '../errors';
import { codeOf, type Connections, connections, isTransient, statusOf } from '../http';

export type { ClientRepresentation, ProtocolMapperRepresentation, RealmRepresentation };

/** How long one request may take, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

/** The account that signs in to Keycloak's admin API. */
export interface Administrator {
  /** The realm that knows the administrator. */
  readonly realm: string;
  /** The name in messages: `user tkadmin`. */
  readonly name: string;
  readonly credentials: Credentials;
}

export interface KeycloakOptions {
  /** Base URL, e.g. `https://auth.example.com`. */
  readonly url: string;
  /** The realm of all calls. */
  readonly realm: string;
  readonly administrator: Administrator;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long to wait for a server that does not answer, in milliseconds. */
  readonly deadline: number;
  /** Gets the reason for a wait, once for each wait. */
  readonly onWait: (reason: string) => void;
  readonly explain: Explain;
}

/** Keycloak refused the sign-in, or could not be reached for it. */
export class SignInError extends RequestError {}

/** The client of the dashboard has no secret. */
export class NoClientSecret extends RequestError {}

/** The client of one realm of a Keycloak server. */
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
    // A service account has no refresh token, so the library's own renewal would fail after a minute.
    admin.registerTokenProvider({
      getAccessToken: async () => {
        if (admin.accessToken === undefined || admin.isTokenExpired()) {
          await signIn();
        }
        return admin.accessToken;
      },
    });
    const keycloak = new Keycloak(admin, own, options);
    await keycloak.waiting(signIn).catch(error => {
      const { name } = options.administrator;
      const problem = `Could not sign in to Keycloak at ${options.url} as ${name} of realm ${realm}`;
      throw options.explain(
        new SignInError(`${problem}: ${answerOf(error)}`, statusOf(error), undefined, { cause: error }),
      );
    });
    return keycloak;
  }

  /** Ends the connections, so that the process can end. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  /** The version of the server, e.g. `26.4.5`. Absent where the account may not read it. */
  async version(): Promise<string | undefined> {
    const info = await this.call('read the version of the server', () =>
      this.admin.serverInfo.find().catch(error => {
        if (statusOf(error) === 403) {
          return undefined;
        }
        throw error;
      }),
    );
    return info?.systemInfo?.version;
  }

  async realm(): Promise<RealmRepresentation | undefined> {
    const { realm } = this.options;
    return this.call(`read realm ${realm}`, () => this.admin.realms.findOne({ realm }));
  }

  async createRealm(realm: RealmRepresentation): Promise<void> {
    await this.call(`create realm ${realm.realm}`, () => this.admin.realms.create(realm));
  }

  /** Writes every field of the realm. Keycloak resets some settings that a request omits. */
  async updateRealm(representation: RealmRepresentation): Promise<void> {
    const { realm } = this.options;
    await this.call(`update realm ${realm}`, () => this.admin.realms.update({ realm }, representation));
  }

  /**
   * Fails if the account may not change the realm. Keycloak exports a realm only for an account with that right, and
   * an export changes nothing.
   */
  async requireRealmRight(): Promise<void> {
    const { realm } = this.options;
    const query = { exportClients: false, exportGroupsAndRoles: false };
    await this.call(`confirm the right to update realm ${realm}`, () => this.admin.realms.export({ realm, ...query }));
  }

  /**
   * Fails if the account may not change a client. Who creates a realm gets all rights in it.
   *
   * @param client Absent where the account has to create it.
   */
  async requireClientRight(client: ClientRepresentation | undefined): Promise<void> {
    const { realm } = this.options;
    if (!client && !(await this.realm())) {
      return;
    }
    const doing = `confirm the right to ${client ? `update client ${client.clientId}` : 'create clients'}`;
    // Keycloak tells the rights of the account with each client.
    const [told] = client ? [client] : await this.call(doing, () => this.admin.clients.find({ realm, max: 1 }));
    if (told?.access?.manage !== true) {
      const problem = `Could not ${doing} ${this.where}: the account has no role manage-clients`;
      throw this.options.explain(new RequestError(problem, 403));
    }
  }

  /** The client with this `clientId`. A realm that does not exist has none. */
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

  /** Writes every field of a client except its secret. */
  async updateClient(client: ClientRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id! };
    // Another program may renew the secret at the same time.
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
      throw this.options.explain(new NoClientSecret(`Could not ${doing} ${this.where}: it has none`));
    }
    return remember(value);
  }

  /** Lets Keycloak generate a new secret. The old secret is invalid from then on. */
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
      const answer = `the server answered ${textOf(response.status)}`;
      throw this.options.explain(new RequestError(`Could not ${doing} ${this.where}: ${answer}`, response.status));
    }
    return response.headers;
  }

  private get where(): string {
    return `in realm ${this.options.realm} at ${this.options.url}`;
  }

  /** Sends a request, and repeats it while the server does not answer. */
  private async call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await this.waiting(request);
    } catch (error) {
      const problem = `Could not ${doing} ${this.where}: ${answerOf(error)}`;
      throw this.options.explain(new RequestError(problem, statusOf(error), undefined, { cause: error }));
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
          this.options.onWait(`waiting for ${this.options.url}: ${answerOf(error)}`);
        }
      },
    });
  }
}

/** The answer of the server, or the reason why there is none. */
function answerOf(error: unknown): string {
  const number = statusOf(error);
  if (number === undefined) {
    const { name, message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message ? cause.message : message;
    const code = codeOf(error);
    return name === 'TimeoutError' ? 'no answer' : code && !reason.includes(code) ? `${code} (${reason})` : reason;
  }
  const data = (error as { responseData?: Record<string, unknown> }).responseData ?? {};
  const said = data.error_description ?? data.errorMessage ?? data.error;
  return `the server answered ${textOf(number)}${typeof said === 'string' ? ` (${said})` : ''}`;
}

function textOf(number: number): string {
  return `${number} ${STATUS_CODES[number] ?? ''}`.trimEnd();
}
