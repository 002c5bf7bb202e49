import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bucketEncryption } from '../../../collectors/gcp/bucket-encryption.ts';
import { look, PROJECT } from './looking.ts';
import { type Answer, bucket, bucketList, html, json, rpcError, type Script, storageError } from './loopback.ts';

const listed = (answer: Script[string]) => look(bucketEncryption, { 'storage:buckets.list': answer });
const names = ({ observed }: Awaited<ReturnType<typeof look>>) => observed.map(({ subject }) => subject.name);
const id = (name: string) => `//storage.googleapis.com/projects/_/buckets/${name}`;
const pages: Script[string] = ({ query }) =>
  query['pageToken'] === 'two' ? bucketList([bucket('second')]) : bucketList([bucket('first')], { nextPageToken: 'two' });

describe('a listing', () => {
  test('asks for whole pages of this project, and for what can be reached', async () => {
    const { asked } = await listed(() => bucketList([]));
    expect(asked.map(({ query }) => query)).toEqual([{ project: PROJECT, maxResults: '1000', returnPartialSuccess: 'true' }]);
  });

  test('shows the token of the machine, and asks for compression as Google wants it', async () => {
    const { asked } = await listed(() => bucketList([]));
    expect(asked[0]).toMatchObject({
      token: 'token-1',
      headers: { 'accept-encoding': 'gzip', 'user-agent': expect.stringContaining('gzip') },
    });
  });

  test('of two pages is read to its end', async () => {
    const seen = await listed(pages);
    expect(names(seen)).toEqual(['first', 'second']);
    expect(seen.replies.map(({ page, input }) => [page, input])).toMatchObject([
      [1, { project: PROJECT }],
      [2, { project: PROJECT, pageToken: 'two' }],
    ]);
  });

  test('without buckets leaves no record at all', async () => {
    const { observed, gaps, asked } = await listed(() => bucketList([]));
    expect([...observed, ...gaps]).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('whose first page is empty goes on', async () => {
    const seen = await listed(({ query }) =>
      query['pageToken'] ? bucketList([bucket('late')]) : bucketList([], { nextPageToken: 'two' }),
    );
    expect(names(seen)).toEqual(['late']);
  });

  test('that gives the same page token twice is malformed, and what was read before it stays', async () => {
    const seen = await listed((_, nth) => bucketList([bucket(`bucket-${nth}`)], { nextPageToken: 'again' }));
    expect(names(seen)).toEqual(['bucket-1', 'bucket-2']);
    expect(seen.gaps).toMatchObject([{ reason: 'malformed', code: 'RepeatedToken', call: 'storage:buckets.list' }]);
  });

  test('that is compressed is read, and kept as it was before', async () => {
    const seen = await listed(() => {
      const { body } = bucketList([bucket('logs')]);
      return { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: gzipSync(body) };
    });
    expect(names(seen)).toEqual(['logs']);
    expect(JSON.parse(seen.replies[0]?.body ?? '')).toMatchObject({ kind: 'storage#buckets' });
  });

  test("is kept with the provider's request id and date", async () => {
    const { replies } = await listed(() => bucketList([]));
    expect(replies).toMatchObject([
      {
        call: 'storage:buckets.list',
        status: 200,
        requestId: expect.stringMatching(/^upload-/),
        date: 'Sat, 21 Nov 2026 09:00:00 GMT',
        origin: 'override',
      },
    ]);
  });
});

describe('what goes wrong in a listing', () => {
  test('429 in mid-listing is asked again, and no page is lost', async () => {
    const seen = await listed((asked, nth) => (nth === 2 ? storageError(429, 'rateLimitExceeded') : pages(asked, nth)));
    expect(names(seen)).toEqual(['first', 'second']);
    expect(seen.gaps).toEqual([]);
    expect(seen.numbers).toMatchObject({ calls: 3, retries: 1, pages: 2 });
  });

  test('429 to the end is a gap', async () => {
    const { gaps } = await listed(() => storageError(429, 'rateLimitExceeded'));
    expect(gaps).toMatchObject([{ reason: 'throttled', code: 'rateLimitExceeded', status: 429 }]);
  });

  test('the client itself never retries: each attempt is one of ours', async () => {
    const { asked, numbers } = await listed(() => storageError(503, 'backendError'));
    expect(asked).toHaveLength(numbers.calls);
  });

  test('a denied listing is a gap that names the missing permission', async () => {
    const { observed, gaps } = await listed(() => storageError(403, 'forbidden'));
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([
      {
        kinds: ['encryption-at-rest'],
        services: ['gcs'],
        reason: 'denied',
        call: 'storage:buckets.list',
        permissions: ['storage.buckets.list'],
        code: 'forbidden',
        status: 403,
        replies: ['hash-1'],
      },
    ]);
  });

  test('G-GCS: a denial by VPC Service Controls looks like any 403, and is told from it', async () => {
    const message = "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: abc";
    const { gaps } = await listed(() => storageError(403, 'forbidden', message));
    expect(gaps).toMatchObject([{ reason: 'denied', code: 'SECURITY_POLICY_VIOLATED', status: 403 }]);
  });

  test('an API that is off is a gap of its own sort', async () => {
    const { gaps } = await listed(() => rpcError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED'));
    expect(gaps).toMatchObject([{ reason: 'unsupported', code: 'SERVICE_DISABLED', status: 403 }]);
  });

  test('HTML instead of JSON is malformed, and never an empty list', async () => {
    const { gaps } = await listed(() => html(200));
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'NotJson', status: 200, replies: ['hash-1'] }]);
  });

  test.each([
    ['JSON that is no list of buckets', json({})],
    ['a list in place of an object', json([])],
    ['items that are no list', bucketList([], { items: {} })],
    ['an empty body', { headers: { 'content-type': 'application/json' }, body: '' } satisfies Answer],
    ['half of a body', { headers: { 'content-type': 'application/json' }, body: '{"kind":"storage#buc' } satisfies Answer],
  ])('%s is malformed', async (_, answer) => {
    const { observed, gaps } = await listed(() => answer);
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'malformed' }]);
  });

  test("a proxy's page of an error is the proxy's, and is asked again", async () => {
    const seen = await listed((asked, nth) => (nth === 1 ? html(502) : pages(asked, nth)));
    expect(names(seen)).toEqual(['first', 'second']);
  });

  test('an answer that stops in mid-body ends with the time of the call', async () => {
    const { gaps } = await look(
      bucketEncryption,
      { 'storage:buckets.list': () => ({ ...bucketList([bucket('logs')]), hold: true }) },
      { timeout: 100 },
    );
    expect(gaps).toMatchObject([{ reason: 'unreachable', code: 'TimedOut' }]);
  });

  test('a redirect is not followed', async () => {
    const { gaps, asked } = await listed(() => ({ status: 302, headers: { location: 'http://127.0.0.1:1/b' }, body: '' }));
    expect(gaps).toMatchObject([{ reason: 'malformed', status: 302 }]);
    expect(asked).toHaveLength(1);
  });
});

describe('one bucket', () => {
  test('of an unknown shape is a gap about it alone', async () => {
    const seen = await listed(() => bucketList([bucket('good'), bucket('bad', { encryption: 'yes' }), bucket('fine')]));
    expect(names(seen)).toEqual(['good', 'fine']);
    expect(seen.gaps).toMatchObject([
      { reason: 'malformed', code: 'UnknownShape', call: 'storage:buckets.list', subject: { id: id('bad') }, replies: ['hash-1'] },
    ]);
  });

  test.each([
    ['without an id', { kind: 'storage#bucket', name: 'bad' }],
    ['without id and name', { kind: 'storage#bucket' }],
    ['that is null', null],
    ['that is text', 'bad'],
  ])('%s does not take the page with it', async (_, bad) => {
    const seen = await listed(() => bucketList([bucket('good'), bad]));
    expect(names(seen)).toContain('good');
    expect(seen.observed.length + seen.gaps.length).toBe(2);
  });

  test('G-GCS: unreachable[] of a partial success is a gap about each bucket that is named', async () => {
    const seen = await listed(() => bucketList([bucket('here')], { unreachable: ['projects/_/buckets/away', 'projects/_/buckets/gone'] }));
    expect(names(seen)).toEqual(['here']);
    expect(seen.gaps).toMatchObject([
      { reason: 'unreachable', code: 'Unreachable', kinds: ['encryption-at-rest'], services: ['gcs'], subject: { id: id('away') } },
      { reason: 'unreachable', code: 'Unreachable', subject: { id: id('gone') } },
    ]);
  });

  test('G-GCS: an unreachable location leaves open which buckets it has', async () => {
    const { gaps } = await listed(() => bucketList([], { unreachable: ['projects/_/locations/europe-west1'] }));
    expect(gaps).toMatchObject([{ reason: 'unreachable', services: ['gcs'] }]);
    expect(gaps[0]?.subject).toBeUndefined();
  });
});
