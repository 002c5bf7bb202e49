import { describe, expect, test } from 'vitest';
import { toToken } from '../../../fixtures/practice/listing.ts';
import { digest } from '../../../fixtures/practice/seeded.ts';
import { type Fault, oneProject, PROD, practise, refusal, walk } from './clients.ts';

const buckets = `/storage/v1/b?project=${PROD}`;

describe('a listing of buckets', () => {
  test.each([0, 1, 7, 250])('of %i is whole at every page size', async (count) => {
    await using cloud = await practise(oneProject(count === 0 ? [] : [{ count }]));
    const storage = await cloud.storage();
    const sizes = [3, 100, 1000].map(async (size) => new Set(await walk(storage, size)).size);
    expect(await Promise.all(sizes)).toEqual([count, count, count]);
  });

  test('is in the order of the names, groups mixed', async () => {
    await using cloud = await practise(oneProject([{ name: 'example-z' }, { count: 3 }, { name: 'a-example', count: 2 }]));
    const names = await walk(await cloud.storage(), 2);
    expect(names).toEqual(names.toSorted());
  });

  test.each([
    ['', 1000],
    ['&projection=full', 200],
    ['&maxResults=5000', 1000],
  ])('with%s has at most so many on a page: %i', async (query, most) => {
    await using cloud = await practise(oneProject([{ count: 1001 }]));
    const { data } = await cloud.get(`${buckets}${query}`);
    expect(data.items).toHaveLength(most);
  });

  test('without buckets has no items', async () => {
    await using cloud = await practise(oneProject([]));
    expect((await cloud.get(buckets)).data).toEqual({ kind: 'storage#buckets' });
  });

  test('begins with a prefix where one is asked for', async () => {
    await using cloud = await practise(oneProject([{ count: 3 }, { name: 'other' }]));
    expect(await cloud.get(`${buckets}&prefix=oth`)).toMatchObject({ data: { items: [{ name: 'other' }] } });
  });

  test.each(['pageToken=nonsense', 'softDeleted=true', 'maxResults=many', 'projection=some'])(
    'with %s is refused, never half answered',
    async (query) => {
      await using cloud = await practise(oneProject([{ count: 3 }]));
      expect(await cloud.get(`${buckets}&${query}`)).toMatchObject({ status: 400, data: { error: { errors: [{ reason: 'invalid' }] } } });
    },
  );

  test('takes no token of another project', async () => {
    const projects = { 'example-prod': { buckets: [{ count: 3 }] }, 'example-test': { buckets: [{ count: 3 }] } };
    await using cloud = await practise({ projects });
    const { data } = await cloud.get(`${buckets}&maxResults=1`);
    expect((await cloud.get(`/storage/v1/b?project=example-test&pageToken=${String(data.nextPageToken)}`)).status).toBe(400);
  });

  test('is answered without the prefix too, as the emulator variable asks', async () => {
    await using cloud = await practise(oneProject([{ name: 'example-a' }]));
    expect((await cloud.get(`/b?project=${PROD}`)).data).toEqual((await cloud.get(buckets)).data);
  });
});

describe('a bucket', () => {
  const key = `projects/${PROD}/locations/europe-west1/keyRings/ring/cryptoKeys/key`;
  const rich = {
    name: 'example-rich',
    location: 'EUROPE-WEST1',
    kmsKeys: [key],
    publicAccessPrevention: 'inherited' as const,
    bindings: [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }],
    versioning: true,
    retention: { seconds: 3_024_000, locked: true },
    softDeleteSeconds: 0,
    labels: { env: 'prod' },
    fields: { encryption: { defaultKmsKeyName: key, googleManagedEncryptionEnforcementConfig: { restrictionMode: 'FullyRestricted' } } },
  };

  test('has what the scenario says, read by the real client', async () => {
    await using cloud = await practise(oneProject([rich]));
    const [metadata] = await (await cloud.storage()).bucket('example-rich').getMetadata();
    expect(metadata).toMatchObject({
      location: 'EUROPE-WEST1',
      locationType: 'region',
      encryption: rich.fields.encryption,
      iamConfiguration: { publicAccessPrevention: 'inherited', uniformBucketLevelAccess: { enabled: true } },
      versioning: { enabled: true },
      retentionPolicy: { retentionPeriod: '3024000', isLocked: true },
      softDeletePolicy: { retentionDurationSeconds: '0' },
      labels: { env: 'prod' },
      projectNumber: '111122223333',
    });
  });

  test('has its policy, read by the real client', async () => {
    await using cloud = await practise(oneProject([rich]));
    const [policy] = await (await cloud.storage()).bucket('example-rich').iam.getPolicy({ requestedPolicyVersion: 3 });
    expect(policy.bindings).toContainEqual({ role: 'roles/storage.objectViewer', members: ['allUsers'] });
  });

  test('without a key of its own has no encryption member', async () => {
    await using cloud = await practise(oneProject([{ name: 'example-a' }]));
    expect((await cloud.get('/storage/v1/b/example-a')).data).not.toHaveProperty('encryption');
  });

  test('that is not there is not found', async () => {
    await using cloud = await practise(oneProject([]));
    expect((await refusal((await cloud.storage()).bucket('absent').getMetadata())).code).toBe(404);
  });
});

describe('who may not', () => {
  const narrow = { principals: { evidence: { allow: ['storage.buckets.list'] } } };

  test('read a policy is told so, and who he is', async () => {
    await using cloud = await practise(oneProject([{ name: 'example-a' }], narrow));
    const refused = await refusal((await cloud.storage()).bucket('example-a').iam.getPolicy());
    expect(refused).toEqual({
      code: 403,
      reason: 'forbidden',
      message: `evidence@${PROD}.iam.gserviceaccount.com does not have storage.buckets.getIamPolicy access to the Google Cloud Storage bucket. Permission 'storage.buckets.getIamPolicy' denied on resource (or it may not exist).`,
    });
  });

  test('list still may what is allowed', async () => {
    await using cloud = await practise(oneProject([{ name: 'example-a' }], narrow));
    expect(await walk(await cloud.storage(), 10)).toEqual(['example-a']);
  });

  test('see one project sees the others', async () => {
    const projects = { 'example-prod': {}, 'example-test': {} };
    await using cloud = await practise({ projects, principals: { evidence: { projects: ['example-prod'] } } });
    const statuses = Object.keys(projects).map(async (id) => (await cloud.get(`/storage/v1/b?project=${id}`)).status);
    expect(await Promise.all(statuses)).toEqual([200, 403]);
  });

  test('cannot tell a project that is not there from one that is closed', async () => {
    const projects = { 'example-prod': {}, 'example-test': {} };
    await using cloud = await practise({ projects, principals: { evidence: { projects: ['example-prod'] } } });
    const [closed, absent] = [
      await cloud.get('/storage/v1/b?project=example-test'),
      await cloud.get('/storage/v1/b?project=example-absent'),
    ];
    expect(absent).toMatchObject({ status: closed.status, data: closed.data });
  });
});

describe('a project', () => {
  test.each([
    [{ off: ['storage.googleapis.com'] }, 'accessNotConfigured'],
    [{ perimeter: true }, 'vpcServiceControls'],
    [{ billing: 'disabled' as const }, 'accountDisabled'],
    [{ state: 'DELETE_REQUESTED' as const }, 'forbidden'],
  ])('with %j refuses its buckets: %s', async (project, reason) => {
    await using cloud = await practise({ projects: { [PROD]: { ...project, buckets: [{ name: 'example-a' }] } } });
    const storage = await cloud.storage();
    const [list, one] = [await refusal(storage.getBuckets()), await refusal(storage.bucket('example-a').getMetadata())];
    expect([list.code, list.reason, one.code, one.reason]).toEqual([403, reason, 403, reason]);
  });
});

describe('100,000 buckets', () => {
  const scenario = oneProject([{ count: 100_000, kmsKeys: ['a', 'b', 'c'] }]);
  const token = (page: number) =>
    toToken(digest(1, 'storage', 'buckets.list', `projects/${PROD}`, '', ''), { page, offset: (page - 1) * 1000 });

  test('fill exactly 100 pages of 1,000', async () => {
    await using cloud = await practise(scenario);
    const page = async (number: number) => {
      const { data } = await cloud.get(`${buckets}${number === 1 ? '' : `&pageToken=${token(number)}`}`);
      return [Array.isArray(data.items) ? data.items.length : 0, data.nextPageToken];
    };
    expect([await page(1), await page(57), await page(100)]).toEqual([
      [1000, token(2)],
      [1000, token(58)],
      [1000, undefined],
    ]);
  });

  test('can each be asked for', async () => {
    await using cloud = await practise(scenario);
    expect((await cloud.get(`/storage/v1/b/${PROD}-000-099999`)).status).toBe(200);
  });
});

test('one seed gives the same bytes, another one others', async () => {
  const clock = () => Date.parse('2030-06-01T00:00:00Z');
  const paths = ['/v3/projects:search', buckets, `${buckets}&maxResults=7`, `/storage/v1/b/${PROD}-000-000003`];
  const bytes = async (seed: number) => {
    const faults: Fault[] = [{ fault: 'throttle', rate: 0.5, on: { service: 'storage' } }];
    await using cloud = await practise({ ...oneProject([{ count: 50 }], { seed }), faults }, { clock });
    const said: string[] = [];
    for (const path of paths) said.push(await raw(`${cloud.practice.endpoint}${path}`, cloud.practice.metadataHost));
    return said;
  };
  const [first, again, other] = [await bytes(3), await bytes(3), await bytes(4)];
  expect([again, first.every((text, index) => text === other[index])]).toEqual([first, false]);
});

/** Status, headers and body as sent, with the metadata server's token. */
async function raw(url: string, host: string): Promise<string> {
  const at = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
  const given = await fetch(at, { headers: { 'metadata-flavor': 'Google' } });
  const token = /"access_token":"([^"]+)"/.exec(await given.text())?.[1] ?? '';
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return `${JSON.stringify([token, reply.status, ...reply.headers])}\n${await reply.text()}`;
}
