const GENERATED = ['cert-manager.io', 'gateway.networking.k8s.io'];

/** The modules of generated types that a config loads. To load one costs more than a whole synth. */
function loadedBy(config: string): string[] {
  const loaded: string[] = [];
  jest.isolateModules(() => {
    for (const name of GENERATED) {
      const file = `../../constructs/src/imports/${name}`;
      jest.doMock(file, () => {
        loaded.push(name);
        return jest.requireActual(file);
      });
    }
    const { buildApp } = jest.requireActual<typeof import('../../app')>('../../app');
    const { parseConfig } = jest.requireActual<typeof import('../../config/load')>('../../config/load');
    const { synthApp } = jest.requireActual<typeof import('../support/objects')>('../support/objects');
    synthApp(buildApp(parseConfig(config, 'config.yaml')));
  });
  return loaded;
}

test.each([
  ['domainName: example.com', []],
  ['certificate: { issuer: letsencrypt }', ['cert-manager.io']],
  ['{ gateway: { name: public }, dashboard: { mode: proxy } }', ['gateway.networking.k8s.io']],
])('%s loads of the generated types only %p', (config, expected) => {
  expect(loadedBy(config)).toEqual(expected);
});
