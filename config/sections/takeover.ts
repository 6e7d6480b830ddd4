import * as z from 'zod';
import { looksSecret } from '../../cli/secrets';
import { tooMany, uniqueList } from '../building-blocks';
import { issueOf } from '../issue';
import { hostname } from '../values/hosts';
import { pairs } from '../values/kubernetes';

const MOST = 50;

/** What a deploy can take away from a running installation. */
export const LOSSES = [
  'apiKeys',
  'tls',
  'access',
  'networkPolicies',
  'ingressAnnotations',
  'ingressClass',
  'data',
] as const;

export type Loss = (typeof LOSSES)[number];

export const allowedLosses = uniqueList(z.enum(LOSSES, `one of ${LOSSES.join(', ')}`), {
  of: `values of ${LOSSES.join(', ')}`,
  max: LOSSES.length,
})
  .prefault([])
  .describe('What deploy may take away from the running installation. Default: nothing that protects it, and no data.');

const annotations = pairs({
  of: 'annotations',
  most: MOST,
  value: z.string('a string').max(4096, 'at most 4096 characters'),
});

export const ingressAnnotations = annotations.optional().describe('More annotations of every ingress or route.');

const HOSTS = `a mapping of at most ${MOST} hosts to their annotations`;
const VARIABLES = `a mapping of at most ${MOST} environment variables to their values`;

export const hostAnnotations = z
  .record(hostname('qdrant.example.com'), annotations, HOSTS)
  .check(({ value, issues }) => {
    const count = Object.keys(value).length;
    if (count > MOST) {
      issues.push(issueOf(value, HOSTS, tooMany(count, MOST, 'hosts')));
    }
  })
  .meta({ maxProperties: MOST })
  .optional()
  .describe('More annotations of the ingresses of single hosts, by the host.');

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const discoveryVariables = z
  .record(
    z.string().meta({ pattern: VARIABLE.source }),
    z.string('a string').max(4096, 'at most 4096 characters'),
    VARIABLES,
  )
  .check(({ value, issues }) => {
    const count = Object.keys(value).length;
    if (count > MOST) {
      issues.push(issueOf(value, VARIABLES, tooMany(count, MOST, 'environment variables')));
    }
    for (const name of Object.keys(value)) {
      if (looksSecret(name)) {
        const fix = 'remove the variable; every tool that reads the ConfigMap would know the value';
        const problem = 'a config file must not contain a secret';
        issues.push(issueOf('***', 'variables that are not secret', { problem, fix }, [name]));
      } else if (!VARIABLE.test(name)) {
        const fix = 'for example, write QDRANT_URL';
        const problem = 'the key is not the name of a variable';
        issues.push(issueOf(value[name], 'letters, digits and underscores', { problem, fix }, [name]));
      }
    }
  })
  .meta({ maxProperties: MOST })
  .optional()
  .describe('More environment variables that the service discovery of Thinkube announces. Default: none.');
