import { describe, expect, test } from 'vitest';
import type { GcpScenario } from '../../../fixtures/practice/gcp/scenario.ts';
import { practise, reasonOf } from './clients.ts';

/** example.com with a folder, a folder in it, and a project at each level. */
const tree: GcpScenario = {
  organizations: { '100': { displayName: 'example.com' } },
  folders: { '200': { parent: 'organizations/100', displayName: 'outer' }, '300': { parent: 'folders/200', displayName: 'inner' } },
  projects: {
    'example-top': { parent: 'organizations/100', number: '111122223333', labels: { env: 'prod' } },
    'example-outer': { parent: 'folders/200' },
    'example-inner': { parent: 'folders/300' },
    'example-leaving': { parent: 'folders/300', state: 'DELETE_REQUESTED' },
    'example-alone': {},
  },
};

const ids = (data: Record<string, unknown>) => (JSON.stringify(data).match(/(?<="projectId":")[^"]+/g) ?? []).toSorted();

describe('projects', () => {
  test.each(['example-top', '111122223333'])('are found as %s', async (name) => {
    await using cloud = await practise(tree);
    expect((await cloud.get(`/v3/projects/${name}`)).data).toMatchObject({
      name: 'projects/111122223333',
      projectId: 'example-top',
      parent: 'organizations/100',
      state: 'ACTIVE',
      labels: { env: 'prod' },
    });
  });

  test('that are being deleted say so', async () => {
    await using cloud = await practise(tree);
    expect((await cloud.get('/v3/projects/example-leaving')).data).toMatchObject({
      state: 'DELETE_REQUESTED',
      deleteTime: expect.any(String),
    });
  });

  test('of a folder are those right below it, without the deleted ones', async () => {
    await using cloud = await practise(tree);
    const [plain, all] = [
      await cloud.get('/v3/projects?parent=folders/300'),
      await cloud.get('/v3/projects?parent=folders/300&showDeleted=true'),
    ];
    expect([ids(plain.data), ids(all.data)]).toEqual([['example-inner'], ['example-inner', 'example-leaving']]);
  });

  test('are searched page by page', async () => {
    await using cloud = await practise(tree);
    const found: string[] = [];
    for (let query = '?pageSize=2'; query !== ''; ) {
      const { data } = await cloud.get(`/v3/projects:search${query}`);
      found.push(...ids(data));
      query = typeof data.nextPageToken === 'string' ? `?pageSize=2&pageToken=${data.nextPageToken}` : '';
    }
    expect(found.toSorted()).toEqual(Object.keys(tree.projects).toSorted());
  });

  test('are searched by state and parent', async () => {
    await using cloud = await practise(tree);
    const { data } = await cloud.get(`/v3/projects:search?query=${encodeURIComponent('parent:folders/300 AND state:ACTIVE')}`);
    expect(ids(data)).toEqual(['example-inner']);
  });

  test('that the caller may not see are left out of a search, without a word', async () => {
    await using cloud = await practise({ ...tree, principals: { evidence: { projects: ['example-o*'] } } });
    expect(ids((await cloud.get('/v3/projects:search')).data)).toEqual(['example-outer']);
  });

  test('by a filter that is not kept are refused', async () => {
    await using cloud = await practise(tree);
    expect(await cloud.get('/v3/projects:search?query=labels.env%3Aprod')).toMatchObject({
      status: 400,
      data: { error: { status: 'INVALID_ARGUMENT' } },
    });
  });

  test('that nobody can see are an empty object', async () => {
    await using cloud = await practise({ ...tree, principals: { evidence: { projects: [] } } });
    expect((await cloud.get('/v3/projects:search')).data).toEqual({});
  });
});

describe('folders and organizations', () => {
  test('of a parent are those right below it', async () => {
    await using cloud = await practise(tree);
    expect((await cloud.get('/v3/folders?parent=organizations/100')).data).toMatchObject({
      folders: [{ name: 'folders/200', displayName: 'outer' }],
    });
  });

  test('are found by number', async () => {
    await using cloud = await practise(tree);
    const [organization, folder] = [await cloud.get('/v3/organizations/100'), await cloud.get('/v3/folders/300')];
    expect([organization.data, folder.data]).toMatchObject([{ displayName: 'example.com' }, { parent: 'folders/200' }]);
  });

  test.each(['/v3/organizations/999', '/v3/folders/999', '/v3/projects/example-absent'])('at %s: denied, or not there', async (path) => {
    await using cloud = await practise(tree);
    const { status, data } = await cloud.get(path);
    expect([status, reasonOf(data)]).toEqual([403, 'IAM_PERMISSION_DENIED']);
  });
});

describe('a service', () => {
  test.each([
    ['storage.googleapis.com', 'DISABLED'],
    ['sqladmin.googleapis.com', 'ENABLED'],
  ])('%s is %s', async (service, state) => {
    await using cloud = await practise({ projects: { 'example-prod': { off: ['storage.googleapis.com'] } } });
    expect((await cloud.get(`/v1/projects/example-prod/services/${service}`)).data).toMatchObject({ config: { name: service }, state });
  });

  test("that is off in the caller's own project cannot be asked about another", async () => {
    const projects = { 'example-home': { off: ['cloudresourcemanager.googleapis.com'] }, 'example-prod': {} };
    await using cloud = await practise({ projects });
    const { status, data } = await cloud.get('/v3/projects/example-prod');
    expect([status, reasonOf(data)]).toEqual([403, 'SERVICE_DISABLED']);
  });
});

test.each([
  [{}, [{ enforce: false }]],
  [{ policies: { 'storage.publicAccessPrevention': [{ enforce: true }] } }, [{ enforce: true }]],
])('an effective policy of a project with %j', async (project, rules) => {
  await using cloud = await practise({ projects: { 'example-prod': project } });
  const { data } = await cloud.get('/v2/projects/example-prod/policies/storage.publicAccessPrevention:getEffectivePolicy');
  expect(data).toMatchObject({ spec: { rules } });
});

test.each([
  [{ projects: { 'example-prod': { parent: 'folders/9' } } }, 'projects.example-prod.parent'],
  [{ projects: { 'example-prod': { buckets: [{ name: 'twice' }, { name: 'twice' }] } } }, 'projects.example-prod.buckets'],
  [{ projects: { 'example-prod': {} }, attached: 'nobody' }, 'attached'],
])('a scenario that cannot be built is refused with its path: %j', async (scenario, path) => {
  await expect(practise(scenario)).rejects.toMatchObject({ faults: expect.arrayContaining([expect.objectContaining({ path })]) });
});

test('an address that no API has is a page, not JSON', async () => {
  await using cloud = await practise(tree);
  expect((await cloud.get('/v1/nothing')).headers.get('content-type')).toContain('text/html');
});
