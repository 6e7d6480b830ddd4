import { type Keycloak } from './keycloak';
import { type Fetch, fetchTrusting } from './trusting-fetch';

/** Tokens live a minute unless the realm says otherwise. */
const TOKEN_MS = 30_000;

/** A user who can sign in. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** Something that an administrator did in a realm; as much of it as checks look at. */
export interface AdminEvent {
  readonly time: number;
  readonly operationType: 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTION';
  readonly resourceType: string;
  readonly resourcePath: string;
  /** What was sent, as JSON. */
  readonly representation?: string;
}

/** An answer other than a success. */
export class KeycloakError extends Error {
  constructor(
    request: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`${request} answered ${status}: ${body}`);
  }
}

/** Keycloak's admin REST API, without any code of what is tested. Paths begin after `/admin`. */
export class KeycloakAdmin {
  private readonly fetch: Fetch;
  private token?: { readonly value: string; readonly until: number };

  constructor(private readonly keycloak: Keycloak) {
    this.fetch = fetchTrusting(keycloak.ca);
  }

  /** Reads; the shape of the answer is the caller's word. */
  async get<T = any>(path: string): Promise<T> {
    return JSON.parse((await this.request('GET', path)).body) as T;
  }

  /** Creates; returns the id of the new object, where Keycloak tells one. */
  async post(path: string, body: unknown): Promise<string> {
    const { location } = await this.request('POST', path, body);
    return location.slice(location.lastIndexOf('/') + 1);
  }

  async put(path: string, body: unknown): Promise<void> {
    await this.request('PUT', path, body);
  }

  async delete(path: string, body?: unknown): Promise<void> {
    await this.request('DELETE', path, body);
  }

  async createRealm(name: string, representation: object = {}): Promise<void> {
    await this.post('/realms', { realm: name, enabled: true, ...representation });
  }

  /** Deletes a realm, if it is there. */
  async deleteRealm(name: string): Promise<void> {
    try {
      await this.delete(`/realms/${name}`);
    } catch (error) {
      if (!(error instanceof KeycloakError && error.status === 404)) throw error;
    }
  }

  /** Creates a user whom Keycloak asks nothing but the password; returns the id. */
  async createUser(realm: string, { password, ...user }: NewUser): Promise<string> {
    // Without names, the first sign-in asks for them.
    const names = { firstName: 'End', lastName: 'To-End' };
    const credentials = [{ type: 'password', value: password, temporary: false }];
    return this.post(`/realms/${realm}/users`, { ...user, ...names, enabled: true, credentials });
  }

  /** A client by the name that it has in OpenID Connect, if there is one. */
  async client(realm: string, clientId: string): Promise<any> {
    const [found] = await this.get<unknown[]>(`/realms/${realm}/clients?clientId=${encodeURIComponent(clientId)}`);
    return found;
  }

  /** From now on, what administrators do in a realm is recorded, with what they sent. */
  async enableAdminEvents(realm: string): Promise<void> {
    await this.put(`/realms/${realm}`, { adminEventsEnabled: true, adminEventsDetailsEnabled: true });
  }

  /** What administrators did in a realm, the latest first. */
  async adminEvents(realm: string): Promise<AdminEvent[]> {
    return this.get(`/realms/${realm}/admin-events?max=1000`);
  }

  /** Sends any request. */
  async request(method: string, path: string, body?: unknown): Promise<{ body: string; location: string }> {
    const headers = { authorization: `Bearer ${await this.accessToken()}`, 'content-type': 'application/json' };
    const url = `${this.keycloak.url}/admin${path}`;
    const response = await this.fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new KeycloakError(`${method} /admin${path}`, response.status, text);
    return { body: text, location: response.headers.get('location') ?? '' };
  }

  private async accessToken(): Promise<string> {
    if (!this.token || Date.now() > this.token.until) this.token = await this.login();
    return this.token.value;
  }

  private async login(): Promise<{ value: string; until: number }> {
    const { url, adminUsername, adminPassword } = this.keycloak;
    const path = '/realms/master/protocol/openid-connect/token';
    const form = { grant_type: 'password', client_id: 'admin-cli', username: adminUsername, password: adminPassword };
    const response = await this.fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    const text = await response.text();
    if (!response.ok) throw new KeycloakError(`POST ${path}`, response.status, text);
    return { value: JSON.parse(text).access_token, until: Date.now() + TOKEN_MS };
  }
}
