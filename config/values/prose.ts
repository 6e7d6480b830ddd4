import { stringOf } from '../string-rule';

/** The reason for an accepted risk. The reader of the Kubernetes object sees this reason. */
export const reason = stringOf({
  noun: 'a reason',
  allowed: 'a sentence in one line; at least 10 characters',
  maxLength: 500,
  pattern: /^(?=.*\S.*\S)[^\r\n]{10,}$/,
  example: 'only the pods of this cluster reach it',
  mistakes: [
    [/[\r\n]/, 'the reason has several lines'],
    [/^.{0,9}$/, 'the reason is too short'],
  ],
  correct: () => '',
});

export const filePath = stringOf({
  noun: 'the path of a file',
  allowed: 'a path, absolute or relative to the config file',
  maxLength: 1000,
  pattern: /^[^\0\r\n]+$/,
  example: 'keycloak-ca.crt',
});
