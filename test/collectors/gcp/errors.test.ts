import { CannotObserve } from 'claimcheck/plugin';
import { describe, expect, test } from 'vitest';
import { meaning } from '../../../collectors/gcp/errors.ts';

/** As google-auth-library throws it. */
function thrown(status: number, data: unknown, headers: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error('Request failed'), { status, code: status, response: { status, data, headers: new Headers(headers) } });
}

const info = (reason: string, metadata: object = {}) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata,
});
const rpc = (code: number, status: string, details: readonly object[] = []) =>
  thrown(code, { error: { code, message: 'Sorry', status, details } });
const storage = (code: number, reason: string, message = 'Sorry') =>
  thrown(code, { error: { code, message, errors: [{ domain: 'global', reason, message }] } });

describe('an error of an API', () => {
  test.each([
    ['401 UNAUTHENTICATED', rpc(401, 'UNAUTHENTICATED'), 'denied', 'UNAUTHENTICATED', false],
    ['401 of an ended token', rpc(401, 'UNAUTHENTICATED', [info('ACCESS_TOKEN_EXPIRED')]), 'denied', 'ACCESS_TOKEN_EXPIRED', false],
    ['401 of Cloud Storage', storage(401, 'authError'), 'denied', 'authError', false],
    ['401 without a token', storage(401, 'required'), 'denied', 'required', false],
    ['403 of an API that is off', rpc(403, 'PERMISSION_DENIED', [info('SERVICE_DISABLED')]), 'unsupported', 'SERVICE_DISABLED', false],
    [
      '403 of an API that is off, as recorded',
      thrown(403, { error: { code: 403, errors: [{ reason: 'accessNotConfigured' }], status: 'PERMISSION_DENIED' } }),
      'unsupported',
      'SERVICE_DISABLED',
      false,
    ],
    [
      '403 of a perimeter',
      rpc(403, 'PERMISSION_DENIED', [{ violations: [{ type: 'VPC_SERVICE_CONTROLS' }] }]),
      'denied',
      'SECURITY_POLICY_VIOLATED',
      false,
    ],
    [
      '403 of a perimeter, by its reason',
      rpc(403, 'PERMISSION_DENIED', [info('SECURITY_POLICY_VIOLATED', { uid: 'abc' })]),
      'denied',
      'SECURITY_POLICY_VIOLATED',
      false,
    ],
    [
      '403 of a perimeter, by its words',
      storage(403, 'forbidden', 'no. vpcServiceControlsUniqueIdentifier: abc'),
      'denied',
      'SECURITY_POLICY_VIOLATED',
      false,
    ],
    ['403 of IAM', rpc(403, 'PERMISSION_DENIED', [info('IAM_PERMISSION_DENIED')]), 'denied', 'IAM_PERMISSION_DENIED', false],
    ['403 of Cloud Storage', storage(403, 'forbidden'), 'denied', 'forbidden', false],
    ['403 of scopes', storage(403, 'insufficientPermissions'), 'denied', 'insufficientPermissions', false],
    [
      '403 of an organisation policy',
      rpc(403, 'PERMISSION_DENIED', [info('RESOURCE_USAGE_RESTRICTION_VIOLATED')]),
      'denied',
      'RESOURCE_USAGE_RESTRICTION_VIOLATED',
      false,
    ],
    ['403 of billing', rpc(403, 'PERMISSION_DENIED', [info('BILLING_DISABLED')]), 'denied', 'BILLING_DISABLED', false],
    ['403 of a disabled account', storage(403, 'accountDisabled'), 'denied', 'accountDisabled', false],
    ['403 of a deleted consumer', rpc(403, 'PERMISSION_DENIED', [info('CONSUMER_INVALID')]), 'denied', 'CONSUMER_INVALID', false],
    ['403 that is a limit', storage(403, 'userRateLimitExceeded'), 'throttled', 'userRateLimitExceeded', true],
    ['403 of a used-up day', storage(403, 'dailyLimitExceeded'), 'throttled', 'dailyLimitExceeded', false],
    ['429 of Cloud Storage', storage(429, 'rateLimitExceeded'), 'throttled', 'rateLimitExceeded', true],
    ['429 RESOURCE_EXHAUSTED', rpc(429, 'RESOURCE_EXHAUSTED'), 'throttled', 'RESOURCE_EXHAUSTED', true],
    ['429 with its reason', rpc(429, 'RESOURCE_EXHAUSTED', [info('RATE_LIMIT_EXCEEDED')]), 'throttled', 'RATE_LIMIT_EXCEEDED', true],
    ['404 of something named', storage(404, 'notFound'), 'malformed', 'notFound', false],
    ['404 NOT_FOUND', rpc(404, 'NOT_FOUND'), 'malformed', 'NOT_FOUND', false],
    ['400 of an unknown project', storage(400, 'invalid'), 'malformed', 'invalid', false],
    ['501 UNIMPLEMENTED', rpc(501, 'UNIMPLEMENTED'), 'unsupported', undefined, false],
    ['503 of Cloud Storage', storage(503, 'backendError'), 'unreachable', 'backendError', true],
    ['503 UNAVAILABLE', rpc(503, 'UNAVAILABLE'), 'unreachable', 'UNAVAILABLE', true],
    ['504 DEADLINE_EXCEEDED', rpc(504, 'DEADLINE_EXCEEDED'), 'unreachable', 'DEADLINE_EXCEEDED', true],
    ["a front end's page of 404", thrown(404, '<html>'), 'unsupported', undefined, false],
    ["a proxy's page of 403", thrown(403, '<html>'), 'denied', undefined, false],
    ["a proxy's page of 502", thrown(502, '<html>'), 'unreachable', undefined, true],
    ['a redirect', thrown(302, ''), 'malformed', undefined, false],
    ['a token exchange refused', thrown(400, { error: 'invalid_grant', error_description: 'Sorry' }), 'denied', 'invalid_grant', false],
  ])('%s', (_, error, reason, code, retry) => {
    const { retryAfter, ...meant } = meaning(error);
    expect({ code: undefined, ...meant }).toEqual({ reason, code, retry, status: Reflect.get(error, 'status') });
    expect(retryAfter).toBeUndefined();
  });

  test("of a code that we do not know has none: it could be somebody's name", () => {
    expect(meaning(storage(403, 'projectOfSomebody')).code).toBeUndefined();
  });
});

describe('an error of the network', () => {
  test.each([
    ['ECONNREFUSED', 'unreachable', true],
    ['ENOTFOUND', 'unreachable', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', false],
    ['Z_DATA_ERROR', 'malformed', false],
    ['HPE_INVALID_CONSTANT', 'malformed', false],
  ])('%s', (code, reason, retry) => {
    expect(meaning(Object.assign(new Error('no'), { code }))).toMatchObject({ reason, code, retry });
    expect(meaning(new Error('wrapped', { cause: Object.assign(new Error('no'), { code }) }))).toMatchObject({ reason, code, retry });
  });
});

describe('how long to wait', () => {
  test.each([
    ['seconds', { 'retry-after': '7' }, [], 7000],
    [
      "a date, by the answer's own clock",
      { 'retry-after': 'Sat, 21 Nov 2026 09:00:09 GMT', date: 'Sat, 21 Nov 2026 09:00:00 GMT' },
      [],
      9000,
    ],
    ['RetryInfo', {}, [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }], 1500],
    ['nothing', {}, [], undefined],
  ])('%s', (_, headers, details, wait) => {
    expect(meaning(thrown(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details } }, headers)).retryAfter).toBe(wait);
  });
});

describe('anything else', () => {
  test("what was planned keeps its meaning, also inside of the library's own error", () => {
    const planned = new CannotObserve('denied', 'no', { code: 'NoCredentials' });
    expect([meaning(planned), meaning(new Error('wrapped', { cause: planned }))]).toMatchObject([
      { reason: 'denied', code: 'NoCredentials', retry: false },
      { reason: 'denied', code: 'NoCredentials', retry: false },
    ]);
  });

  test.each([
    undefined,
    null,
    'text',
    7,
    {},
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    ),
  ])('%# is a bug, and not one of ours', (error) => {
    expect(meaning(error)).toMatchObject({ reason: 'bug', retry: false });
  });

  test('a cause that leads back to itself ends', () => {
    const error = new Error('round');
    error.cause = error;
    expect(meaning(error)).toMatchObject({ reason: 'bug' });
  });
});
