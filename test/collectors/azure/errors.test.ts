import { describe, expect, test } from 'vitest';
import { deniedBy, excludes, meaning } from '../../../collectors/azure/errors.ts';
import { CannotObserve } from '../../../src/plugin.ts';

/** As `@azure/core-rest-pipeline` throws them. */
function rest(statusCode: number | undefined, code: string | undefined, headers: Readonly<Record<string, string>> = {}, details?: unknown) {
  const response = { status: statusCode, headers: { get: (name: string) => headers[name] } };
  return Object.assign(new Error('in so many words'), { name: 'RestError', statusCode, code, response, details });
}

describe('a refusal', () => {
  test.each([
    [403, 'AuthorizationFailed', 'identity'],
    [403, 'LinkedAuthorizationFailed', 'identity'],
    [403, 'RequestDisallowedByPolicy', 'organisation'],
    [409, 'ScopeLocked', 'organisation'],
    [403, 'DenyAssignmentAuthorizationFailed', 'organisation'],
    [403, 'Authorization_RequestDenied', 'directory'],
    [401, 'InvalidAuthenticationTokenTenant', 'credentials'],
    [404, 'SubscriptionNotFound', 'subscription'],
    [409, 'ReadOnlyDisabledSubscription', 'subscription'],
  ])('%i %s is denied by %s, once and for all', (status, code, by) => {
    expect(meaning(rest(status, code))).toMatchObject({ reason: 'denied', retry: false, code, status });
    expect(deniedBy(code)).toBe(by);
  });

  test('of a vault says by its inner code that its own firewall did it', () => {
    const details = { error: { code: 'Forbidden', innererror: { code: 'ForbiddenByFirewall' } } };
    expect(meaning(rest(403, 'Forbidden', {}, details))).toMatchObject({ reason: 'denied', code: 'ForbiddenByFirewall' });
    expect(deniedBy('ForbiddenByFirewall')).toBe('resource');
  });

  test.each(['ExpiredAuthenticationToken', 'InvalidAuthenticationToken'])('401 %s may pass with a new token', (code) => {
    expect(meaning(rest(401, code))).toMatchObject({ reason: 'denied', retry: true, code });
  });

  test.each([401, 403, 407])('%i without a code is denied', (status) => {
    expect(meaning(rest(status, undefined))).toEqual(expect.objectContaining({ reason: 'denied', retry: false, code: undefined }));
  });
});

describe('what is not there', () => {
  test.each([
    [409, 'MissingSubscriptionRegistration'],
    [409, 'SubscriptionNotRegistered'],
    [400, 'NoRegisteredProviderFound'],
    [400, 'LocationNotAvailableForResourceType'],
    [409, 'OperationNotAllowed'],
  ])('%i %s is unsupported', (status, code) => {
    expect(meaning(rest(status, code))).toMatchObject({ reason: 'unsupported', retry: false, code });
  });

  test('404 of the resource manager itself contradicts its listing; any other 404 is an address that knows no such call', () => {
    expect(meaning(rest(404, 'ResourceNotFound'))).toMatchObject({ reason: 'malformed', code: 'ResourceNotFound' });
    expect(meaning(rest(404, undefined))).toMatchObject({ reason: 'unsupported' });
  });
});

describe('throttling', () => {
  test.each([
    ['TooManyRequests', { 'retry-after': '17' }, 17_000],
    ['OperationNotAllowed', { 'retry-after': '5' }, 5000],
    [undefined, { 'x-ms-retry-after-ms': '250' }, 250],
    ['TooManyRequests', { date: 'Sat, 01 Jan 2000 00:00:00 GMT', 'retry-after': 'Sat, 01 Jan 2000 00:00:30 GMT' }, 30_000],
    ['TooManyRequests', { 'retry-after': 'soon' }, undefined],
  ])('429 %s with %j', (code, headers, retryAfter) => {
    expect(meaning(rest(429, code, headers))).toMatchObject({ reason: 'throttled', retry: true, retryAfter });
  });

  test('a code of it is throttled whatever the status', () => {
    expect(meaning(rest(503, 'SubscriptionRequestsThrottled'))).toMatchObject({ reason: 'throttled', retry: true });
  });
});

describe('what cannot be reached', () => {
  test.each([
    [rest(500, 'InternalServerError'), true],
    [rest(503, undefined), true],
    [rest(599, 'SomethingNew'), true],
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), true],
    [Object.assign(new Error('x'), { code: 'ENOTFOUND' }), true],
    [Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), false],
    [Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), {}), true],
    [Object.assign(new Error('endpoints_resolution_error: Endpoints cannot be resolved'), { name: 'CredentialUnavailableError' }), true],
    [
      Object.assign(new Error('x', { cause: Object.assign(new Error('x'), { errorCode: 'network_error' }) }), {
        name: 'AuthenticationRequiredError',
      }),
      true,
    ],
  ])('%s', (error, retry) => {
    expect(meaning(error)).toMatchObject({ reason: 'unreachable', retry });
  });
});

describe('what cannot be read', () => {
  test.each([
    [rest(200, 'PARSE_ERROR'), 'PARSE_ERROR'],
    [rest(undefined, undefined), 'UnreadableAnswer'],
    [new TypeError("Cannot read properties of null (reading 'tags')"), 'UnreadableAnswer'],
    [new SyntaxError('Unexpected token <'), 'SyntaxError'],
    [Object.assign(new Error('x'), { code: 'Z_DATA_ERROR' }), 'Z_DATA_ERROR'],
  ])('%s', (error, code) => {
    expect(meaning(error)).toMatchObject({ reason: 'malformed', retry: false, code });
  });
});

describe('codes', () => {
  test.each(['11112222-3333-4444-8555-666677778888', 'sub_11112222333344448555666677778888', 'two words', 'a'.repeat(200), ''])(
    'are closed words: %j is none',
    (code) => {
      expect(meaning(rest(403, code)).code).toBeUndefined();
    },
  );

  test('of our own errors stay', () => {
    const error = new CannotObserve('malformed', 'x', { code: 'ForeignNextLink', status: 200 });
    expect(meaning(error)).toMatchObject({ reason: 'malformed', retry: false, code: 'ForeignNextLink', status: 200 });
  });
});

describe('anything can be thrown', () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
    },
  );
  test.each([[undefined], [null], ['text'], [7], [{}], [new Error('x')], [hostile]])('%#', (thrown) => {
    expect(meaning(thrown)).toMatchObject({ reason: 'bug', retry: false });
  });

  test('a cause that is its own', () => {
    const error: Error & { cause?: unknown } = new Error('x');
    error.cause = error;
    expect(meaning(error)).toMatchObject({ reason: 'bug' });
  });
});

describe('a subscription is left out', () => {
  const ended = (code: string, status?: number) =>
    new CannotObserve('unsupported', 'no', { code, ...(status === undefined ? {} : { status }) });

  test.each([
    ['MissingSubscriptionRegistration', 409, 'api-off'],
    ['ReadOnlyDisabledSubscription', 409, 'account-suspended'],
    ['SubscriptionDisabled', 403, 'account-suspended'],
  ])('by %s', (code, status, reason) => {
    expect(excludes(ended(code, status))).toBe(reason);
  });

  test.each([
    'AuthorizationFailed',
    'SubscriptionNotFound',
    'NoRegisteredProviderFound',
    'InvalidResourceNamespace',
    'RequestDisallowedByPolicy',
    'NoSubscriptions',
  ])('not by %s, which may mean something else', (code) => {
    expect(excludes(ended(code, 403))).toBeUndefined();
  });

  test('not by a code that no answer brought', () => {
    expect(excludes(ended('MissingSubscriptionRegistration'))).toBeUndefined();
  });
});
