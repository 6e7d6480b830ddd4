import { stringOf } from '../string-rule';
import { HOST, PORT } from './patterns';

const REPOSITORY_PART = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const REPOSITORY = `${REPOSITORY_PART}(?:/${REPOSITORY_PART})*`;
const DIGEST = '@sha256:[a-f0-9]{64}';

export const registry = stringOf({
  noun: 'a registry',
  allowed: 'host or host:port in lower case, without scheme or path',
  maxLength: 259,
  pattern: new RegExp(`^${HOST}(?:${PORT})?$`),
  example: 'harbor.example.com',
  correct: value => value.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, ''),
});

export const registryProject = stringOf({
  noun: 'a path in a registry',
  allowed: 'names in lower case, separated by single slashes, without a slash at either end',
  maxLength: 200,
  pattern: new RegExp(`^${REPOSITORY}$`),
  example: 'library',
  correct: value => value.replace(/^\/+|\/+$/g, ''),
});

export const version = stringOf({
  noun: 'a version',
  allowed: 'three numbers, such as 1.19.2',
  maxLength: 100,
  pattern: /^v?\d+\.\d+\.\d+(?:-[\w.-]*\w)?$/,
  example: '1.19.2',
});

export const image = (example: string) => {
  const name = `(?:${HOST}(?:${PORT})?/)?${REPOSITORY}`;
  return stringOf({
    noun: 'an image reference',
    allowed: '[registry/]name:tag or [registry/]name@sha256:…, with the name in lower case',
    maxLength: 500,
    pattern: new RegExp(`^${name}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?:${DIGEST})?|${DIGEST})$`),
    example,
    mistakes: [[new RegExp(`^${name}$`), 'the image has no tag and no digest', 'add the tag of a version']],
  });
};
