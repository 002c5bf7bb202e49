import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { gcp } from '../../../collectors/gcp/source.ts';
import { openWire, resolve } from './looking.ts';
import { html, json, rpcError, type Script } from './loopback.ts';

const project = (projectId: string, state = 'ACTIVE') => ({ name: 'projects/111122223333', projectId, state, parent: 'organizations/123' });

describe('the config', () => {
  test.each([
    [{ projects: ['example-prod'] }],
    [{ projects: ['example.com:legacy-prod'] }],
    [{ organization: '123' }],
    [{ folder: '456', credentials: 'metadata' }],
  ])('%j', (body) => expect(gcp.body.safeParse(body).success).toBe(true));

  test.each([
    [{}],
    [{ projects: [] }],
    [{ projects: ['Example'] }],
    [{ projects: ['example-prod'], organization: '123' }],
    [{ organization: 123 }],
    [{ organization: 'organizations/123' }],
    [{ projects: ['example-prod'], credentials: 'mine' }],
    [{ project: 'example-prod' }],
  ])('%j is wrong', (body) => expect(gcp.body.safeParse(body).success).toBe(false));

  test('says without network what it stands for', () => {
    expect(gcp.outline({ projects: ['example-prod', 'example-test'] })).toEqual([
      { name: 'example-prod', regions: ['global'] },
      { name: 'example-test', regions: ['global'] },
    ]);
    expect([gcp.outline({ organization: '123' }), gcp.outline({ folder: '456' })].flat().map(({ name }) => name)).toEqual([
      'organizations/123',
      'folders/456',
    ]);
  });
});

describe('projects', () => {
  test('are found one by one, each with the reply that told of it', async () => {
    const { resolved, replies } = await resolve({}, { projects: ['example-prod', 'example-test', 'example-prod'] });
    expect(resolved).toMatchObject([
      { name: 'example-prod', regions: ['global'], exclusions: [] },
      { name: 'example-test', regions: ['global'], exclusions: [] },
    ]);
    expect(replies.map(({ call }) => call)).toEqual(['cloudresourcemanager:projects.get', 'cloudresourcemanager:projects.get']);
  });

  test("that wait to be deleted are excluded by Google's own reply, and have no tasks", async () => {
    const { resolved } = await resolve(
      { 'cloudresourcemanager:projects.get': () => json(project('example-prod', 'DELETE_REQUESTED')) },
      { projects: ['example-prod'] },
    );
    expect(resolved).toMatchObject([
      {
        name: 'example-prod',
        regions: [],
        exclusions: [{ region: '*', reason: 'account-suspended', from: [{ replies: ['resolving-1'] }] }],
      },
    ]);
    expect(resolved[0]?.gap).toBeUndefined();
  });

  test('in a state that we do not know are looked at', async () => {
    const { resolved } = await resolve(
      { 'cloudresourcemanager:projects.get': () => json(project('example-prod', 'SOMETHING_NEW')) },
      { projects: ['example-prod'] },
    );
    expect(resolved).toMatchObject([{ regions: ['global'], exclusions: [] }]);
  });

  test('that may not be seen are a gap of their own, and of no other', async () => {
    const { resolved } = await resolve(
      {
        'cloudresourcemanager:projects.get': ({ path }) =>
          path.endsWith('prod') ? json(project('example-prod')) : rpcError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'),
      },
      { projects: ['example-prod', 'example-test'] },
    );
    expect(resolved[0]?.gap).toBeUndefined();
    expect(resolved[1]).toMatchObject({
      name: 'example-test',
      regions: ['*'],
      noCredentials: false,
      gap: { reason: 'denied', code: 'IAM_PERMISSION_DENIED', call: 'cloudresourcemanager:projects.get' },
    });
  });

  test.each([
    ['HTML', html(200)],
    ['something else', json({ hello: 'world' })],
  ])('told of in %s are a gap', async (_, answer) => {
    const { resolved } = await resolve({ 'cloudresourcemanager:projects.get': () => answer }, { projects: ['example-prod'] });
    expect(resolved).toMatchObject([{ name: 'example-prod', gap: expect.anything() }]);
  });
});

/** organizations/123 has two projects and folder 1; folder 1 has one project and folder 2; folder 2 has one that waits to be deleted. */
const TREE: Script = {
  'cloudresourcemanager:projects.list': ({ query }) => {
    if (query['parent'] === 'folders/1') return json({ projects: [project('in-folder-one')] });
    if (query['parent'] === 'folders/2') return json({ projects: [project('in-folder-two', 'DELETE_REQUESTED')] });
    return query['pageToken'] ? json({ projects: [project('second')] }) : json({ projects: [project('first')], nextPageToken: 'two' });
  },
  'cloudresourcemanager:folders.list': ({ query }) => {
    if (query['parent'] === 'organizations/123') return json({ folders: [{ name: 'folders/1', state: 'ACTIVE' }] });
    return query['parent'] === 'folders/1' ? json({ folders: [{ name: 'folders/2' }] }) : json({});
  },
};

describe('an organisation', () => {
  const names = ({ resolved }: Awaited<ReturnType<typeof resolve>>) => resolved.map(({ name }) => name);
  const denied = () => rpcError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');

  test('is walked to any depth, page by page', async () => {
    const seen = await resolve(TREE, { organization: '123' });
    expect(names(seen)).toEqual(['first', 'second', 'in-folder-one', 'in-folder-two']);
    expect(seen.resolved.map(({ regions }) => regions)).toEqual([['global'], ['global'], ['global'], []]);
  });

  test('is asked for what waits to be deleted too, so that it is excluded and not missing', async () => {
    const { asked } = await resolve(TREE, { organization: '123' });
    const listings = asked.filter(({ call }) => call === 'cloudresourcemanager:projects.list');
    expect(listings.map(({ query }) => query['showDeleted'])).toEqual(['true', 'true', 'true', 'true']);
  });

  test('is never searched: a search leaves out what may not be seen, without a word', async () => {
    const { asked } = await resolve(TREE, { organization: '123' });
    expect(asked.filter(({ path }) => path.includes(':search'))).toEqual([]);
  });

  test('a folder of it is walked alone', async () => {
    expect(names(await resolve(TREE, { folder: '1' }))).toEqual(['in-folder-one', 'in-folder-two']);
  });

  test('that may not be listed is a gap of its own, and never what is visible', async () => {
    const { resolved } = await resolve(
      { 'cloudresourcemanager:projects.list': denied, 'cloudresourcemanager:folders.list': denied },
      { organization: '123' },
    );
    expect(resolved).toMatchObject([
      {
        name: 'organizations/123',
        regions: ['*'],
        noCredentials: false,
        gap: { reason: 'denied', call: 'cloudresourcemanager:projects.list' },
      },
    ]);
  });

  test('whose folders may not be listed is a gap beside the projects that were found', async () => {
    const { resolved } = await resolve({ ...TREE, 'cloudresourcemanager:folders.list': denied }, { organization: '123' });
    expect(resolved.map(({ name, gap }) => [name, gap === undefined])).toEqual([
      ['first', true],
      ['second', true],
      ['organizations/123', false],
    ]);
  });

  test('one folder of which may not be listed has a gap for that folder', async () => {
    const { resolved } = await resolve(
      {
        ...TREE,
        'cloudresourcemanager:projects.list': (asked, nth) =>
          asked.query['parent'] === 'folders/1' ? denied() : (TREE['cloudresourcemanager:projects.list']?.(asked, nth) ?? denied()),
      },
      { organization: '123' },
    );
    expect(resolved.map(({ name, gap }) => [name, gap === undefined])).toEqual([
      ['first', true],
      ['second', true],
      ['in-folder-two', true],
      ['folders/1', false],
    ]);
  });

  test.each([
    ['a page token that comes twice', json({ projects: [project('first')], nextPageToken: 'again' }), 'RepeatedToken'],
    ['a project of an unknown shape', json({ projects: [project('first'), { id: 'x' }] }), 'UnknownShape'],
  ])('%s leaves open what else there is', async (_, answer, code) => {
    const { resolved } = await resolve(
      { 'cloudresourcemanager:projects.list': () => answer, 'cloudresourcemanager:folders.list': () => json({}) },
      { organization: '123' },
    );
    expect(resolved).toMatchObject([{ name: 'first' }, { name: 'organizations/123', gap: { reason: 'malformed', code } }]);
  });

  test('without projects has none', async () => {
    const { resolved } = await resolve(
      { 'cloudresourcemanager:projects.list': () => json({}), 'cloudresourcemanager:folders.list': () => json({}) },
      { organization: '123' },
    );
    expect(resolved).toEqual([]);
  });
});

describe('where the APIs are asked', () => {
  test.each(['STORAGE_EMULATOR_HOST', 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER', 'CLOUDSDK_AUTH_TOKEN_HOST'])(
    'no token is sent over the network without TLS: %s',
    async (variable) => {
      await expect(resolve({}, { projects: ['example-prod'] }, { [variable]: 'http://storage.example.com' })).rejects.toMatchObject({
        code: 'WrongAddress',
      });
    },
  );
});

test('sessions of another source are not its own', async () => {
  const { resolved } = await resolve({}, { projects: ['example-prod'] });
  expect([gcp.owns(resolved[0]?.open('global')), gcp.owns({})]).toEqual([true, false]);
});

test('sessions of an old bundle are opened without credentials', () => {
  const opened = gcp.reopen?.({ name: 'example-prod' }, openWire().tap);
  expect(gcp.owns(opened?.open('global'))).toBe(true);
  opened?.close();
});

test('loading the plugin loads no client library', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import(${JSON.stringify(new URL('../../../collectors/gcp/index.ts', import.meta.url).href)});
    console.log(loaded.filter((url) => /google|gaxios/.test(url)).length, loaded.length > 10);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(printed.trim()).toBe('0 true');
});
