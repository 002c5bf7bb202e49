import type { RawReply, Tap } from 'claimcheck/plugin';
import { describe, expect, test } from 'vitest';
import { bucketEncryption } from '../../../collectors/gcp/bucket-encryption.ts';
import { bucketPublicAccess } from '../../../collectors/gcp/bucket-public-access.ts';
import { gcp } from '../../../collectors/gcp/source.ts';
import { look } from './looking.ts';
import { bucket, bucketList, json, storageError } from './loopback.ts';

test('under concurrency and throttling each bucket cites its own replies', async () => {
  const tried = new Set<string>();
  const names = Array.from({ length: 60 }, (_, index) => `bucket-${index + 1}`);
  const { observed, replies, gaps } = await look(bucketPublicAccess, {
    'storage:buckets.list': () =>
      bucketList(names.map((name) => bucket(name, { iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } }))),
    'storage:buckets.getIamPolicy': ({ path }) => {
      const first = !tried.has(path);
      tried.add(path);
      const refused = first && /[05]\/iam$/.test(path);
      return refused ? storageError(429, 'rateLimitExceeded') : json({ kind: 'storage#policy', resourceId: path.split('/').at(-2) });
    },
  });
  expect(gaps).toEqual([]);
  expect(observed.map(({ subject }) => subject.name)).toEqual(names);
  for (const { subject, replies: cited } of observed) {
    const bodies = cited.map((hash) => replies[Number(hash.replace('hash-', '')) - 1]?.body ?? '');
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([{ kind: 'storage#buckets' }, { resourceId: subject.name }]);
  }
});

test('a page of a thousand buckets that is compressed and comes in pieces is read whole', async () => {
  const many = Array.from({ length: 1000 }, (_, index) => bucket(`bucket-${index}`, { labels: { filler: 'x'.repeat(2000) } }));
  const { observed } = await look(bucketEncryption, { 'storage:buckets.list': () => bucketList(many) });
  expect(observed).toHaveLength(1000);
});

test("the storage emulator's variable leads there, as the library has it", async () => {
  const { observed, asked } = await look(
    bucketEncryption,
    { 'storage:buckets.list': () => bucketList([bucket('logs')]) },
    { env: { CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: undefined, STORAGE_EMULATOR_HOST: 'loopback' } },
  );
  expect(observed).toHaveLength(1);
  expect(asked).toMatchObject([{ path: '/b', token: 'token-1' }]);
});

describe('stored answers', () => {
  const stored = (status: number, content: string): RawReply => ({
    host: 'storage.googleapis.com',
    status,
    headers: {},
    body: Buffer.from(content),
    requestId: undefined,
    origin: 'replay',
  });

  async function reread(reply: RawReply | 'none') {
    const tap: Tap = { saw: () => {}, signal: () => undefined, stored: () => reply, outside: (work) => work() };
    const session = gcp.reopen?.({ name: 'example-prod' }, tap).open('global');
    if (!gcp.owns(session)) throw new Error('nothing was opened');
    const storage = await session.storage();
    return storage.getBuckets({ project: 'example-prod', autoPaginate: false }).then(
      ([buckets]) => buckets.map(({ name }) => name),
      (error: unknown) => gcp.meaning(error),
    );
  }

  test('are read by the library as they were', async () => {
    expect(await reread(stored(200, bucketList([bucket('logs')]).body.toString()))).toEqual(['logs']);
  });

  test('that were refusals are refusals again', async () => {
    expect(await reread(stored(403, storageError(403, 'forbidden').body.toString()))).toMatchObject({
      reason: 'denied',
      code: 'forbidden',
      status: 403,
    });
  });

  test('that are missing are never asked for', async () => {
    expect(await reread('none')).toMatchObject({ reason: 'unreachable', code: 'NotStored' });
  });
});
