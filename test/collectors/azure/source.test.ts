import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { azure as plugin } from '../../../collectors/azure/index.ts';
import { azure } from '../../../collectors/azure/source.ts';
import { makePlan } from '../../../src/collect/plan.ts';
import { environment, page, resolve, SECRET, SUBSCRIPTION } from './looking.ts';
import { type Asked, json, refusal, type Script, tokenFor } from './loopback.ts';

const OTHER = '99992222-3333-4444-8555-666677778888';
const item = (subscriptionId: string, state = 'Enabled') => ({
  id: `/subscriptions/${subscriptionId}`,
  subscriptionId,
  state,
  displayName: 'x',
});
const idOf = ({ url }: Asked) => url.split('/')[2]?.split('?')[0] ?? '';

describe('all subscriptions', () => {
  test('are those that the credentials can see, over every page, with who looked', async () => {
    const { resolved } = await resolve(
      {
        subscriptions: (_asked, nth, url) =>
          nth === 1 ? page([item(SUBSCRIPTION)], `${url}/subscriptions?$skiptoken=2`) : page([item(OTHER)]),
      },
      { subscriptions: 'all' },
    );
    expect(resolved).toMatchObject([SUBSCRIPTION, OTHER].map((name) => ({ name, regions: ['global'], exclusions: [] })));
    expect(resolved[0]?.gap).toBeUndefined();
    expect(resolved[0]?.identity).toBe(
      'tenant 22222222-2222-4222-8222-222222222222, object 33333333-3333-4333-8333-333333333333, application 44444444-4444-4444-8444-444444444444',
    );
  });

  test('is what an empty body means', async () => {
    const { resolved } = await resolve({ subscriptions: () => page([item(SUBSCRIPTION)]) }, {});
    expect(resolved).toMatchObject([{ name: SUBSCRIPTION }]);
  });

  test.each(['Disabled', 'Deleted', 'Expired'])(
    "one that is %s is excluded by the provider's own reply, and has no region to walk",
    async (state) => {
      const { resolved } = await resolve({ subscriptions: () => page([item(SUBSCRIPTION, state)]) }, {});
      expect(resolved).toMatchObject([
        { regions: [], exclusions: [{ region: '*', reason: 'account-suspended', from: [{ replies: ['hash-1'] }] }] },
      ]);
      expect(resolved[0]?.gap).toBeUndefined();
    },
  );

  test('one that is suspended gives no task, and one that is not gives one for each collector', async () => {
    const script: Script = { subscriptions: () => page([item(SUBSCRIPTION, 'Disabled'), item(OTHER)]) };
    const { resolved } = await resolve(script, {});
    const config = { name: 'prod', source: 'azure', body: {} };
    const needs = plugin.collectors.flatMap(({ kinds }) => kinds.map(({ id }) => ({ kind: id })));
    const { tasks, exclusions } = makePlan([{ config, source: azure, resolved }], plugin.collectors, needs);
    expect(tasks.map(({ task }) => [task.target, task.region])).toEqual(plugin.collectors.map(() => ['t0002', 'global']));
    expect(exclusions).toMatchObject([{ region: '*', reason: 'account-suspended', of: { target: { target: 't0001' } } }]);
  });

  test.each(['Enabled', 'Warned', 'PastDue', 'SomethingNew'])('one that is %s is looked at', async (state) => {
    const { resolved } = await resolve({ subscriptions: () => page([item(SUBSCRIPTION, state)]) }, {});
    expect(resolved).toMatchObject([{ regions: ['global'], exclusions: [] }]);
  });

  test('a listing that fails in the middle is a gap beside those that were listed', async () => {
    const { resolved } = await resolve(
      {
        subscriptions: (_asked, nth, url) =>
          nth === 1 ? page([item(SUBSCRIPTION)], `${url}/subscriptions?2`) : refusal(403, 'AuthorizationFailed'),
      },
      {},
    );
    expect(resolved).toMatchObject([
      { name: SUBSCRIPTION },
      { name: 'unlisted subscriptions', gap: { reason: 'denied', code: 'AuthorizationFailed' } },
    ]);
    expect(resolved[0]?.gap).toBeUndefined();
  });

  test.each([
    ['leads away', 'https://other.example.com/subscriptions', 'ForeignNextLink'],
    ['comes twice', '/subscriptions?api-version=2022-12-01', 'RepeatedToken'],
  ])('a nextLink that %s is a gap', async (_what, nextLink, code) => {
    const { resolved } = await resolve({ subscriptions: () => page([item(SUBSCRIPTION)], nextLink) }, {});
    expect(resolved[0]).toMatchObject({ name: SUBSCRIPTION, regions: ['global'] });
    expect(resolved.at(-1)?.gap).toMatchObject({ reason: 'malformed', code, replies: ['hash-1'] });
  });

  test('none at all is a gap: nobody was looked at', async () => {
    const { resolved } = await resolve({ subscriptions: () => page([]) }, {});
    expect(resolved).toMatchObject([{ gap: { reason: 'denied', code: 'NoSubscriptions' }, noCredentials: false }]);
  });

  test('an odd one is a gap of its own', async () => {
    const { resolved } = await resolve({ subscriptions: () => page([item('no-guid'), item(OTHER)]) }, {});
    expect(resolved).toMatchObject([{ gap: { reason: 'malformed', code: 'UnknownShape' } }, { name: OTHER }]);
  });
});

describe('subscriptions by id', () => {
  test.each([
    ['absent', refusal(404, 'SubscriptionNotFound'), { reason: 'denied', code: 'SubscriptionNotFound', status: 404 }],
    ['denied', refusal(403, 'AuthorizationFailed'), { reason: 'denied', code: 'AuthorizationFailed', status: 403 }],
    ['of another tenant', refusal(401, 'InvalidAuthenticationTokenTenant'), { reason: 'denied', code: 'InvalidAuthenticationTokenTenant' }],
  ])('one that is %s is its own gap, and no other one', async (_what, answer, gap) => {
    const script: Script = { subscription: (asked) => (idOf(asked) === OTHER ? answer : json(item(SUBSCRIPTION))) };
    const { resolved } = await resolve(script, { subscriptions: [OTHER, SUBSCRIPTION] });
    expect(resolved).toMatchObject([{ name: OTHER, gap, noCredentials: false }, { name: SUBSCRIPTION }]);
    expect(resolved[1]?.gap).toBeUndefined();
  });

  test('a disabled one is excluded', async () => {
    const { resolved } = await resolve(
      { subscription: () => json(item(SUBSCRIPTION, 'Disabled')) },
      { subscriptions: [SUBSCRIPTION.toUpperCase()] },
    );
    expect(resolved).toMatchObject([{ name: SUBSCRIPTION, regions: [], exclusions: [{ reason: 'account-suspended' }] }]);
  });
});

describe('a management group', () => {
  const child = (name: string, type = 'subscriptions') => ({
    type: `Microsoft.Management/managementGroups${type && `/${type}`}`,
    name,
    id: `/x/${name}`,
  });

  test('stands for every subscription under it, and those that may not be read are gaps', async () => {
    const { resolved, asked } = await resolve(
      {
        descendants: (_asked, nth, url) =>
          nth === 1 ? page([child('inner', ''), child(SUBSCRIPTION)], `${url}/x/descendants?$skiptoken=2`) : page([child(OTHER)]),
        subscription: (one) => (idOf(one) === OTHER ? refusal(403, 'AuthorizationFailed') : json(item(SUBSCRIPTION))),
      },
      { managementGroup: 'example' },
    );
    expect(resolved).toMatchObject([{ name: SUBSCRIPTION }, { name: OTHER, gap: { reason: 'denied' } }]);
    expect(asked.find(({ call }) => call === 'descendants')?.url).toContain('/managementGroups/example/descendants');
  });

  test('that may not be read is a gap', async () => {
    const { resolved } = await resolve({ descendants: () => refusal(403, 'AuthorizationFailed') }, { managementGroup: 'example' });
    expect(resolved).toMatchObject([{ gap: { reason: 'denied', code: 'AuthorizationFailed' } }]);
  });
});

describe('credentials', () => {
  const listed: Script = { subscriptions: () => page([item(SUBSCRIPTION)]) };

  test('the authority is asked once for all calls, and its answers are not kept', async () => {
    const { asked, replies } = await resolve({ subscription: (one) => json(item(idOf(one))) }, { subscriptions: [SUBSCRIPTION, OTHER] });
    expect(asked.filter(({ call }) => call === 'token')).toHaveLength(1);
    expect(replies.map(({ call }) => call)).toEqual(['arm:Subscriptions_Get', 'arm:Subscriptions_Get']);
    for (const secret of [SECRET, tokenFor(1), 'access_token']) expect(JSON.stringify(replies)).not.toContain(secret);
  });

  test('tokens are asked for the cloud, whatever stands in for its address', async () => {
    const { asked } = await resolve(listed, { cloud: 'us-government' });
    const form = new URLSearchParams(asked.find(({ call }) => call === 'token')?.body);
    expect(form.get('scope')).toContain('https://management.usgovcloudapi.net/.default');
  });

  test('that the authority refuses are none', async () => {
    const { resolved, asked } = await resolve(
      { ...listed, token: () => json({ error: 'invalid_client', error_description: 'AADSTS7000215' }, 401) },
      {},
    );
    expect(resolved).toMatchObject([{ gap: { reason: 'denied' }, noCredentials: true }]);
    expect(asked.some(({ call }) => call === 'subscriptions')).toBe(false);
  });

  test('are asked for again where the authority is busy', async () => {
    const busy = json({ error: 'temporarily_unavailable', error_description: 'AADSTS90055', error_codes: [90055] }, 503);
    const { resolved } = await resolve(
      {
        ...listed,
        token: (_asked, nth) => (nth === 1 ? busy : json({ token_type: 'Bearer', expires_in: 3600, access_token: tokenFor(1) })),
      },
      {},
    );
    expect(resolved).toMatchObject([{ name: SUBSCRIPTION, regions: ['global'] }]);
    expect(resolved[0]?.gap).toBeUndefined();
  });

  test('are not missing where the authority cannot be reached', async () => {
    const { resolved } = await resolve(listed, {}, (url) => environment(url, { AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1' }));
    expect(resolved).toMatchObject([{ gap: { reason: 'unreachable' }, noCredentials: false }]);
  });

  test('a workload identity shows its file to the authority', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'azure-'));
    const file = join(directory, 'token');
    writeFileSync(file, 'assertion-of-the-workload');
    try {
      const { resolved, asked } = await resolve(listed, {}, (url) =>
        environment(url, { AZURE_CLIENT_SECRET: undefined, AZURE_FEDERATED_TOKEN_FILE: file }),
      );
      expect(resolved).toMatchObject([{ name: SUBSCRIPTION }]);
      expect(asked.find(({ call }) => call === 'token')?.body).toContain('client_assertion=assertion-of-the-workload');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test.each(['AZURE_RESOURCE_MANAGER_URL', 'AZURE_AUTHORITY_HOST'])(
    '%s without TLS is refused before anything is sent',
    async (variable) => {
      const wrong = resolve(listed, {}, (url) => environment(url, { [variable]: url.replace('https:', 'http:') }));
      await expect(wrong).rejects.toMatchObject({ reason: 'malformed', code: 'WrongAddress' });
    },
  );
});

describe('the body', () => {
  test.each([
    [{ subscriptions: [] }],
    [{ subscriptions: ['prod'] }],
    [{ subscriptions: [SUBSCRIPTION, SUBSCRIPTION.toUpperCase()] }],
    [{ subscriptions: 'all', managementGroup: 'example' }],
    [{ managementGroup: 'a/b' }],
    [{ cloud: 'germany' }],
    [{ subscription: SUBSCRIPTION }],
  ])('%j is refused', (body) => {
    expect(azure.body.safeParse(body).success).toBe(false);
  });

  test('names what it stands for without network', () => {
    expect(azure.outline({ subscriptions: [SUBSCRIPTION] })).toEqual([{ name: SUBSCRIPTION, regions: ['global'] }]);
    expect(azure.outline({})).toEqual([{ name: 'all subscriptions', regions: ['global'] }]);
    expect(azure.outline({ managementGroup: 'example' })).toEqual([{ name: 'subscriptions of example', regions: ['global'] }]);
  });
});

test('importing the plugin loads no SDK', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found; } });
    await import('./collectors/azure/index.ts');
    console.log(JSON.stringify(loaded.filter((url) => url.includes('/@azure/') || url.includes('msal'))), loaded.length > 5);`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  expect(said.trim()).toBe('[] true');
});
