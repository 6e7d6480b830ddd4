import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type ClientRepresentation from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js';
import type ClientScopeRepresentation from '@keycloak/keycloak-admin-client/lib/defs/clientScopeRepresentation.js';
import type GroupRepresentation from '@keycloak/keycloak-admin-client/lib/defs/groupRepresentation.js';
import type ProtocolMapperRepresentation from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
import type RealmRepresentation from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';
import type { UserProfileConfig } from '@keycloak/keycloak-admin-client/lib/defs/userProfileMetadata.js';
import type UserRepresentation from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
import type { Credentials } from '@keycloak/keycloak-admin-client/lib/utils/auth.js';
import { remember } from '../../cli/secrets';
import { type Explain, RequestError } from '../errors';
import { type Connections, connections } from '../connections';
import { isTransient, ResponseError, statusOf } from '../http';
import { answerOf, isForeign, isMissingRealm, jsonOf, NotKeycloak, textOf } from './answers';
import { waiting } from './waiting';

export type {
  ClientRepresentation,
  ClientScopeRepresentation,
  GroupRepresentation,
  ProtocolMapperRepresentation,
  RealmRepresentation,
  UserProfileConfig,
  UserRepresentation,
};

/** The client whose roles are the rights of administrators in its realm. */
const MANAGEMENT = 'realm-management';
/** A sign-in has a few redirects, e.g. to another identity provider. */
const MOST_REDIRECTS = 10;

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
  /** How long all operations together may wait for a server that does not answer, in milliseconds. */
  readonly deadline: number;
  /** Gets the reason for a wait, once for each wait. */
  readonly onWait: (reason: string) => void;
  readonly explain: Explain;
}

/** Keycloak refused the sign-in, or did not answer it. */
export class SignInError extends RequestError {}

/** A page for users could not be opened. */
export class PageError extends RequestError {}

/** The client of the dashboard has no secret. */
export class NoClientSecret extends RequestError {}

/** The URL where a browser ends, and the last answer. The last answer is a redirect if the client does not follow it. */
export interface Visit {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An error of OAuth 2. */
export interface TokenError {
  /** For example `invalid_grant`. */
  readonly error: string;
  readonly description?: string;
}

/** A client of one realm of a Keycloak server. It sends passwords and tokens to the given URL only: it follows no redirect. */
export class Keycloak {
  /** The rest of the time for waits, in milliseconds. */
  private left: number;

  private constructor(
    private readonly admin: KeycloakAdminClient,
    private readonly connections: Connections,
    private readonly options: KeycloakOptions,
  ) {
    this.left = options.deadline;
  }

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

  /** The version of the server, e.g. `26.4.5`. Absent if the account may not read it. */
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
   * Fails if the account may not change a client. An account that creates a realm gets all rights in the realm.
   *
   * @param client Absent if the account has to create the client.
   */
  async requireClientRight(client: ClientRepresentation | undefined): Promise<void> {
    const { realm } = this.options;
    if (!client && !(await this.realm())) {
      return;
    }
    const doing = `confirm the right to ${client ? `update client ${client.clientId}` : 'create clients'}`;
    // Keycloak includes the rights of the account in each client.
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

  async deleteMapper(client: ClientRepresentation, mapper: ProtocolMapperRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: client.id!, mapperId: mapper.id! };
    await this.call(`delete mapper ${mapper.name} of client ${client.clientId}`, () =>
      this.admin.clients.delProtocolMapper(key),
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

  /** The roles of client `realm-management` that the service account of a client has. */
  async managementRolesOf(client: ClientRepresentation): Promise<string[]> {
    const doing = `read the roles of the service account of client ${client.clientId}`;
    const roles = await this.call(doing, async () =>
      this.admin.users.listClientRoleMappings(await this.managementOf(client)),
    );
    return roles.map(({ name }) => name!);
  }

  /** Assigns roles of client `realm-management` to the service account of a client. */
  async addManagementRoles(client: ClientRepresentation, names: readonly string[]): Promise<void> {
    await this.call(`assign roles to the service account of client ${client.clientId}`, async () => {
      const key = await this.managementOf(client);
      const available = await this.admin.users.listAvailableClientRoleMappings(key);
      const roles = available
        .filter(({ name }) => names.includes(name!))
        .map(({ id, name }) => ({ id: id!, name: name! }));
      await this.admin.users.addClientRoleMappings({ ...key, roles });
    });
  }

  /** The key of the roles of a service account. */
  private async managementOf({ id }: ClientRepresentation) {
    const { realm } = this.options;
    const user = await this.admin.clients.getServiceAccountUser({ realm, id: id! });
    const [management] = await this.admin.clients.find({ realm, clientId: MANAGEMENT });
    return { realm, id: user.id!, clientUniqueId: management!.id! };
  }

  /** The client scopes of the realm, with their mappers. */
  async clientScopes(): Promise<ClientScopeRepresentation[]> {
    const { realm } = this.options;
    return this.call('read the client scopes', () => this.admin.clientScopes.find({ realm }));
  }

  /** The names of the client scopes that a new client gets. */
  async scopesOfNewClients(): Promise<Pick<ClientRepresentation, 'defaultClientScopes' | 'optionalClientScopes'>> {
    // The types of the library leave out the realm here.
    const key = { realm: this.options.realm } as never;
    const names = (scopes: ClientScopeRepresentation[]) => scopes.map(({ name }) => name!);
    return this.call('read the default client scopes', async () => ({
      defaultClientScopes: names(await this.admin.clientScopes.listDefaultClientScopes(key)),
      optionalClientScopes: names(await this.admin.clientScopes.listDefaultOptionalClientScopes(key)),
    }));
  }

  /** The groups with this text in their names. A realm that does not exist has none. `forbidden` without the right. */
  async groupsWith(text: string): Promise<readonly GroupRepresentation[] | 'forbidden'> {
    const { realm } = this.options;
    const below = (group: GroupRepresentation): GroupRepresentation[] => [
      group,
      ...(group.subGroups ?? []).flatMap(below),
    ];
    const groups = await this.call('search the groups', () =>
      this.admin.groups.find({ realm, search: text }).then(
        found => found.flatMap(below).filter(({ name }) => name?.includes(text)),
        error => (statusOf(error) === 403 ? null : inRealm([])(error)),
      ),
    );
    return groups ?? 'forbidden';
  }

  /** The group with this path, with its attributes. `forbidden` without the right. */
  async groupAt(path: string): Promise<GroupRepresentation | 'forbidden' | undefined> {
    const { realm } = this.options;
    const group = await this.call(`read group ${path}`, () =>
      this.admin.realms
        .getGroupByPath({ realm, path: path.replace(/^\//, '') })
        .catch(error => (statusOf(error) === 403 ? null : notFound(error))),
    );
    return group === null ? 'forbidden' : group;
  }

  /** The group with this id, with its attributes and the rights of the account. */
  async group(id: string): Promise<GroupRepresentation | undefined> {
    const { realm } = this.options;
    return this.call(`read group ${id}`, () =>
      this.admin.groups.findOne({ realm, id }, { catchNotFound: false } as never).catch(notFound),
    );
  }

  /** Writes every attribute of a group. */
  async updateGroup({ id, name, path, description, attributes }: GroupRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: id! };
    await this.call(`update group ${path}`, () => this.admin.groups.update(key, { name, description, attributes }));
  }

  /** The user with this username, as Keycloak stores it. `forbidden` without the right. */
  async userNamed(username: string): Promise<UserRepresentation | 'forbidden' | undefined> {
    const { realm } = this.options;
    const users = await this.call(`read user ${username}`, () =>
      this.admin.users
        .find({ realm, username, exact: true })
        .catch(error => (statusOf(error) === 403 ? null : inRealm([])(error))),
    );
    const found = users?.find(user => user.username === username);
    return users === null ? 'forbidden' : found && this.user(found.id!);
  }

  /** The user with this id, with the attributes of the user profile and the rights of the account. */
  async user(id: string): Promise<UserRepresentation | undefined> {
    const { realm } = this.options;
    return this.call(`read user ${id}`, () =>
      this.admin.users.findOne({ realm, id }, { catchNotFound: false }).catch(notFound),
    );
  }

  /** Writes every attribute of a user. Keycloak checks the whole user, and keeps fields that a request omits. */
  async updateUser({ id, username, email, firstName, lastName, attributes }: UserRepresentation): Promise<void> {
    const key = { realm: this.options.realm, id: id! };
    const fields = { username, email, firstName, lastName, attributes };
    await this.call(`update user ${username}`, () => this.admin.users.update(key, fields));
  }

  async userProfile(): Promise<UserProfileConfig> {
    const { realm } = this.options;
    return this.call('read the user profile', () => this.admin.users.getProfile({ realm }));
  }

  /** Writes every setting of the user profile. */
  async updateUserProfile(profile: UserProfileConfig): Promise<void> {
    const { realm } = this.options;
    await this.call('update the user profile', () => this.admin.users.updateProfile({ ...profile, realm }));
  }

  /** Whether a client has a role with this name. */
  async hasRole({ id, clientId }: ClientRepresentation, roleName: string): Promise<boolean> {
    const { realm } = this.options;
    const role = await this.call(`read role ${roleName} of client ${clientId}`, () =>
      this.admin.clients.findRole({ realm, id: id!, roleName }),
    );
    return Boolean(role);
  }

  /** The users to whom a role of a client is assigned. Absent if the client has no such role. */
  async usersWithRole({ id }: ClientRepresentation, roleName: string): Promise<UserRepresentation[] | undefined> {
    const key = { realm: this.options.realm, id: id!, roleName };
    return this.call(`read the users with role ${roleName}`, () =>
      this.admin.clients.findUsersWithRole({ ...key, max: -1 }, { catchNotFound: false }).catch(notFound),
    );
  }

  async createRole({ id, clientId }: ClientRepresentation, name: string, description: string): Promise<void> {
    const role = { realm: this.options.realm, id: id!, name, description };
    await this.call(`create role ${name} of client ${clientId}`, () => this.admin.clients.createRole(role));
  }

  /** Deletes a role of a client, and its assignments. */
  async deleteRole({ id, clientId }: ClientRepresentation, roleName: string): Promise<void> {
    const key = { realm: this.options.realm, id: id!, roleName };
    await this.call(`delete role ${roleName} of client ${clientId}`, () => this.admin.clients.delRole(key));
  }

  /** Assigns a role of a client to a user, or takes it away. */
  async setRole(client: ClientRepresentation, roleName: string, user: UserRepresentation, has: boolean): Promise<void> {
    const { realm } = this.options;
    await this.call(`${has ? 'assign' : 'remove'} role ${roleName} of user ${user.username}`, async () => {
      const role = await this.admin.clients.findRole({ realm, id: client.id!, roleName });
      const roles = [{ id: role!.id!, name: roleName }];
      const mapping = { realm, id: user.id!, clientUniqueId: client.id!, roles };
      await (has ? this.admin.users.addClientRoleMappings(mapping) : this.admin.users.delClientRoleMappings(mapping));
    });
  }

  /** The issuer that the realm writes into its tokens, by its discovery document. */
  async issuer(): Promise<string | undefined> {
    const { url, realm } = this.options;
    const text = await this.page('read the discovery document', async timeout => {
      const document = new URL(`${url}/realms/${realm}/.well-known/openid-configuration`);
      const response = await this.fetch(document, timeout);
      const body = await response.text();
      if (!response.ok) {
        throw new ResponseError(body, response.status, response.headers);
      }
      return body;
    });
    return stringsOf(text).issuer;
  }

  /** Opens a page of the sign-in as a browser does: follows the redirects, but not to another origin or to `end`. */
  async openAuthorization(parameters: Readonly<Record<string, string>>, end: string): Promise<Visit> {
    const first = this.endpoint('auth');
    first.search = new URLSearchParams(parameters).toString();
    return this.page(`open the login page of client ${parameters.client_id}`, async timeout => {
      const cookies = new Map<string, string>();
      let url = first;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const cookie = [...cookies].map(pair => pair.join('=')).join('; ');
        const response = await this.fetch(url, timeout, { headers: { cookie } });
        const { status, headers } = response;
        const text = await response.text();
        const location = headers.get('location');
        if (location === null || status < 300 || status > 399) {
          if (isTransient({ status }) || status === 429) {
            throw new ResponseError(text, status, headers);
          }
          return { url, status, headers, text };
        }
        for (const [name, value] of headers.getSetCookie().map(each => each.split(';', 1)[0]!.split(/=(.*)/s))) {
          cookies.set(name!, value ?? '');
        }
        const target = new URL(location, url);
        if (target.origin !== url.origin || target.href.startsWith(end)) {
          return { url: target, status, headers, text };
        }
        url = target;
      }
      throw new Error(`more than ${MOST_REDIRECTS} redirects`);
    });
  }

  /** The error with which the token endpoint answers a request of a client. @param form The request. */
  async tokenError(client: ClientRepresentation, form: Readonly<Record<string, string>>): Promise<TokenError> {
    // oauth2-proxy encodes the credentials in the same way.
    const pair = [client.clientId!, await this.clientSecret(client)].map(encodeURIComponent).join(':');
    return this.page(`send a code to the token endpoint as client ${client.clientId}`, async timeout => {
      const response = await this.fetch(this.endpoint('token'), timeout, {
        method: 'POST',
        headers: { authorization: `Basic ${remember(Buffer.from(pair).toString('base64'))}` },
        body: new URLSearchParams(form),
      });
      const text = await response.text();
      if (isTransient({ status: response.status }) || response.status === 429) {
        throw new ResponseError(text, response.status, response.headers);
      }
      const answer = stringsOf(text);
      return {
        error: answer.error ?? textOf(response.status),
        ...(answer.error_description && { description: answer.error_description }),
      };
    });
  }

  private endpoint(name: string): URL {
    const { url, realm } = this.options;
    return new URL(`${url}/realms/${realm}/protocol/openid-connect/${name}`);
  }

  private fetch(url: URL, timeout: number, init: RequestInit = {}): Promise<Response> {
    return fetch(url, {
      ...this.connections.init,
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
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

  /** Sends a request to the public part of Keycloak, and repeats it while the server does not answer. */
  private async page<T>(doing: string, request: (timeout: number) => Promise<T>): Promise<T> {
    const { url, realm, explain } = this.options;
    try {
      return await this.waiting(request, url);
    } catch (error) {
      const problem = `Could not ${doing} in realm ${realm} at ${url}: ${answerOf(error)}`;
      throw explain(new PageError(problem, statusOf(error), undefined, { cause: error }));
    }
  }

  private async waiting<T>(request: (timeout: number) => Promise<T>, url = this.options.adminUrl): Promise<T> {
    const start = Date.now();
    let hasWaited = false;
    const attempt = (timeout: number) => {
      this.admin.timeout = timeout;
      return request(timeout);
    };
    const onWait = (error: unknown) => {
      hasWaited = true;
      this.options.onWait(`waiting for ${url}: ${answerOf(error)}`);
    };
    try {
      return await waiting(attempt, { deadline: this.left, onWait });
    } finally {
      if (hasWaited) {
        this.left = Math.max(this.left - (Date.now() - start), 0);
      }
    }
  }
}

/** What a read returns for an object, or its realm, that does not exist. */
function notFound(error: unknown): undefined {
  if (statusOf(error) === 404 && !isForeign(error)) {
    return undefined;
  }
  throw error;
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

/** The texts of an object in JSON. Any other text has none. */
function stringsOf(text: string): Readonly<Record<string, string | undefined>> {
  try {
    return Object.fromEntries(
      Object.entries(JSON.parse(text) as object).filter(([, value]) => typeof value === 'string'),
    ) as Readonly<Record<string, string>>;
  } catch {
    return {};
  }
}
