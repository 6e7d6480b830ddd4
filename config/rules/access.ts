import { OAuth2ProxyChart } from 'cdk8s-qdrant';
import { admitsEveryUser, isLimited } from '../sections/dashboard';
import { type CrossFieldRule } from '../rule';
import { ANNOTATIONS_KNOWN, knowsAnnotations, SAY_WHY } from './ingress-class';

const ACCESS = ['dashboard', 'access'] as const;
const EVERY_USER = [...ACCESS, 'everyUser'];
const LISTS = ['groups', 'roles', 'emailDomains'].map(key => [...ACCESS, key]);
const RISK = ['acceptedRisks', 'everyUser'];

const someoneMayEnter: CrossFieldRule = {
  involved: [...LISTS, EVERY_USER],
  judge: ({ dashboard: { access } }) =>
    isLimited(access) || access.everyUser
      ? undefined
      : {
          path: ACCESS,
          problem: 'it is not said who may open the dashboard, and so read and change everything in Qdrant',
          allowed:
            'one or more of groups, roles and emailDomains; or everyUser: true, with a reason in acceptedRisks.everyUser',
          fix: 'write for example dashboard: { access: { groups: [/search/admins] } }',
        },
};

const everyoneOrSome: CrossFieldRule = {
  involved: [...LISTS, EVERY_USER],
  judge: ({ dashboard: { access } }, isGiven) =>
    isGiven(EVERY_USER) && access.everyUser && isLimited(access)
      ? {
          path: EVERY_USER,
          value: true,
          problem: 'groups, roles or emailDomains beside it say that not every user may open the dashboard',
          allowed: 'false, beside groups, roles or emailDomains',
          fix: 'remove everyUser, or remove groups, roles and emailDomains',
        }
      : undefined,
};

const everyUserIsAccepted: CrossFieldRule = {
  involved: [...LISTS, EVERY_USER, RISK],
  judge: ({ dashboard: { access }, acceptedRisks }) =>
    admitsEveryUser(access) && acceptedRisks.everyUser === undefined
      ? {
          path: EVERY_USER,
          value: true,
          problem: 'every user of the realm could read and change everything in Qdrant',
          allowed: 'false, or a reason in acceptedRisks.everyUser',
          fix: 'write groups, roles or emailDomains in its place, or say why in acceptedRisks.everyUser',
        }
      : undefined,
};

const rolesLimit: CrossFieldRule = {
  involved: [[...ACCESS, 'roles']],
  judge: ({ dashboard: { access } }) => {
    const at = access.roles.findIndex(role => OAuth2ProxyChart.isDefaultRole(role));
    return at < 0
      ? undefined
      : {
          path: [...ACCESS, 'roles', at],
          value: access.roles[at],
          problem: 'Keycloak gives this role to every user of the realm',
          allowed: 'roles that are given to some users',
          fix: 'remove it; where every user may open the dashboard, write everyUser: true alone, with a reason in acceptedRisks.everyUser',
        };
  },
};

const controllerAsks: CrossFieldRule = {
  involved: [['dashboard', 'mode'], ['gateway'], ...ANNOTATIONS_KNOWN],
  judge: config =>
    config.dashboard.mode === 'auth-request' && !config.gateway && !knowsAnnotations(config)
      ? {
          path: ['ingressClassName'],
          value: config.ingressClassName,
          problem:
            'dashboard.mode auth-request needs a controller that asks oauth2-proxy, and of this one that is not known: everybody might get through',
          allowed: 'the class of an ingress-nginx',
          fix: `write dashboard: { mode: proxy }, as profile production has it, which works on any controller; or ${SAY_WHY}`,
        }
      : undefined,
};

export const ACCESS_RULES: readonly CrossFieldRule[] = [
  someoneMayEnter,
  everyoneOrSome,
  everyUserIsAccepted,
  rolesLimit,
  controllerAsks,
];
