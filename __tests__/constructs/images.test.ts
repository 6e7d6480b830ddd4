import { Images } from 'cdk8s-qdrant';

test.each([
  ['quay.io/oauth2-proxy/oauth2-proxy:v7.15.1', true],
  ['harbor.example.com:8443/library/oauth2-proxy:7.14.9-alpine@sha256:0', true],
  ['oauth2-proxy:v7.15.2', false],
  ['oauth2-proxy:v7.15.2-alpine', false],
  ['oauth2-proxy:v7.15.2-rc.1', true],
  ['oauth2-proxy:v7.15.2-dev', true],
  ['oauth2-proxy:v7.15.3-rc.1', false],
  ['oauth2-proxy:v7.15.1.9', true],
  ['oauth2-proxy:v7.15.2.1-alpine', false],
  ['oauth2-proxy:v7.14', true],
  ['oauth2-proxy:6', true],
  ['oauth2-proxy:v7.15', false],
  ['oauth2-proxy:v7', false],
  ['oauth2-proxy:latest', false],
  ['10.0.0.1:5000/oauth2-proxy', false],
  ['1.2.3-mirror.example.com/oauth2-proxy@sha256:0', false],
])('the tag of %s tells whether it is before v7.15.2: %p', (image, isBefore) => {
  expect(Images.isBefore(image, 'v7.15.2')).toBe(isBefore);
});

test.each([
  ['localhost:5000/qdrant@sha256:0', '1.19.2', 'localhost:5000/qdrant:1.19.2'],
  ['qdrant:stable@sha256:0', 'v1.19.2', 'qdrant:v1.19.2'],
  ['qdrant:v1.15.4', '1.19.2', 'qdrant:v1.15.4'],
  ['qdrant@sha256:0', undefined, 'qdrant@sha256:0'],
])('%s with version %s is %s', (image, version, expected) => {
  expect(Images.withVersion(image, version)).toBe(expected);
});
