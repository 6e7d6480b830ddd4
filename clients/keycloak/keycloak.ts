import { createHash, randomBytes } from 'node:crypto';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type ClientRepresentation from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js';
import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
import type RealmRepresentation from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';
import type { Credentials } from '@keycloak/keycloak-admin-client/lib/utils/auth.js';
import { remember } from '../../cli/secrets';
import { type Explain, RequestError } from '../errors';
import { type Connections, connections, statusOf } from '../http';
import { answerOf, isMissingRealm, jsonOf, NotKeycloak, textOf } from './answers';
import { waiting } from './waiting';

export type { ClientRepresentation, ProtocolMapperRepresentation, RealmRepresentation };

/** The account that signs in to Keycloak's admin API. */
export interface Administrator {
  /** The realm that knows the administrator. */
  readonly realm: string;
  /** The name in messages: `user tkadmin`. */
  readonly name: string;
  readonly credentials: Credentials;
}

export interface KeycloakOptions {
  /** Base URL of the pages and endpoints for users, e.g. `https://auth.example.com`. */
  readonly url: string;
  /** Base URL of the admin API, and of the sign-in of the administrator. */
  readonly adminUrl: string;
  /** The realm of all calls. */
  readonly realm: string;
  readonly administrator: Administrator;
  /** Certificate authorities as PEM, beside the public ones. */
  readonly ca?: string;
  /** How long one operation may wait for a server that does not answer, in milliseconds. */
  readonly deadline: number;
  /** Gets the reason for a wait, once for each wait. */
  readonly onWait: (reason: string) => void;
  readonly explain: Explain;
}

/** Keycloak refused the sign-in, or could not be reached for it. */
export class SignInError extends RequestError {}

/** A page for users could not be opened. */
export class PageError extends RequestError {}

/** The client of the dashboard has no secret. */
export class NoClientSecret extends RequestError {}

/** The client of one realm of a Keycloak server. It follows no redirect, so that passwords and tokens stay at the given URL. */
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
      baseUrl: options.adminUrl,
      realmName: realm,
      requestOptions: { ...own.init, redirect: 'manual' },
    });
    const signIn = async () => {
      await admin.auth(credentials);
      if (!admin.accessToken) {
        throw new NotKeycloak();
      }
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
      const problem = `Could not sign in to Keycloak at ${options.adminUrl} as ${name} of realm ${realm}`;
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
    return this.call(`read realm ${realm}`, () =>
      this.admin.realms.findOne({ realm }, { catchNotFound: false }).catch(inRealm(undefined)),
    );
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
      this.admin.clients.find({ realm, clientId }).catch(inRealm([])),
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
    const where = `in realm ${realm} at ${url}`;
    const open = (timeout: number) =>
      fetch(page, { ...this.connections.init, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    const response = await this.waiting(open).catch(error => {
      throw this.options.explain(
        new PageError(`Could not ${doing} ${where}: ${answerOf(error)}`, statusOf(error), undefined, { cause: error }),
      );
    });
    await response.body?.cancel();
    if (response.status >= 400) {
      const answer = `the server answered ${textOf(response.status)}`;
      throw this.options.explain(new PageError(`Could not ${doing} ${where}: ${answer}`, response.status));
    }
    return response.headers;
  }

  private get where(): string {
    return `in realm ${this.options.realm} at ${this.options.adminUrl}`;
  }

  /** Sends a request to the admin API, and repeats it while the server does not answer. */
  private async call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await this.waiting(async () => jsonOf(await request()));
    } catch (error) {
      const problem = `Could not ${doing} ${this.where}: ${answerOf(error)}`;
      throw this.options.explain(new RequestError(problem, statusOf(error), undefined, { cause: error }));
    }
  }

  private waiting<T>(request: (timeout: number) => Promise<T>): Promise<T> {
    const { deadline, onWait, adminUrl } = this.options;
    return waiting(
      timeout => {
        this.admin.timeout = timeout;
        return request(timeout);
      },
      { deadline, onWait: error => onWait(`waiting for ${adminUrl}: ${answerOf(error)}`) },
    );
  }
}

/** What a read returns for a realm that does not exist. */
function inRealm<T>(nothing: T): (error: unknown) => T {
  return error => {
    if (isMissingRealm(error)) {
      return nothing;
    }
    throw error;
  };
}
