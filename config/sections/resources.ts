import { mapping } from '../building-blocks';
import { cpu, memory } from '../quantity';

interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** The process does not start with lower limits. */
  readonly lowest: Amounts;
}

const otherStorage = memory('2Gi')
  .nullable()
  .optional()
  .describe("The node's disk that the container uses outside of volumes. Default: none.");

/** CPU and memory of a container. `null` is no amount. */
export function resources(defaults: Resources) {
  const amounts = (of: Amounts, lowest?: Amounts) =>
    mapping({
      cpu: cpu(of.cpu, lowest?.cpu)
        .nullable()
        .prefault(of.cpu)
        .describe('CPU in cores, or in thousandths of a core with the suffix m. null for none.'),
      memory: memory(of.memory, lowest?.memory)
        .nullable()
        .prefault(of.memory)
        .describe('Memory in bytes, usually with the unit Mi or Gi. null for none.'),
      'ephemeral-storage': otherStorage,
    })
      .nullable()
      .prefault({});
  return mapping({
    requests: amounts(defaults.requests).describe(
      'The scheduler reserves these amounts. At most the limits. null for none.',
    ),
    limits: amounts(defaults.limits, defaults.lowest).describe(
      'The container uses at most these amounts. At least the requests. null for none.',
    ),
  })
    .prefault({})
    .describe('CPU and memory of the container. Omitted values keep their defaults.');
}
