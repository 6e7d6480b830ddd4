import { CrossFieldRule } from '../rule';

const gatewayNeedsProxy: CrossFieldRule = {
  involved: [['gateway'], ['gateway', 'name'], ['dashboard', 'mode']],
  judge: ({ gateway, dashboard }) =>
    gateway && dashboard.mode !== 'proxy'
      ? {
          path: ['gateway'],
          problem: `a Gateway cannot ask whether somebody is signed in, as dashboard.mode ${dashboard.mode} needs it`,
          allowed: 'a gateway together with dashboard.mode proxy',
          fix: 'write dashboard: { mode: proxy }, or remove gateway',
        }
      : undefined,
};

export const GATEWAY_RULES: readonly CrossFieldRule[] = [gatewayNeedsProxy];
