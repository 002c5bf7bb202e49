import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { storageTransport } from '../../../collectors/azure/storage-transport.ts';
import { account, look, page, SECRET, SUBSCRIPTION } from './looking.ts';
import { type Asked, json, refusal, type Script, startLoopback, tokenFor } from './loopback.ts';

/** Three pages of one account each. */
function three({ url: asked }: Asked, _nth: number, url: string) {
  const token = /skiptoken=(\d)/.exec(asked)?.[1] ?? '0';
  const next = `${url}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts?api-version=2026-09-01&$skiptoken=${Number(token) + 1}`;
  return page([account(`account${token}`)], token === '2' ? undefined : next);
}

const names = (observed: readonly { readonly subject: { readonly name?: string | undefined } }[]) =>
  observed.map(({ subject }) => subject.name);

describe('a listing', () => {
  test('is walked to its last page, each page a reply of its own', async () => {
    const { observed, replies, gaps } = await look(storageTransport, { accounts: three });
    expect(names(observed)).toEqual(['account0', 'account1', 'account2']);
    expect(replies.map((reply) => [reply.call, reply.page])).toEqual([1, 2, 3].map((number) => ['storage:StorageAccounts_List', number]));
    expect(gaps).toEqual([]);
  });

  test.each([null, ''])('ends where nextLink is %j', async (nextLink) => {
    const { observed, gaps } = await look(storageTransport, { accounts: () => page([account('one')], nextLink) });
    expect([observed.length, gaps.length]).toEqual([1, 0]);
  });

  test('that is empty leaves no gap', async () => {
    const { observed, gaps } = await look(storageTransport, { accounts: () => page([]) });
    expect([observed.length, gaps.length]).toEqual([0, 0]);
  });

  test('that gives one nextLink twice is malformed, and no end', async () => {
    const { observed, gaps } = await look(storageTransport, {
      accounts: (asked, _nth, url) => page([account('one')], `${url}${asked.url.split('&$skip')[0]}&$skiptoken=same`),
    });
    expect(observed).toHaveLength(2);
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'RepeatedToken' }]);
  });

  test('that is denied names the least permission', async () => {
    const { gaps } = await look(storageTransport, { accounts: () => refusal(403, 'AuthorizationFailed') });
    expect(gaps).toMatchObject([
      {
        reason: 'denied',
        code: 'AuthorizationFailed',
        status: 403,
        permissions: ['Microsoft.Storage/storageAccounts/read'],
        services: ['storage'],
        replies: ['hash-1'],
      },
    ]);
  });

  test('with an item that the SDK itself cannot read is malformed, and not shorter', async () => {
    const { gaps } = await look(storageTransport, { accounts: () => page([account('one'), null]) });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UnreadableAnswer', replies: ['hash-1'] }]);
  });
});

describe('nextLink to another origin', () => {
  const elsewhere = async (path: string) => {
    const other = await startLoopback({});
    try {
      const found = await look(storageTransport, { accounts: () => page([account('one')], `${other.url}${path}`) });
      return { ...found, elsewhere: other.asked };
    } finally {
      await other.close();
    }
  };

  test('is a gap that cites the page, and what was listed before it stands', async () => {
    const { observed, gaps } = await elsewhere('/next');
    expect(names(observed)).toEqual(['one']);
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'ForeignNextLink', replies: ['hash-1'] }]);
  });

  test('nothing is sent there, the token least of all', async () => {
    expect((await elsewhere('/next')).elsewhere).toEqual([]);
  });

  test('a plain-text link to the same host is another origin', async () => {
    const { gaps } = await look(storageTransport, {
      accounts: (_asked, _nth, url) => page([account('one')], `${url.replace('https:', 'http:')}/next`),
    });
    expect(gaps).toMatchObject([{ code: 'ForeignNextLink' }]);
  });

  test('nor is a redirect followed', async () => {
    const other = await startLoopback({});
    try {
      const { gaps } = await look(storageTransport, {
        accounts: () => ({ status: 307, headers: { location: `${other.url}/next` }, body: '' }),
      });
      expect(gaps).toMatchObject([{ reason: 'malformed', status: 307 }]);
      expect(other.asked).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('what passes', () => {
  test('429 in mid-listing waits as long as the provider asks, and the page is not lost', async () => {
    const { observed, replies, waits } = await look(storageTransport, {
      accounts: (asked, nth, url) => (nth === 2 ? refusal(429, 'TooManyRequests', { 'retry-after': '17' }) : three(asked, nth, url)),
    });
    expect(names(observed)).toEqual(['account0', 'account1', 'account2']);
    expect(waits).toContain(17_000);
    expect(replies.map(({ page: number, status, attempt }) => [number, status, attempt])).toEqual([
      [1, 200, 1],
      [2, 200, 2],
      [3, 200, 1],
    ]);
  });

  test('a token that ends in mid-listing is renewed, and the listing goes on', async () => {
    const { observed, asked } = await look(storageTransport, {
      accounts: (one, nth, url) => (nth === 2 ? refusal(401, 'ExpiredAuthenticationToken') : three(one, nth, url)),
    });
    expect(names(observed)).toEqual(['account0', 'account1', 'account2']);
    const shown = asked.filter(({ call }) => call === 'accounts').map(({ authorization }) => authorization);
    expect(shown).toEqual([1, 1, 2, 2].map((nth) => `Bearer ${tokenFor(nth)}`));
  });

  test('gzip is undone, and the reply is kept as text', async () => {
    const { observed, replies } = await look(storageTransport, {
      accounts: () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify({ value: [account('one')] })) }),
    });
    expect(names(observed)).toEqual(['one']);
    expect(JSON.parse(replies[0]?.body ?? '')).toMatchObject({ value: [{ name: 'one' }] });
  });

  test("request id and the provider's own date are kept", async () => {
    const date = 'Sat, 01 Jan 2000 00:00:00 GMT';
    const { replies } = await look(storageTransport, { accounts: () => json({ value: [] }, 200, { date, 'x-ms-request-id': 'id-of-it' }) });
    expect(replies[0]).toMatchObject({ date, requestId: 'id-of-it', origin: 'override', status: 200 });
  });
});

describe('what does not', () => {
  const HTML = '<html><body>blocked</body></html>';
  const cases: readonly (readonly [string, Script, object])[] = [
    ['HTML with status 200', { accounts: () => ({ headers: { 'content-type': 'text/html' }, body: HTML }) }, { reason: 'malformed' }],
    ['HTML that says it is JSON', { accounts: () => ({ body: HTML }) }, { reason: 'malformed' }],
    [
      'HTML with status 502',
      { accounts: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: HTML }) },
      { reason: 'unreachable', status: 502 },
    ],
    ['cut JSON', { accounts: () => ({ body: '{"value":[{' }) }, { reason: 'malformed' }],
    ['JSON without a list', { accounts: () => json({ error: 'none' }) }, { reason: 'malformed' }],
    [
      'gzip that is none',
      { accounts: () => ({ headers: { 'content-encoding': 'gzip' }, body: '{}' }) },
      { reason: 'malformed', code: 'Z_DATA_ERROR' },
    ],
    [
      'a connection that ends in mid-body',
      { accounts: () => ({ body: '{"value":[]}', cut: true }) },
      { reason: 'unreachable', code: 'ECONNRESET' },
    ],
    [
      'a provider that is not registered',
      { accounts: () => refusal(409, 'MissingSubscriptionRegistration') },
      { reason: 'unsupported', code: 'MissingSubscriptionRegistration' },
    ],
    [
      'a server that is down',
      { accounts: () => refusal(503, 'ServiceUnavailable') },
      { reason: 'unreachable', code: 'ServiceUnavailable' },
    ],
  ];

  test.each(cases)('%s', async (_what, script, gap) => {
    const { observed, gaps } = await look(storageTransport, script, { timeout: 2000 });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([gap]);
  });

  test('an answer that stops in mid-body is ended with its call', async () => {
    const { gaps } = await look(storageTransport, { accounts: () => ({ body: '{"value":[]}', hold: true }) }, { timeout: 100 });
    expect(gaps).toMatchObject([{ reason: 'unreachable', code: 'TimedOut' }]);
  });

  test('429 to the end is throttled', async () => {
    const { gaps } = await look(storageTransport, { accounts: () => refusal(429, 'TooManyRequests') });
    expect(gaps).toMatchObject([{ reason: 'throttled', code: 'TooManyRequests', status: 429 }]);
  });
});

describe('secrets', () => {
  test('no token, secret or authority answer is in what is kept', async () => {
    const { observed, gaps, replies, asked } = await look(storageTransport, {
      accounts: (one, nth, url) => (nth === 2 ? refusal(401, 'ExpiredAuthenticationToken') : three(one, nth, url)),
    });
    const kept = JSON.stringify([observed, gaps, replies]);
    expect(asked.filter(({ call }) => call === 'token').length).toBe(2);
    expect(asked.some(({ body }) => body.includes(SECRET))).toBe(true);
    for (const secret of [SECRET, tokenFor(1), tokenFor(2), 'signature-of-the-token', 'access_token', 'token_endpoint', 'Bearer'])
      expect(kept).not.toContain(secret);
  });
});
