import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, wildcardFor } from './authority';
import { api } from './api';
import { cleanUp, cluster, namespaceFor } from './cluster';
import { createNamespace, deletePolicy } from './objects';
import { command } from './command';
import type { Result } from './execute';
import { keycloak, realmFor } from './identity-provider';
import { KeycloakAdmin } from './keycloak-admin';

/** The client of the sign-in, and the Secrets, by the names of the contract. */
export const CLIENT = 'qdrant-dashboard';
export const OAUTH2_PROXY_SECRET = 'oauth2-proxy';
export const TLS_SECRET = 'qdrant-tls-secret';
export const API_KEYS_SECRET = 'qdrant-api-keys';

interface RunOptions {
  /** More of the config, over that of the stack. */
  readonly config?: object;
  /** Environment variables over the usual ones; `undefined` removes one. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What one test file works on: a realm, a namespace, a wildcard certificate, and the config that names them. */
export class Stack {
  readonly admin = new KeycloakAdmin(keycloak());
  readonly realm: string;
  readonly domain: string;
  private readonly folder: string;
  /** The last one is in use. */
  private readonly namespaces: string[] = [];

  /** @param name Its part of every name: letters and hyphens. */
  constructor(private readonly name: string) {
    this.realm = realmFor(name);
    this.domain = `${namespaceFor(name)}.example.com`;
    this.addNamespace();
    this.folder = mkdtempSync(join(cluster().folder, `${name}-`));
  }

  get namespace(): string {
    return this.namespaces.at(-1)!;
  }

  /** Uses a new namespace from now on. That is quicker than to wait for the deletion of the old one. */
  async useNewNamespace(): Promise<void> {
    // Routes of the same hosts would stop a deploy.
    await api.send('DELETE', `/apis/networking.k8s.io/v1/namespaces/${this.namespace}/ingresses`);
    await deletePolicy(this.namespace);
    this.addNamespace();
  }

  private addNamespace(): void {
    this.namespaces.push(namespaceFor(`${this.name}-${this.namespaces.length + 1}`));
  }

  get dashboardHost(): string {
    return `qdrant-dashboard.${this.domain}`;
  }

  get tlsSource(): string {
    return `${this.domain.replaceAll('.', '-')}-tls`;
  }

  /** The config as a user would write it. */
  get config() {
    const { url, ca, adminUsername } = keycloak();
    return {
      domainName: this.domain,
      namespace: this.namespace,
      keycloakUrl: url,
      keycloakRealm: this.realm,
      adminUsername,
      ...(ca && { keycloak: { caFile: this.file('keycloak-ca.crt', ca) } }),
    };
  }

  /** Makes the realm and the wildcard certificate; the namespace is for the hook to make. */
  async create(realm: object = {}): Promise<void> {
    await this.admin.createRealm(this.realm, realm);
    await this.putCertificate(wildcardFor(this.domain));
  }

  async delete(): Promise<void> {
    await this.admin.deleteRealm(this.realm);
    await api.delete('secret', this.tlsSource, 'default');
    await deletePolicy(this.namespace);
    await Promise.all(this.namespaces.map(cleanUp));
  }

  /** Puts a certificate where cert-manager would. */
  async putCertificate({ certificate, key }: Certificate): Promise<void> {
    const data = { 'tls.crt': encoded(certificate), 'tls.key': encoded(key) };
    const metadata = { name: this.tlsSource, namespace: 'default' };
    await api.apply({ apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data });
  }

  /** Runs the hook as users do, and looks whether it printed a secret. */
  async hook(args: readonly string[] = [], options: RunOptions = {}): Promise<Result> {
    const result = await this.run(['hook', ...args], options);
    await this.expectNoSecretIn(`${result.stdout}${result.stderr}`);
    return result;
  }

  /** Runs the hook, which must succeed. */
  async mustHook(args: readonly string[] = [], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.hook(args, options);
    if (code !== 0) throw new Error(`hook ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs a command line of the app. */
  async run(args: readonly string[], { config = {}, env = {} }: RunOptions = {}): Promise<Result> {
    return command(args, this.env(config, env));
  }

  /** The environment in which a user works on this stack. */
  env(config: object = {}, over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NO_COLOR: '1',
      KUBECONFIG: cluster().kubeconfig,
      ADMIN_PASSWORD: keycloak().adminPassword,
      QDRANT_CONFIG: this.file('config.yaml', JSON.stringify(merged(this.config, config))), // JSON is YAML
      ...over,
    };
  }

  /** A Secret of the stack's namespace with its values as they are; nothing where there is none. */
  async secret(name: string): Promise<any> {
    return api.get('secret', name, this.namespace);
  }

  /** One value of a Secret of the stack's namespace. */
  async secretValue(name: string, key: string): Promise<string> {
    return Buffer.from((await this.secret(name)).data[key], 'base64').toString();
  }

  /** Puts a Secret of somebody else's into the stack's namespace. */
  async putSecret(name: string, values: Readonly<Record<string, string>>, type = 'Opaque'): Promise<void> {
    const metadata = { name, namespace: this.namespace, labels: { 'app.kubernetes.io/managed-by': 'Helm' } };
    await createNamespace(this.namespace);
    await api.delete('secret', name, this.namespace);
    await api.create({ apiVersion: 'v1', kind: 'Secret', metadata, type, stringData: values }, undefined, 'helm');
  }

  /** The client of the sign-in as Keycloak has it; nothing where there is none. */
  async client(): Promise<any> {
    return this.admin.client(this.realm, CLIENT);
  }

  /** The client secret that Keycloak has. */
  async clientSecret(): Promise<string> {
    const { id } = await this.client();
    return (await this.admin.get(`/realms/${this.realm}/clients/${id}/client-secret`)).value;
  }

  /** Starts again with a realm that has nothing in it, and no namespace. */
  async reset(realm: object = {}): Promise<void> {
    await this.admin.deleteRealm(this.realm);
    await this.admin.createRealm(this.realm, realm);
    await this.useNewNamespace();
  }

  /** Writes a file beside the config. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  private async expectNoSecretIn(printed: string): Promise<void> {
    const secrets = [keycloak().adminPassword, ...(await this.secrets())];
    const shown = secrets.filter(secret =>
      [secret, Buffer.from(secret).toString('base64')].some(s => printed.includes(s)),
    );
    if (shown.length > 0) throw new Error(`${shown.length} secrets were printed:\n${printed}`);
  }

  private async secrets(): Promise<string[]> {
    const values = await Promise.all(
      [OAUTH2_PROXY_SECRET, TLS_SECRET, API_KEYS_SECRET].map(async name => {
        const data: Record<string, string> = (await this.secret(name))?.data ?? {};
        return Object.entries(data)
          .filter(([key]) => key !== 'client-id' && key !== 'tls.crt')
          .map(([, value]) => Buffer.from(value, 'base64').toString());
      }),
    );
    const client = await this.client().catch(() => undefined); // The test took Keycloak or the realm away.
    return [...values.flat(), ...(client?.secret ? [client.secret] : [])].filter(value => value.length > 8);
  }
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** A config over another, section by section. */
export function merged(under: any, over: any): any {
  const keys = Object.entries(over).map(([key, value]) => {
    const isSection = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isSection ? merged(under[key] ?? {}, value) : value];
  });
  return { ...under, ...Object.fromEntries(keys) };
}
