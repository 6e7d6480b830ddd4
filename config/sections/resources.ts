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

/** CPU and memory of a container. */
export function resources(defaults: Resources) {
  const amounts = (of: Amounts, lowest?: Amounts) =>
    mapping({
      cpu: cpu(of.cpu, lowest?.cpu)
        .prefault(of.cpu)
        .describe('CPU in cores, or in thousandths of a core with the suffix m.'),
      memory: memory(of.memory, lowest?.memory)
        .prefault(of.memory)
        .describe('Memory in bytes, usually with the unit Mi or Gi.'),
    }).prefault({});
  return mapping({
    requests: amounts(defaults.requests).describe('The scheduler reserves these amounts. At most the limits.'),
    limits: amounts(defaults.limits, defaults.lowest).describe(
      'The container uses at most these amounts. At least the requests.',
    ),
  })
    .prefault({})
    .describe('CPU and memory of the container. Omitted values keep their defaults.');
}
