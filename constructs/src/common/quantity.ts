import { type k8s } from 'cdk8s-plus-30';
import { invalidProp } from './errors';

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const NANO = 1_000_000_000n;
const FORM = /^(\d+)(?:\.(\d{1,9}))?(?:([eE][+-]?\d{1,2})|(n|u|m|k|M|G|T|P|E|[KMGTPE]i)?)$/;

interface Quantity {
  /** Billionths of the unit. */
  readonly nano: bigint;
  readonly form: 'binary' | 'decimal' | 'exponent';
}

/** The quantity as the API server returns it: without a fraction, and with the largest suffix: `1024Gi` becomes `1Ti`. */
export function canonicalQuantity(text: string): string {
  const quantity = read(text);
  // The API server keeps exponents too, and writes them in a form of its own.
  if (!quantity || quantity.form === 'exponent') {
    return text;
  }
  const { nano, form } = quantity;
  const units = nano / NANO;
  if (form === 'binary' && nano % NANO === 0n && units >= 1024n) {
    return withSuffix(units, 1024n, ['', ...BINARY]);
  }
  return withSuffix(nano, 1000n, DECIMAL);
}

/** The quantities of a list of resources in canonical form. */
export function canonicalResources(resources: k8s.ResourceRequirements | undefined) {
  const all = (amounts: Readonly<Record<string, k8s.Quantity>> | undefined) =>
    amounts &&
    Object.fromEntries(
      Object.entries(amounts).map(([name, { value }]) => [name, { value: canonicalQuantity(String(value)) }]),
    );
  return resources && { ...resources, requests: all(resources.requests), limits: all(resources.limits) };
}

/** Rejects a size that the API server does not accept as an amount of bytes. */
export function validateSize(construct: string, prop: string, size: unknown): void {
  const quantity = typeof size === 'string' ? read(size) : undefined;
  if (!quantity || quantity.nano <= 0n) {
    const fix = `for example, write ${corrected(size) ?? '150Gi'}`;
    throw invalidProp(construct, prop, size, 'an amount of bytes such as 150Gi, as a string', fix);
  }
}

/** Rejects requests above limits, and amounts that the API server does not accept. */
export function validateResources(
  construct: string,
  prop: string,
  { requests = {}, limits = {} }: k8s.ResourceRequirements,
): void {
  for (const [kind, amounts] of Object.entries({ requests, limits })) {
    for (const [name, { value }] of Object.entries(amounts)) {
      if (!read(String(value))) {
        const fix = `for example, write ${corrected(value) ?? (name === 'cpu' ? '500m' : '4Gi')}`;
        throw invalidProp(construct, `${prop}.${kind}.${name}`, value, 'a Kubernetes quantity', fix);
      }
    }
  }
  for (const [name, { value }] of Object.entries(requests)) {
    const limit = limits[name] && read(String(limits[name].value));
    if (limit && read(String(value))!.nano > limit.nano) {
      const allowed = `at most limits.${name}, which is ${limits[name]!.value}`;
      throw invalidProp(construct, `${prop}.requests.${name}`, value, allowed, 'raise the limit, or lower the request');
    }
  }
}

function read(text: string): Quantity | undefined {
  const [isQuantity, integer = '', fraction = '', exponent, suffix = ''] = FORM.exec(text) ?? [];
  if (isQuantity === undefined) {
    return undefined;
  }
  const nano = BigInt(integer) * NANO + BigInt(fraction.padEnd(9, '0'));
  if (exponent !== undefined) {
    const power = Number(exponent.slice(1));
    const factor = 10n ** BigInt(Math.abs(power));
    return { nano: power < 0 ? nano / factor : nano * factor, form: 'exponent' };
  }
  if (BINARY.includes(suffix)) {
    return { nano: nano * 1024n ** BigInt(BINARY.indexOf(suffix) + 1), form: 'binary' };
  }
  return { nano: (nano * 1000n ** BigInt(DECIMAL.indexOf(suffix))) / NANO, form: 'decimal' };
}

/** The number with the largest suffix that leaves no fraction. */
function withSuffix(count: bigint, base: bigint, suffixes: readonly string[]): string {
  const last = suffixes.length - 1;
  let rest = count;
  let step = 0;
  while (step < last && rest > 0n && rest % base === 0n) {
    rest /= base;
    step += 1;
  }
  return `${rest}${rest === 0n ? '' : suffixes[step]}`;
}

/** `150GB`, `150 gi` and `150g` become `150Gi`. */
function corrected(value: unknown): string | undefined {
  const [, number, prefix] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtpe])i?b?\s*$/i.exec(String(value)) ?? [];
  return number && prefix ? `${number}${prefix.toUpperCase()}i` : undefined;
}
