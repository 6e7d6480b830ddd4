import { Failure } from '../../cli/failure';
import type { GroupRepresentation, Keycloak, UserRepresentation } from '../../clients/keycloak/keycloak';
import { RequestError } from '../../clients/errors';
import type { StackNames } from '../../config/names';
import { nameOf, type Right } from '../../config/rights';
import type { Config } from '../../config/schema';

type Attributes = Readonly<Record<string, string[]>>;

/** A group or a user at Keycloak, with the attributes that contain tokens. */
export interface Holder {
  readonly id: string;
  readonly kind: 'group' | 'user';
  /** The path of the group, or the username. */
  readonly name: string;
  readonly attributes: Attributes;
  /** What a person should know about a user, one sentence each. */
  readonly notes: readonly string[];
  /** Fails if the account may not change the attributes. */
  readonly requireRight: () => Promise<void>;
  /** Writes attributes, and removes others. Keycloak keeps the rest. */
  readonly write: (wanted: Attributes, removed: readonly string[]) => Promise<void>;
}

const MANAGE_USERS =
  'assign role manage-users of client realm-management to the account: the hook writes the tokens of dashboard.access.rights to groups and users';

/** The group or the user of a right. `forbidden` without the right to read. */
export async function findHolder(
  keycloak: Keycloak,
  config: Config,
  { group, user }: Right,
): Promise<Holder | 'forbidden' | undefined> {
  if (group !== undefined) {
    const found = await keycloak.groupAt(group);
    return found && found !== 'forbidden' ? groupHolder(keycloak, config, found) : found;
  }
  const found = await keycloak.userNamed(user!);
  return found && found !== 'forbidden' ? userHolder(keycloak, config, found) : found;
}

/** The group or the user of a right. @throws Failure if the group or the user does not exist */
export async function holderOf(keycloak: Keycloak, config: Config, right: Right): Promise<Holder> {
  const found = await findHolder(keycloak, config, right);
  const isGroup = right.group !== undefined;
  const name = nameOf(right);
  if (found === 'forbidden') {
    const title = `${isGroup ? 'group' : 'user'} ${name}`;
    throw new Failure(`The account has no right to read ${title} of ${whereIs(config)}`, MANAGE_USERS);
  }
  if (!found) {
    throw new Failure(
      `${isGroup ? 'Group' : 'User'} ${name} of dashboard.access.rights does not exist in ${whereIs(config)}`,
      isGroup
        ? 'create the group in the admin console, or correct the path in the config'
        : 'create the user in the admin console, or correct the username in the config',
    );
  }
  return found;
}

export function groupHolder(keycloak: Keycloak, config: Config, group: GroupRepresentation): Holder {
  const holder = { kind: 'group', name: group.path!, id: group.id! } as const;
  const attributes: Attributes = group.attributes ?? {};
  return {
    ...holder,
    attributes,
    notes: [],
    requireRight: async () => requireManage(config, holder, await keycloak.group(group.id!)),
    write: (wanted, removed) =>
      keycloak.updateGroup({ ...group, attributes: withChanges(attributes, wanted, removed) }),
  };
}

export function userHolder(keycloak: Keycloak, config: Config, user: UserRepresentation): Holder {
  const holder = { kind: 'user', name: user.username!, id: user.id! } as const;
  const attributes = (user.attributes ?? {}) as Attributes;
  const obstacle = obstacleOf(user, config);
  return {
    ...holder,
    attributes,
    notes: obstacle ? [`user ${user.username} cannot open the dashboard: ${obstacle}`] : [],
    requireRight: async () => requireManage(config, holder, await keycloak.user(user.id!)),
    write: (wanted, removed) =>
      keycloak.updateUser({ ...user, attributes: withChanges(attributes, wanted, removed) }).catch((error: Error) => {
        throw refusalOf(error, holder.name, config);
      }),
  };
}

/** Why a user with a right cannot open the dashboard. */
function obstacleOf({ enabled, email, emailVerified }: UserRepresentation, { dashboard }: Config): string | undefined {
  const { emailDomains } = dashboard.access;
  if (enabled === false) {
    return 'the user is disabled';
  }
  if (!email) {
    return 'oauth2-proxy needs the e-mail address of the user';
  }
  if (emailDomains.length > 0 && !emailDomains.includes(email.replace(/^.*@/, ''))) {
    return 'the e-mail address is not in dashboard.access.emailDomains';
  }
  return emailVerified === false ? 'the e-mail address is not verified' : undefined;
}

function requireManage(
  config: Config,
  { kind, name }: Pick<Holder, 'kind' | 'name'>,
  found: GroupRepresentation | UserRepresentation | undefined,
): void {
  if (found && found.access?.manage !== true) {
    throw new Failure(`The account has no right to change ${kind} ${name} of ${whereIs(config)}`, MANAGE_USERS);
  }
}

/** Keycloak checks a user against the whole user profile at each change. */
function refusalOf(error: Error, username: string, config: Config): Error {
  const { cause } = error;
  return cause instanceof RequestError && cause.status === 400
    ? new Failure(
        `Keycloak refuses to change user ${username} of ${whereIs(config)}: ${cause.message}`,
        'open the user in the admin console, correct the fields that the user profile of the realm does not allow, save the user, and run the hook again',
        { cause },
      )
    : error;
}

function whereIs({ keycloakRealm, keycloakUrl }: Config): string {
  return `realm ${keycloakRealm} at ${keycloakUrl}`;
}

/** All attributes of a holder. Keycloak replaces them at once. */
function withChanges(attributes: Attributes, wanted: Attributes, removed: readonly string[]): Record<string, string[]> {
  const kept = Object.entries(attributes).filter(([name]) => !removed.includes(name));
  return { ...Object.fromEntries(kept), ...wanted };
}

export function isOurs(attribute: string, { clientId }: StackNames): boolean {
  return attribute.startsWith(`${clientId}-token-`) && /^\d+$/.test(attribute.slice(`${clientId}-token-`.length));
}
