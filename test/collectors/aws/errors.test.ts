import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { meaning } from '../../../collectors/aws/errors.ts';
import { kmsKeys } from '../../../collectors/aws/kms-keys.ts';
import { CannotObserve } from '../../../src/errors.ts';
import fc from '../../property.ts';
import { look } from './looking.ts';
import { type Answer, ec2Error, json, kmsError } from './loopback.ts';

/** An error as the SDK throws it for a code of a service. */
function service(name: string, status = 400, more: object = {}): Error {
  return Object.assign(new Error('refused'), { name, $fault: 'client', $metadata: { httpStatusCode: status }, ...more });
}
const system = (code: string) => Object.assign(new Error(code), { code });

describe('codes of services', () => {
  test.each([
    ['AccessDeniedException', 'denied'],
    ['AccessDenied', 'denied'],
    ['UnauthorizedOperation', 'denied'],
    ['AuthFailure', 'denied'],
    ['OptInRequired', 'denied'],
    ['ExpiredToken', 'denied'],
    ['ExpiredTokenException', 'denied'],
    ['InvalidClientTokenId', 'denied'],
    ['UnrecognizedClientException', 'denied'],
    ['SignatureDoesNotMatch', 'denied'],
    ['RegionDisabledException', 'denied'],
    ['CredentialsProviderError', 'denied'],
    ['InvalidAction', 'unsupported'],
    ['UnknownOperationException', 'unsupported'],
    ['UnsupportedOperation', 'unsupported'],
    ['UnsupportedOperationException', 'unsupported'],
    ['NotImplemented', 'unsupported'],
    ['ValidationException', 'malformed'],
    ['NotFoundException', 'malformed'],
  ])('%s: %s, and a second try would not help', (code, reason) => {
    expect(meaning(service(code))).toMatchObject({ reason, retry: false, code });
  });

  test.each([
    ['Throttling', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['RequestLimitExceeded', 'throttled'],
    ['TooManyRequestsException', 'throttled'],
    ['SlowDown', 'throttled'],
    ['InternalError', 'unreachable'],
    ['KMSInternalException', 'unreachable'],
    ['DependencyTimeoutException', 'unreachable'],
    ['ServiceUnavailable', 'unreachable'],
    ['RequestExpired', 'denied'],
    ['RequestTimeTooSkewed', 'denied'],
  ])('%s: %s, and it may go away', (code, reason) => {
    expect(meaning(service(code))).toMatchObject({ reason, retry: true, code });
  });

  test('throttling stays throttling under status 503', () => {
    expect(meaning(service('RequestLimitExceeded', 503))).toMatchObject({ reason: 'throttled', status: 503 });
  });

  test('501 is unsupported whatever the code says', () => {
    expect(meaning(service('InternalFailure', 501))).toMatchObject({ reason: 'unsupported', retry: false });
  });

  test('a signature that a wrong clock spoiled is asked again once the SDK has set the clock right', () => {
    const corrected = { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } };
    expect(meaning(service('SignatureDoesNotMatch', 403, corrected))).toMatchObject({ reason: 'denied', retry: true });
    expect(meaning(service('AccessDeniedException', 400, corrected))).toMatchObject({ reason: 'denied', retry: false });
  });

  test('a session that is over is asked for again once its credentials were dropped, and other refusals are not', () => {
    const dropped = { $retryable: {} };
    expect(meaning(service('ExpiredTokenException'))).toMatchObject({ reason: 'denied', retry: false });
    expect(meaning(service('ExpiredTokenException', 400, dropped))).toMatchObject({ reason: 'denied', retry: true });
    expect(meaning(service('UnrecognizedClientException', 400, dropped))).toMatchObject({ reason: 'denied', retry: false });
  });
});

describe('the network', () => {
  test.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'EHOSTUNREACH'])(
    '%s: unreachable, and it may go away',
    (code) => {
      expect(meaning(system(code))).toMatchObject({ reason: 'unreachable', retry: true, code });
    },
  );

  test.each(['TimeoutError', 'AbortError'])('%s: unreachable, and it may go away', (name) => {
    expect(meaning(Object.assign(new Error('late'), { name }))).toMatchObject({ reason: 'unreachable', retry: true });
  });

  test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_INVALID_URL'])(
    '%s: unreachable, and a second try would not help',
    (code) => {
      expect(meaning(system(code))).toMatchObject({ reason: 'unreachable', retry: false, code });
    },
  );

  test('what every address of a host answered counts (AggregateError)', () => {
    expect(meaning(new AggregateError([system('ECONNREFUSED'), system('ECONNREFUSED')]))).toMatchObject({
      reason: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  test('the cause counts where the error itself says nothing', () => {
    expect(meaning(new Error('wrapped', { cause: system('ECONNRESET') }))).toMatchObject({ reason: 'unreachable', code: 'ECONNRESET' });
  });
});

describe('how long to wait', () => {
  const wait = (headers: object) => meaning(service('ThrottlingException', 429, { $response: { statusCode: 429, headers } })).retryAfter;

  test('Retry-After in seconds', () => expect(wait({ 'retry-after': '7' })).toBe(7000));
  test("Retry-After as a date, counted from the answer's own Date", () => {
    expect(wait({ 'retry-after': 'Sat, 21 Nov 2026 08:00:30 GMT', date: 'Sat, 21 Nov 2026 08:00:00 GMT' })).toBe(30_000);
  });
  test.each([{}, { 'retry-after': 'soon' }, { 'retry-after': '-5' }, { 'retry-after': 'Sat, 21 Nov 2026 08:00:30 GMT' }])(
    'nothing usable: %o',
    (headers) => {
      expect(wait(headers)).toBeUndefined();
    },
  );
});

describe('answers that are no answers, through the real clients', () => {
  const html = (status: number, words: string): Answer => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html>\n<html lang=en>\n<title>${status} ${words}</title>\n<h1>${words}</h1>\n<p>The server could not do it.</p>\n`,
  });

  test.each<[string, Answer, object]>([
    ['a page "not found": unsupported', html(404, 'Not Found'), { reason: 'unsupported', status: 404 }],
    ['a page "method not allowed": unsupported', html(405, 'Method Not Allowed'), { reason: 'unsupported', status: 405 }],
    [
      'a page that names what is not written: unsupported',
      html(500, 'NotImplementedError: the action has not been implemented'),
      { reason: 'unsupported', status: 500 },
    ],
    ['a page "internal server error": unreachable', html(500, 'Internal Server Error'), { reason: 'unreachable', status: 500 }],
    ['an empty 503: unreachable', { status: 503, body: '' }, { reason: 'unreachable', status: 503 }],
    ['a page with status 200: malformed', html(200, 'Welcome'), { reason: 'malformed', status: 200 }],
    [
      'XML that is cut: malformed',
      { body: '<DescribeVolumesResponse><volumeSet><item><volumeId>vol' },
      { reason: 'malformed', status: 200 },
    ],
    [
      'a date that is none: malformed',
      { body: '<DescribeVolumesResponse><volumeSet><item><createTime>soon</createTime></item></volumeSet></DescribeVolumesResponse>' },
      { reason: 'malformed' },
    ],
    ['an empty answer: malformed', { body: '' }, { reason: 'malformed' }],
    ['gzip that is none: malformed', { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' }, { reason: 'malformed' }],
    [
      'an error that nobody knows: malformed, with its code',
      ec2Error(400, 'SomethingNew'),
      { reason: 'malformed', code: 'SomethingNew', status: 400 },
    ],
  ])('EC2, %s', async (_, answer, gap) => {
    const { observed, gaps } = await look(ebsVolumes, { 'ec2:DescribeVolumes': () => answer });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([gap]);
  });

  test.each<[string, Answer, object]>([
    ['a page "not found": unsupported', html(404, 'Not Found'), { reason: 'unsupported', status: 404 }],
    ['a page "internal server error": unreachable', html(500, 'Internal Server Error'), { reason: 'unreachable', status: 500 }],
    ['JSON that is cut: malformed', { body: '{"Keys":[' }, { reason: 'malformed', status: 200 }],
    ['a list that is none: malformed', json({ Keys: 'none', Truncated: false }), { reason: 'malformed' }],
    ['an operation that the server does not know: unsupported', kmsError('UnknownOperationException'), { reason: 'unsupported' }],
  ])('KMS, %s', async (_, answer, gap) => {
    const { observed, gaps } = await look(kmsKeys, { 'kms:ListKeys': () => answer });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([gap]);
  });

  test('an answer that stops in the middle is unreachable, once its time is up', async () => {
    const { gaps, asked } = await look(
      ebsVolumes,
      { 'ec2:DescribeVolumes': () => ({ ...ec2Error(200, 'x'), hold: true }) },
      { timeout: 100 },
    );
    expect(gaps).toMatchObject([{ reason: 'unreachable', call: 'ec2:DescribeVolumes' }]);
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('whatever is thrown', () => {
  test('a programming error of ours is a bug', () => {
    expect(meaning(new TypeError('x is not a function'))).toMatchObject({ reason: 'bug', retry: false });
  });

  test('what was already understood keeps its reason', () => {
    expect(meaning(new CannotObserve('malformed', 'x', { code: 'TruncatedWithoutMarker' }))).toMatchObject({
      reason: 'malformed',
      retry: false,
      code: 'TruncatedWithoutMarker',
    });
  });

  test('a shape that zod refuses is malformed', () => {
    expect(meaning(z.string().safeParse(1).error)).toMatchObject({ reason: 'malformed' });
  });

  const odd = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
  });
  const errorLike = fc.record(
    {
      name: fc.oneof(fc.string(), odd),
      code: fc.oneof(fc.string(), odd),
      cause: odd,
      errors: fc.oneof(fc.array(odd), odd),
      $metadata: fc.oneof(fc.record({ httpStatusCode: fc.oneof(fc.integer(), odd) }), odd),
      $response: fc.oneof(
        fc.record({
          statusCode: odd,
          headers: fc.oneof(fc.dictionary(fc.constantFrom('retry-after', 'date'), fc.oneof(fc.string(), odd)), odd),
        }),
        odd,
      ),
      $responseBodyText: odd,
    },
    { requiredKeys: [] },
  );

  test('is understood without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(odd, errorLike), (thrown) => {
        const { reason, retry } = meaning(thrown);
        expect(['denied', 'throttled', 'unreachable', 'unsupported', 'malformed', 'bug']).toContain(reason);
        expect(typeof retry).toBe('boolean');
      }),
    );
  });

  test('even where reading it throws, or it is its own cause', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('hands off');
        },
      },
    );
    const round: { cause?: unknown } = {};
    round.cause = round;
    expect([meaning(hostile).reason, meaning(round).reason, meaning(Proxy.revocable({}, {}).proxy).reason]).toEqual(['bug', 'bug', 'bug']);
  });
});
