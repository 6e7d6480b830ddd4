import { ApiObject } from 'cdk8s';
import { buildApp } from '../../app';
import { parseConfig } from '../../config/load';
import { render } from '../../stack/manifests';

const newApp = () => buildApp(parseConfig('domainName: example.com\n', 'config.yaml'));

test('the rules and the files read the same JSON of an object, which is made once', () => {
  const app = newApp();
  const make = jest.spyOn(ApiObject.prototype, 'toJson');
  const objects = render(app).flatMap(file => file.objects);
  expect(make).toHaveBeenCalledTimes(objects.length);
  make.mockRestore();
});

test('the constructs make the JSON of an object once, or a second time after an annotation', () => {
  const make = jest.spyOn(ApiObject.prototype, 'toJson');
  const objects = newApp().node.findAll().filter(ApiObject.isApiObject);
  expect(make.mock.calls.length).toBeLessThanOrEqual(2 * objects.length);
  make.mockRestore();
});

test('an object that changes after it was rendered is rendered anew', () => {
  const app = newApp();
  render(app);
  const [first] = app.node.findAll().filter(ApiObject.isApiObject);
  first!.metadata.addLabel('colour', 'blue');
  expect(render(app).flatMap(file => file.text)[0]).toContain('colour: blue');
});
