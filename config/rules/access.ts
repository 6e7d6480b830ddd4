import { OAuth2ProxyChart } from 'cdk8s-qdrant';
import { type CrossFieldRule } from '../rule';
import { admitsEveryUser, isLimited } from '../sections/dashboard';
import { ANNOTATION_KEYS, GIVE_CLASS_REASON, supportsAnnotations } from './ingress-class';

const ACCESS = ['dashboard', 'access'] as const;
const EVERY_USER = [...ACCESS, 'everyUser'];
const LISTS = ['groups', 'roles', 'emailDomains', 'rights'].map(key => [...ACCESS, key]);
const RISK = ['acceptedRisks', 'everyUser'];

const someUsersHaveAccess: CrossFieldRule = {
  keys: [...LISTS, EVERY_USER],
  check: ({ dashboard: { access } }) =>
    isLimited(access) || access.everyUser
      ? undefined
      : {
          path: ACCESS,
          problem: 'no user has access to the dashboard, and so to everything in Qdrant',
          allowed:
            'one or more of groups, roles, emailDomains and rights; or everyUser: true, with a reason in acceptedRisks.everyUser',
          fix: 'for example, write dashboard: { access: { groups: [/search/admins] } }',
        },
};

const everyUserOrLists: CrossFieldRule = {
  keys: [...LISTS, EVERY_USER],
  check: ({ dashboard: { access } }, isSet) =>
    isSet(EVERY_USER) && access.everyUser && isLimited(access)
      ? {
          path: EVERY_USER,
          value: true,
          problem: 'the value contradicts groups, roles, emailDomains or rights, which limit the access',
          allowed: 'false, together with groups, roles, emailDomains or rights',
          fix: 'remove everyUser, or remove groups, roles, emailDomains and rights',
        }
      : undefined,
};

const everyUserIsAccepted: CrossFieldRule = {
  keys: [...LISTS, EVERY_USER, RISK],
  check: ({ dashboard: { access }, acceptedRisks }) =>
    admitsEveryUser(access) && acceptedRisks.everyUser === undefined
      ? {
          path: EVERY_USER,
          value: true,
          problem: 'every user of the realm could read and change everything in Qdrant',
          allowed: 'false, or a reason in acceptedRisks.everyUser',
          fix: 'write groups, roles or emailDomains instead, or give a reason in acceptedRisks.everyUser',
        }
      : undefined,
};

const rolesLimitAccess: CrossFieldRule = {
  keys: [[...ACCESS, 'roles']],
  check: ({ dashboard: { access } }) => {
    const index = access.roles.findIndex(role => OAuth2ProxyChart.isDefaultRole(role));
    return index < 0
      ? undefined
      : {
          path: [...ACCESS, 'roles', index],
          value: access.roles[index],
          problem: 'Keycloak gives this role to every user of the realm',
          allowed: 'roles that only some users have',
          fix: 'remove the role; to give access to every user, write only everyUser: true, with a reason in acceptedRisks.everyUser',
        };
  },
};

const controllerAsksProxy: CrossFieldRule = {
  keys: [['dashboard', 'mode'], ['gateway'], ...ANNOTATION_KEYS],
  check: config =>
    config.dashboard.mode === 'auth-request' && !config.gateway && !supportsAnnotations(config)
      ? {
          path: ['ingressClassName'],
          value: config.ingressClassName,
          problem:
            'dashboard.mode auth-request needs a controller that asks oauth2-proxy about each request, and other controllers might skip the sign-in',
          allowed: 'the class of an ingress-nginx controller',
          fix: `write dashboard: { mode: proxy }, which works with any controller and is the default of profile production; or ${GIVE_CLASS_REASON}`,
        }
      : undefined,
};

export const ACCESS_RULES: readonly CrossFieldRule[] = [
  someUsersHaveAccess,
  everyUserOrLists,
  everyUserIsAccepted,
  rolesLimitAccess,
  controllerAsksProxy,
];
