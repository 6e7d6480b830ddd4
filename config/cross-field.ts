import { type CrossFieldRule } from './rule';
import { API_KEY_RULES } from './rules/api-keys';
import { ACCESS_RULES } from './rules/access';
import { BACKUP_RULES } from './rules/backup';
import { IDENTITY_PROVIDER_RULES } from './rules/identity-provider';
import { CLAIM_RULES } from './rules/claims';
import { GATEWAY_RULES } from './rules/gateway';
import { HOST_RULES } from './rules/hosts';
import { NETWORK_POLICY_RULES } from './rules/network-policies';
import { OBJECT_NAME_RULES } from './rules/object-names';
import { QDRANT_SETTING_RULES } from './rules/qdrant-settings';
import { QDRANT_TLS_RULES } from './rules/qdrant-tls';
import { RECONCILE_RULES } from './rules/reconcile';
import { REPLICA_RULES } from './rules/replicas';
import { RESOURCE_RULES } from './rules/resources';
import { RISK_RULES } from './rules/risks';
import { RIGHTS_RULES } from './rules/rights';
import { SECRET_RULES } from './rules/secrets';
import { TAKEOVER_RULES } from './rules/takeover';

/** Every rule between keys, in the order of their messages. */
export const CROSS_FIELD_RULES: readonly CrossFieldRule[] = [
  ...HOST_RULES,
  ...GATEWAY_RULES,
  ...NETWORK_POLICY_RULES,
  ...API_KEY_RULES,
  ...SECRET_RULES,
  ...IDENTITY_PROVIDER_RULES,
  ...ACCESS_RULES,
  ...RIGHTS_RULES,
  ...BACKUP_RULES,
  ...RECONCILE_RULES,
  ...QDRANT_SETTING_RULES,
  ...QDRANT_TLS_RULES,
  ...REPLICA_RULES,
  ...CLAIM_RULES,
  ...RESOURCE_RULES,
  ...RISK_RULES,
  ...OBJECT_NAME_RULES,
  ...TAKEOVER_RULES,
];
