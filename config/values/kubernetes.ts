import * as z from 'zod';
import { tooMany } from '../building-blocks';
import { issueOf } from '../issue';
import { stringOf } from '../string-rule';
import { HOST, LABEL, LONGEST_LABEL, LONGEST_NAME } from './patterns';

/** Kubernetes owns these namespaces. `default` also holds the certificate that the hook copies. */
const RESERVED_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const NAME = {
  allowed: 'lower-case letters, digits, hyphens and dots',
  maxLength: LONGEST_NAME,
  pattern: new RegExp(`^${HOST}$`),
};

/** The name of a Kubernetes object. */
export const objectName = (example: string) => stringOf({ ...NAME, noun: 'a Kubernetes name', example });

/** The name of a Secret. Messages never repeat the value, because it can be a secret by mistake. */
export const secretName = (example: string) =>
  stringOf({ ...NAME, noun: 'the name of a Secret', example, correct: () => '' });

/** A folder inside of a volume. Kubernetes refuses absolute paths, and `..`. */
export const subPath = stringOf({
  noun: 'a folder of the volume',
  allowed: 'a relative path of letters, digits, hyphens, underscores, dots and inner slashes, without ..',
  maxLength: LONGEST_NAME,
  pattern: /^(?!(?:.*\/)?\.\.?(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/,
  example: 'data',
  correct: value => value.replace(/^(?:\.?\/)+|\/+$/g, ''),
})
  .optional()
  .describe('The folder of the volume with the files. Default: the volume itself.');

/** An empty string is no class: Kubernetes binds a volume that exists. */
export const className = stringOf({
  ...NAME,
  noun: 'the name of a StorageClass',
  allowed: `${NAME.allowed}; or an empty string`,
  pattern: new RegExp(`^(?:${HOST})?$`),
  example: 'longhorn',
});

export const storageClassName = className
  .optional()
  .describe(
    "StorageClass of a block device. Qdrant does not work on NFS. '' for a volume without a class that you created. Default: the cluster's default class.",
  );

/** A key and not a name: a long string of letters and digits. */
const KEY_ITSELF = '(?:[A-Za-z0-9]{32,}|(?=.*[A-Za-z])(?=.*\\d).{20,})$';

/** The name of an entry in a Secret, short enough for the prefix `alt-`. Messages never repeat the value. */
export const secretKeyName = stringOf({
  noun: 'the name of an entry in a Secret',
  allowed: 'letters, digits, hyphens, underscores and dots',
  maxLength: LONGEST_NAME - 'alt-'.length,
  pattern: new RegExp(`^(?!\\.{1,2}$)(?!${KEY_ITSELF})[A-Za-z0-9._-]+$`),
  example: 'api-key',
  mistakes: [
    [/[^A-Za-z0-9._-]/, 'the name has other characters'],
    [
      new RegExp(`^${KEY_ITSELF}`),
      'the value looks like the key itself, and a file must not contain the key',
      'for example, write api-key; a name of 20 or more characters must have no digits',
    ],
  ],
  correct: () => '',
});

/** The names of Jobs have 11 more characters. */
export const LONGEST_CRON_JOB_NAME = 52;

const NAMESPACE = {
  noun: 'a namespace name',
  allowed: 'lower-case letters, digits and inner hyphens',
  maxLength: LONGEST_LABEL,
  pattern: new RegExp(`^${LABEL}$`),
};

/** A name that is also the value of a label. */
export const labelName = (example: string) => stringOf({ ...NAMESPACE, noun: 'a Kubernetes name', example });

/** The name of a CronJob: the names of its Jobs are longer. */
export const cronJobName = (example: string) =>
  stringOf({ ...NAMESPACE, maxLength: LONGEST_CRON_JOB_NAME, noun: 'a Kubernetes name', example });

/** The namespace of the stack. */
export const namespace = stringOf({
  ...NAMESPACE,
  allowed: `${NAMESPACE.allowed}; not ${RESERVED_NAMESPACES.join(', ')}`,
  pattern: new RegExp(`^(?!(?:${RESERVED_NAMESPACES.join('|')})$)${LABEL}$`),
  example: 'qdrant',
  mistakes: [[new RegExp(`^(?:${RESERVED_NAMESPACES.join('|')})$`), 'the namespace is reserved']],
});

/** Any namespace, including those of Kubernetes. */
export const namespaceName = stringOf({ ...NAMESPACE, example: 'gateways' });

const LABEL_PART = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const LABEL_KEY = new RegExp(`^(?:(?=[^/]{1,253}/)${HOST}/)?${LABEL_PART}$`);
const MOST_LABELS = 20;

interface PairsRule {
  /** What the pairs are: `annotations`. */
  readonly of: string;
  readonly most: number;
  readonly value: z.ZodType<string, string>;
}

/** Labels or annotations: a mapping of qualified names. */
export function pairs({ of, most, value }: PairsRule) {
  const allowed = `a mapping of at most ${most} ${of} to their values`;
  return z
    .record(z.string().meta({ pattern: LABEL_KEY.source }), value, allowed)
    .check(({ value: found, issues }) => {
      if (Object.keys(found).length > most) {
        issues.push(issueOf(found, allowed, tooMany(Object.keys(found).length, most, of)));
      }
      for (const name of Object.keys(found).filter(each => !LABEL_KEY.test(each))) {
        issues.push(
          issueOf(
            found[name],
            '[prefix/]name, with a name of at most 63 characters',
            { problem: `the key is not a name of ${of}`, fix: 'correct the name' },
            [name],
          ),
        );
      }
    })
    .meta({ maxProperties: most });
}

export const annotations = pairs({
  of: 'annotations',
  most: 50,
  value: z.string('a string').max(4096, 'at most 4096 characters'),
});

/** Labels of nodes. In contrast to a selector of pods, a value can be empty. */
export const nodeLabels = pairs({
  of: 'labels',
  most: MOST_LABELS,
  value: stringOf({
    noun: 'the value of a label',
    allowed: 'letters, digits, and inner hyphens, underscores and dots; or an empty string',
    maxLength: LONGEST_LABEL,
    pattern: new RegExp(`^(?:${LABEL_PART})?$`),
    example: 'vectors',
    correct: value => value.trim(),
  }),
});

/** Labels of a selector, at least one: an empty selector selects everything in Kubernetes. */
export function labelsOf(example: string) {
  const allowed = `a mapping of 1 to ${MOST_LABELS} labels to their values`;
  const value = stringOf({
    noun: 'the value of a label',
    allowed: 'letters, digits, and inner hyphens, underscores and dots',
    maxLength: LONGEST_LABEL,
    pattern: new RegExp(`^${LABEL_PART}$`),
    example: example.replace(/^.* /, ''),
  });
  return z
    .record(z.string().meta({ pattern: LABEL_KEY.source }), value, allowed)
    .check(({ value: labels, issues }) => {
      const names = Object.keys(labels);
      if (names.length === 0) {
        issues.push(
          issueOf(labels, allowed, { problem: 'the mapping is empty', fix: `for example, write { ${example} }` }),
        );
      }
      if (names.length > MOST_LABELS) {
        issues.push(issueOf(labels, allowed, tooMany(names.length, MOST_LABELS, 'labels')));
      }
      for (const name of names.filter(each => !LABEL_KEY.test(each))) {
        const known = 'the name of a label: [prefix/]name, with a name of at most 63 characters';
        issues.push(
          issueOf(labels[name], known, { problem: 'the key is not the name of a label', fix: 'correct the name' }, [
            name,
          ]),
        );
      }
    })
    .meta({ minProperties: 1, maxProperties: MOST_LABELS });
}
