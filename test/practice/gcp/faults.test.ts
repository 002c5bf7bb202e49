import { describe, expect, test } from 'vitest';
import type { Fault } from './clients.ts';
import { get, NOW, oneProject, PROD, practise, reasonOf, refusal, walk } from './clients.ts';

const faulty = (...faults: Fault[]) => oneProject([{ count: 20 }], { faults });
const list = { service: 'storage', action: 'buckets.list' };

describe('a refusal, as Cloud Storage and as Resource Manager word it', () => {
  test.each([
    ['throttle', 429, 'rateLimitExceeded', 'RATE_LIMIT_EXCEEDED'],
    ['deny', 403, 'forbidden', 'IAM_PERMISSION_DENIED'],
    ['vpc-sc', 403, 'vpcServiceControls', 'SECURITY_POLICY_VIOLATED'],
    ['api-off', 403, 'accessNotConfigured', 'SERVICE_DISABLED'],
    ['expire-token', 401, 'authError', 'ACCESS_TOKEN_EXPIRED'],
  ] as const)('%s', async (fault, status, json, rpc) => {
    const on = ['storage', 'cloudresourcemanager'].map((service): Fault => ({ fault, on: { service } }));
    await using cloud = await practise(faulty(...on));
    const manager = await cloud.get(`/v3/projects/${PROD}`);
    const storage = await refusal((await cloud.storage()).getBuckets());
    expect([storage.code, storage.reason, manager.status, reasonOf(manager.data)]).toEqual([status, json, status, rpc]);
  });

  test('error: what the scenario says', async () => {
    await using cloud = await practise(faulty({ fault: 'error', on: list, status: 500, code: 'internalError', message: 'planted' }));
    expect(await refusal((await cloud.storage()).getBuckets())).toEqual({ code: 500, reason: 'internalError', message: 'planted' });
  });

  test('throttle: with the wait that it is told to name', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', on: { service: 'cloudresourcemanager' }, retryAfter: 7 }));
    expect((await cloud.get(`/v3/projects/${PROD}`)).headers.get('retry-after')).toBe('7');
  });
});

describe('throttle', () => {
  test('for the first tries lets a retry through', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', on: list, times: 1 }));
    const storage = await cloud.storage();
    const first = await refusal(walk(storage, 100));
    expect([first.code, (await walk(storage, 100)).length]).toEqual([429, 20]);
  });

  test('at a rate hits the same requests in whatever order they come', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `absent-${index}`);
    const hits = async (order: readonly string[]) => {
      await using cloud = await practise(faulty({ fault: 'throttle', on: { service: 'storage' }, rate: 0.5 }));
      const client = await cloud.auth();
      const statuses = new Map<string, number>();
      const ask = async (name: string) => statuses.set(name, (await get(client, `${cloud.practice.endpoint}/storage/v1/b/${name}`)).status);
      await Promise.all(order.map(ask));
      return names.map((name) => statuses.get(name));
    };
    const straight = await hits(names);
    expect([await hits(names.toReversed()), new Set(straight)]).toEqual([straight, new Set([404, 429])]);
  });
});

describe('the token that expires in mid-listing', () => {
  test('refuses the page and everything after it, until there is a new one', async () => {
    await using cloud = await practise(faulty({ fault: 'expire-token', on: { ...list, page: 3 } }));
    const storage = await cloud.storage();
    const refused = await refusal(walk(storage, 5));
    const still = await refusal(storage.getBuckets());
    const again = await walk(await cloud.storage(), 5);
    expect([refused.code, still.code, again.length]).toEqual([401, 401, 20]);
  });
});

describe('a listing', () => {
  test('that is truncated ends without a word', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', on: { page: 2 } }));
    expect(await walk(await cloud.storage(), 5)).toHaveLength(10);
  });

  test('with an empty page leads on to all the rest', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'empty-page', on: { page: 2 } }));
    expect(new Set(await walk(await cloud.storage(), 5)).size).toBe(20);
  });

  test.each([
    ['repeat', 2, [1, 2, 2, 2]],
    ['loop', 2, [1, 2, 1, 2]],
    ['loop', 3, [1, 2, 3, 1]],
  ] as const)('that has a %s on page %i shows these pages', async (fault, page, pages) => {
    await using cloud = await practise(faulty({ fault, on: { ...list, page } }));
    const names = await walk(await cloud.storage(), 5, 4);
    expect(pages.map((_, index) => Number(names[index * 5]?.slice(-6)) / 5 + 1)).toEqual(pages);
  });
});

describe('a location that does not answer', () => {
  const scenario = oneProject([{ name: 'example-a' }, { name: 'example-us', location: 'US' }], {
    faults: [{ fault: 'partial', locations: ['US'] }],
  });

  test('names its buckets where partial success is asked for', async () => {
    await using cloud = await practise(scenario);
    const { data } = await cloud.get(`/storage/v1/b?project=${PROD}&returnPartialSuccess=true`);
    expect([data.unreachable, JSON.stringify(data.items).includes('example-us')]).toEqual([['projects/_/buckets/example-us'], false]);
  });

  test('is marked by the real client', async () => {
    await using cloud = await practise(scenario);
    const [buckets] = await (await cloud.storage()).getBuckets({ returnPartialSuccess: true });
    expect(buckets.map((bucket) => [bucket.name, bucket.unreachable])).toEqual([
      ['example-a', false],
      ['example-us', true],
    ]);
  });

  test('fails the listing where it is not', async () => {
    await using cloud = await practise(scenario);
    expect((await refusal((await cloud.storage()).getBuckets())).code).toBe(503);
  });
});

describe('the line', () => {
  test('that hangs ends when the client gives up', async () => {
    await using cloud = await practise(faulty({ fault: 'hang', on: { service: 'cloudresourcemanager' } }));
    const client = await cloud.auth();
    await client.getAccessToken();
    const asked = client.request({ url: `${cloud.practice.endpoint}/v3/projects/${PROD}`, signal: AbortSignal.timeout(100), retry: false });
    await expect(asked).rejects.toThrow();
  });

  test('that is slow is answered all the same', async () => {
    await using cloud = await practise(faulty({ fault: 'slow', ms: 20 }));
    expect(await walk(await cloud.storage(), 100)).toHaveLength(20);
  });

  test('that is cut in mid-body is an error', async () => {
    await using cloud = await practise(faulty({ fault: 'cut', on: list }));
    await expect((await cloud.storage()).getBuckets()).rejects.toThrow();
  });

  test.each([200, 502])('that sends an HTML page with status %i yields no buckets', async (status) => {
    await using cloud = await practise(faulty({ fault: 'html', status, on: list }));
    const read = await (await cloud.storage()).getBuckets().then(
      ([buckets]) => buckets.length,
      () => 'refused',
    );
    expect(read).not.toBe(20);
  });

  test('that packs the body is read by both libraries', async () => {
    await using cloud = await practise(faulty({ fault: 'gzip' }));
    const { data } = await cloud.get(`/v3/projects/${PROD}`);
    expect([await walk(await cloud.storage(), 100), data.projectId]).toEqual([expect.objectContaining({ length: 20 }), PROD]);
  });

  test('whose clock is years off says so in its Date', async () => {
    const clock = () => Date.parse(NOW);
    await using cloud = await practise(faulty({ fault: 'skew-date', by: '-3650d', on: { service: 'cloudresourcemanager' } }), { clock });
    expect((await cloud.get(`/v3/projects/${PROD}`)).headers.get('date')).toBe('Fri, 03 Jun 2016 00:00:00 GMT');
  });
});

describe('a wrong field', () => {
  test.each([
    ['null', null],
    ['of another type', 7],
    ['missing', undefined],
  ])('%s, in one bucket, leaves the others', async (_, value) => {
    const planted = {
      fault: 'malformed' as const,
      field: 'iamConfiguration',
      item: 'example-b',
      ...(value === undefined ? {} : { value }),
    };
    await using cloud = await practise(oneProject([{ name: 'example-a' }, { name: 'example-b' }], { faults: [planted] }));
    const [buckets] = await (await cloud.storage()).getBuckets();
    const read = new Map(buckets.map(({ name, metadata }) => [name, metadata.iamConfiguration]));
    expect([read.get('example-a')?.uniformBucketLevelAccess?.enabled, read.get('example-b')]).toEqual([true, value]);
  });
});

test('a fault on one project leaves the others alone', async () => {
  const scenario = {
    projects: { 'example-prod': {}, 'example-test': {} },
    faults: [{ fault: 'deny' as const, on: { account: 'example-test' } }],
  };
  await using cloud = await practise(scenario);
  expect([(await cloud.get('/v3/projects/example-prod')).status, (await cloud.get('/v3/projects/example-test')).status]).toEqual([
    200, 403,
  ]);
});

test('a fault on one bucket leaves the others alone', async () => {
  const faults: Fault[] = [{ fault: 'deny', on: { action: 'buckets.get', subject: 'example-b' } }];
  await using cloud = await practise(oneProject([{ name: 'example-a' }, { name: 'example-b' }], { faults }));
  const statuses = ['example-a', 'example-b'].map(async (name) => (await cloud.get(`/storage/v1/b/${name}`)).status);
  expect(await Promise.all(statuses)).toEqual([200, 403]);
});
