import type {
  ClientRepresentation,
  ClientScopeRepresentation,
  RealmRepresentation,
} from '../../clients/keycloak/keycloak';

/** A setting with which nobody can sign in, or with which a wrong user gets access. */
export interface Finding {
  /** A sentence without a full stop. */
  readonly problem: string;
  /** An instruction without a full stop. */
  readonly fix: string;
}

/** The settings in Keycloak on which a sign-in depends, as they are after the run. */
export interface SignIn {
  readonly realm: RealmRepresentation;
  readonly client: ClientRepresentation;
  /** Whether the hook creates the client. */
  readonly isNew: boolean;
  /** The client scopes of every token. */
  readonly defaults: readonly ClientScopeRepresentation[];
  /** The client scopes that a user can request. */
  readonly optionals: readonly ClientScopeRepresentation[];
  readonly issuer: string | undefined;
}
