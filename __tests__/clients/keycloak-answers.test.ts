import { ResponseError } from '../../clients/http';
import { answerOf, redirectOf, retryAfter } from '../../clients/keycloak/answers';

test.each([301, 404, 429, 503])('a page that answers %d without headers is told', status => {
  const error = new ResponseError('<h1>Not here</h1>', status);

  expect(answerOf(error)).toContain(`the server answered ${status}`);
  expect(redirectOf(error)).toBeUndefined();
  expect(retryAfter(error)).toBeUndefined();
});

test('a page that asks to wait is waited for, and a redirect names its target', () => {
  expect(retryAfter(new ResponseError('', 429, new Headers({ 'retry-after': '3' })))).toBe(3000);
  expect(answerOf(new ResponseError('', 307, new Headers({ location: 'https://b.example.com/x?y=z' })))).toBe(
    'the server answered 307 Temporary Redirect to https://b.example.com/x',
  );
});
