import { integer } from '../building-blocks';
import { stringOf, type StringRule } from '../string-rule';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

const CIDR = {
  noun: 'a network',
  allowed: 'an IP address with a prefix length, such as 10.0.0.0/24',
  maxLength: 43,
  pattern: new RegExp(
    `^(?:(?:${OCTET}\\.){3}${OCTET}/(?:3[0-2]|[12]?\\d)|(?=[^/]*:[^/]*:)[0-9a-f:]{2,39}/(?:12[0-8]|1[01]\\d|[1-9]?\\d))$`,
  ),
  example: '10.0.0.0/24',
  mistakes: [[/^[\d.]+$|^[^/]*:[^/]*:[^/]*$/, 'the network has no prefix length']],
  correct: value => (/^[\d.]+$/.test(value) ? `${value}/32` : value),
} satisfies StringRule;

/** A network of IPv4 or IPv6 addresses. */
export const cidr = stringOf(CIDR);

/** Prefixes of more addresses than one organization has. Two halves of all addresses are all addresses too. */
const TOO_SHORT = '(?:[\\d.]+/[0-7]|.*:.*/(?:\\d|1[0-5]))$';

/** A network that is not most of the Internet. `consequence` is the effect of such a network. */
export const limitedNetwork = (consequence: string) =>
  stringOf({
    ...CIDR,
    allowed: `${CIDR.allowed}; a prefix of at least /8, or /16 for IPv6`,
    pattern: new RegExp(`^(?!${TOO_SHORT})${CIDR.pattern.source}`),
    mistakes: [...CIDR.mistakes, [new RegExp(`^${TOO_SHORT}`), `the network is too large: ${consequence}`]],
  });

/** A port number. */
export const portLike = (example: number) =>
  integer({ min: 1, max: 65535 }, { problem: 'the value is not a port', fix: `for example, write ${example}` });
