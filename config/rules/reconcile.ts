import { CERTIFICATE_KEYS } from '../names';
import { type CrossFieldRule } from '../rule';

const PATH = ['reconcile', 'tlsSchedule'];

const certificateIsCopied: CrossFieldRule = {
  keys: [PATH, ...CERTIFICATE_KEYS.map(key => [key])],
  check: config => {
    const value = config.reconcile?.tlsSchedule;
    const other = CERTIFICATE_KEYS.find(key => config[key] !== undefined);
    return value !== undefined && other !== undefined
      ? {
          path: PATH,
          value,
          problem: `with ${other}, no run copies a certificate`,
          allowed: `absent with ${CERTIFICATE_KEYS.join(', ')}`,
          fix: 'remove the key',
        }
      : undefined;
  },
};

export const RECONCILE_RULES: readonly CrossFieldRule[] = [certificateIsCopied];
