import { z } from 'zod';
import { bytes, cpu } from './quantity';
import { type Mistake, refusal } from './text';
import { objectName } from './values';

/** A mapping that takes these keys and no other. */
export function keys<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, `a mapping of ${Object.keys(shape).join(', ')}`);
}

/** A list without repetitions. */
export function unique<Item extends z.ZodType<string>>(item: Item, allowed: string) {
  return z.array(item, allowed).check(({ value, issues }) =>
    value.forEach((each, index) => {
      if (value.indexOf(each) < index) {
        issues.push(
          refusal(each, allowed, { problem: 'it stands in the list twice', fix: 'remove one of them' }, [index]),
        );
      }
    }),
  );
}

/** A whole number from 1, of which `mistake` refuses some. */
export function wholeNumber(allowed: string, mistake: (value: number) => Mistake | undefined) {
  return z
    .number(allowed)
    .check(({ value, issues }) => {
      const found = Number.isInteger(value)
        ? mistake(value)
        : { problem: 'it is not a whole number', fix: `write ${allowed}` };
      if (found) {
        issues.push(refusal(value, allowed, found));
      }
    })
    .meta({ type: 'integer', minimum: 1 });
}

interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

/** CPU and memory of a container. */
export function resources(defaults: { readonly requests: Amounts; readonly limits: Amounts }) {
  const amounts = (of: Amounts) =>
    keys({
      cpu: cpu(of.cpu).prefault(of.cpu).describe('CPU: cores, or thousandths of a core with an m.'),
      memory: bytes(of.memory).prefault(of.memory).describe('Memory in bytes, usually with Mi or Gi.'),
    }).prefault({});
  return keys({
    requests: amounts(defaults.requests).describe('What the scheduler reserves. At most the limits.'),
    limits: amounts(defaults.limits).describe('What the container may use. At least the requests.'),
  })
    .prefault({})
    .describe('CPU and memory of the container. Values left out keep their defaults.');
}

export const storageClassName = objectName('longhorn')
  .optional()
  .describe("StorageClass for block devices; Qdrant does not work on NFS. Default: the cluster's default class.");
