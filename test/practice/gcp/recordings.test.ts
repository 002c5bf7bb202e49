import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AuthClient } from 'google-auth-library';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderRefusal } from '../../../fixtures/practice/gcp/refusal.ts';
import { apiOff } from '../../../fixtures/practice/gcp/refusals.ts';
import type { GcpScenario } from '../../../fixtures/practice/gcp/scenario.ts';
import { get, practise } from './clients.ts';

type Bucket = NonNullable<GcpScenario['projects'][string]['buckets']>[number];

const RecordedBucket = z.looseObject({
  name: z.string(),
  projectNumber: z.string(),
  location: z.string(),
  storageClass: z.string(),
  timeCreated: z.string(),
});

/** What the provider said, as recorded. */
function recorded<T>(file: string, shape: z.ZodType<T>): T {
  const text = readFileSync(new URL(`../../../fixtures/recordings/gcp/${file}.json`, import.meta.url), 'utf8');
  return z.object({ body: shape }).parse(JSON.parse(text)).body;
}

/** A scenario with the recorded buckets, said in its own words; `plain` are members that the scenario has no word for. */
function planted(buckets: readonly z.output<typeof RecordedBucket>[], own: Partial<Bucket>, plain: readonly string[]): GcpScenario {
  const groups = buckets.map(({ name, location, storageClass, timeCreated, ...rest }): Bucket => {
    const fields = Object.fromEntries(Object.entries(rest).filter(([member]) => plain.includes(member)));
    return { name, location, storageClass, created: timeCreated, ...own, fields };
  });
  return { projects: { 'example-prod': { number: buckets[0]?.projectNumber ?? '', buckets: groups } } };
}

describe('the real client reads back what was recorded, from the practice cloud', () => {
  test('buckets of 2019, listed', async () => {
    const { items } = recorded('bucket-query/get-storage-v1-b_1', z.object({ items: z.array(RecordedBucket) }));
    await using cloud = await practise(planted(items, { uniformAccess: false }, ['lifecycle', 'acl', 'defaultObjectAcl']));
    const [buckets] = await (await cloud.storage()).getBuckets(full());
    expect(buckets.map(({ metadata }) => metadata)).toMatchObject(items);
  });

  test('buckets of 2020, listed with their access lists', async () => {
    const { items } = recorded('bucket-uniform-bucket-access/get-storage-v1-b_1', z.object({ items: z.array(RecordedBucket) }));
    const simple = items.filter(({ acl, logging }) => Array.isArray(acl) && acl.length === 3 && logging === undefined);
    await using cloud = await practise(
      planted(simple, { uniformAccess: false }, ['metageneration', 'etag', 'updated', 'iamConfiguration']),
    );
    const [buckets] = await (await cloud.storage()).getBuckets(full());
    expect([simple.length > 0, buckets.map(({ metadata }) => metadata)]).toMatchObject([true, simple]);
  });

  test('a bucket with uniform access', async () => {
    const bucket = recorded('bucket-uniform-bucket-access/get-storage-v1-b-example-dev-test_1', RecordedBucket);
    const own = { uniformSince: '2020-05-09T09:01:36.403Z' };
    await using cloud = await practise(planted([bucket], own, ['metageneration', 'etag', 'updated']));
    expect((await (await cloud.storage()).bucket(bucket.name).getMetadata())[0]).toMatchObject(bucket);
  });

  test('a bucket without', async () => {
    const bucket = recorded('bucket-get-resource/get-storage-v1-b-staging.example-prod.appspot.com_1', RecordedBucket);
    await using cloud = await practise(planted([bucket], { uniformAccess: false }, ['lifecycle']));
    expect((await (await cloud.storage()).bucket(bucket.name).getMetadata())[0]).toMatchObject(bucket);
  });

  test('projects of Resource Manager v1', async () => {
    const shape = z.object({
      projectId: z.string(),
      projectNumber: z.string(),
      name: z.string(),
      createTime: z.string(),
      parent: z.looseObject({ id: z.string() }),
    });
    const { projects } = recorded('project-iam-policy/get-v1-projects_1', z.object({ projects: z.array(z.looseObject(shape.shape)) }));
    const entries = projects.map(({ projectId, projectNumber, name, createTime, parent }) => {
      const project = { number: projectNumber, displayName: name, created: createTime, parent: `organizations/${parent.id}` };
      return [projectId, project] as const;
    });
    const organizations = Object.fromEntries(projects.map(({ parent }) => [parent.id, { displayName: 'example.com' }]));
    await using cloud = await practise({ organizations, projects: Object.fromEntries(entries) });
    const read = await Promise.all(projects.map(async ({ projectId }) => (await cloud.get(`/v1/projects/${projectId}`)).data));
    expect(read).toEqual(projects);
  });
});

test('the real library reads back the recorded refusal of an API that is off', async () => {
  const body = recorded('sql-api-disabled/get-sql-v1beta4-projects-example-prod-instances_1', z.looseObject({}));
  const refused = apiOff({ host: 'sqladmin.googleapis.com', title: 'Cloud SQL Admin API' }, '123456789123');
  const server = createServer((_, response) =>
    response.writeHead(refused.http, { 'content-type': 'application/json' }).end(renderRefusal('json', refused)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await using cloud = await practise({ projects: { 'example-prod': {} } });
  const client: AuthClient = await cloud.auth();
  const { status, data } = await get(client, `http://127.0.0.1:${port}/`);
  server.closeAllConnections();
  server.close();
  expect([status, data]).toMatchObject([403, body]);
});

/** `projection` reaches the wire but is not among the client's declared options. */
function full(): { readonly maxResults: number } {
  const query = { maxResults: 200, projection: 'full' };
  return query;
}
