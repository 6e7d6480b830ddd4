import * as z from 'zod';
import { boolean, integer, list, mapping } from '../building-blocks';
import { stringOf } from '../string-rule';
import { nodeLabels, objectName } from '../values/kubernetes';

const taintPart = (example: string) =>
  stringOf({
    noun: 'a part of a taint',
    allowed: 'letters, digits, hyphens, underscores, dots and one slash',
    maxLength: 317,
    pattern: /^[A-Za-z0-9._/-]*$/,
    example,
    correct: value => value.trim(),
  }).optional();

const toleration = mapping({
  key: taintPart('dedicated').describe('The key of the taint. Default: every taint, with operator Exists.'),
  operator: z.enum(['Equal', 'Exists'], 'Equal or Exists').optional().describe('Default: Equal.'),
  value: taintPart('qdrant').describe('The value of the taint, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'], 'NoSchedule, PreferNoSchedule or NoExecute')
    .optional()
    .describe('The effect of the taint. Default: every effect.'),
  tolerationSeconds: integer({ min: 0, max: 31_536_000 }, { problem: 'the value is negative', fix: 'write 0 or more' })
    .optional()
    .describe('With effect NoExecute: how long the pods stay. Default: for ever.'),
});

export const scheduling = mapping({
  nodeSelector: nodeLabels
    .optional()
    .describe('Labels that a node must have for the pods of the stack. Default: any node.'),
  tolerations: list(toleration, { of: 'tolerations', max: 20 })
    .optional()
    .describe('Node taints that the pods of the stack tolerate. Default: none.'),
  priorityClassName: objectName('system-cluster-critical')
    .optional()
    .describe('PriorityClass of the pods of the stack. Default: the default priority of the cluster.'),
  spread: boolean()
    .prefault(false)
    .describe('Whether the pods of Qdrant and oauth2-proxy spread over zones and hosts, where possible.'),
  disruptionBudgets: boolean()
    .prefault(false)
    .describe('Whether a drain evicts the pods of Qdrant and oauth2-proxy one at a time, with several replicas.'),
})
  .prefault({})
  .describe('The placement and the eviction of pods.');
