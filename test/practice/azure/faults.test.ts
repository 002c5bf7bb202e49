import { describe, expect, test } from 'vitest';
import type { AzureScenario } from '../../../fixtures/practice/azure/scenario.ts';
import { accounts, collected, namesOf, now, oneSubscription, PROD, practise, refusal, STAGING } from './clients.ts';

type Fault = NonNullable<AzureScenario['faults']>[number];

/** Twenty accounts in pages of five. */
const faulty = (...faults: Fault[]) => accounts(20, 5, { faults });
const listing = { action: 'StorageAccounts_List' };
const path = `/subscriptions/${PROD}/providers/Microsoft.Storage/storageAccounts?api-version=2025-01-01`;

describe('a refusal in its own words:', () => {
  test.each<[string, Fault, { code: string; status: number }]>([
    ['throttle', { fault: 'throttle', on: listing }, { code: 'SubscriptionRequestsThrottled', status: 429 }],
    ['throttle by the provider', { fault: 'throttle', on: listing, by: 'provider' }, { code: 'TooManyRequests', status: 429 }],
    ['deny', { fault: 'deny', on: listing }, { code: 'AuthorizationFailed', status: 403 }],
    [
      'deny by a deny assignment',
      { fault: 'deny', on: listing, by: 'deny-assignment' },
      { code: 'DenyAssignmentAuthorizationFailed', status: 403 },
    ],
    ['deny by a policy', { fault: 'deny', on: listing, by: 'policy' }, { code: 'RequestDisallowedByPolicy', status: 403 }],
    ['deny by a lock', { fault: 'deny', on: listing, by: 'lock' }, { code: 'ScopeLocked', status: 409 }],
    ['not-registered', { fault: 'not-registered', on: listing }, { code: 'MissingSubscriptionRegistration', status: 409 }],
    ['suspended', { fault: 'suspended', on: listing, refuses: true }, { code: 'ReadOnlyDisabledSubscription', status: 409 }],
    ['error', { fault: 'error', on: listing, status: 500, code: 'InternalServerError' }, { code: 'InternalServerError', status: 500 }],
    ['expire-token', { fault: 'expire-token', on: listing }, { code: 'ExpiredAuthenticationToken', status: 401 }],
  ])('%s', async (_, fault, expected) => {
    await using cloud = await practise(faulty(fault));
    const { status, text } = await cloud.get(`${cloud.practice.resourceManager}${path}`);
    expect({ status, code: JSON.parse(text).error.code }).toEqual(expected);
    expect((await refusal(namesOf(cloud.storage()))).status).toBe(expected.status);
  });

  test('throttle says how long to wait', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', on: listing, retryAfter: 7 }));
    expect((await cloud.get(`${cloud.practice.resourceManager}${path}`)).headers['retry-after']).toBe('7');
  });

  test('deny, on Graph, is a missing grant', async () => {
    await using cloud = await practise(oneSubscription({}, { users: 1, faults: [{ fault: 'deny', on: { service: 'graph' } }] }));
    const { text } = await cloud.get(`${cloud.practice.graph}/v1.0/users`, { scope: 'https://graph.microsoft.com/.default' });
    expect(JSON.parse(text).error.code).toBe('Authorization_RequestDenied');
  });

  test('deny, on the authority, is a wrong secret', async () => {
    await using cloud = await practise(faulty({ fault: 'deny', on: { service: 'authority', action: 'Token' } }));
    expect((await refusal(namesOf(cloud.storage()))).message).toMatch('AADSTS7000215');
  });
});

describe('a fault is chosen by', () => {
  const two: AzureScenario = {
    now,
    subscriptions: { prod: { id: PROD, storage: { accounts: [{ name: 'alpha' }, { name: 'beta' }] } }, staging: { id: STAGING } },
  };
  const statusOf = (call: Promise<unknown>) =>
    call.then(
      () => 200,
      (error: { statusCode: number }) => error.statusCode,
    );

  test("its subscription's name", async () => {
    await using cloud = await practise({ ...two, faults: [{ fault: 'deny', on: { account: 'staging' } }] });
    expect([await statusOf(namesOf(cloud.storage(PROD))), await statusOf(namesOf(cloud.storage(STAGING)))]).toEqual([200, 403]);
  });

  test('a subject that the request names', async () => {
    await using cloud = await practise({ ...two, faults: [{ fault: 'deny', on: { subject: 'beta' } }] });
    const get = (name: string) => statusOf(cloud.storage().blobServices.getServiceProperties('rg-data', name));
    expect([await get('alpha'), await get('beta')]).toEqual([200, 403]);
  });

  test('its times: a second try gets through', async () => {
    await using cloud = await practise({ ...two, faults: [{ fault: 'throttle', on: listing, times: 1 }] });
    expect([await statusOf(namesOf(cloud.storage())), await statusOf(namesOf(cloud.storage()))]).toEqual([429, 200]);
  });

  test('the seed alone, whatever the order of the requests', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `a${index}`.padEnd(3, 'x'));
    const hits = async (order: readonly string[]) => {
      await using cloud = await practise(
        oneSubscription(
          { storage: { accounts: names.map((name) => ({ name })) } },
          { faults: [{ fault: 'throttle', on: { service: 'storage' }, rate: 0.5 }] },
        ),
      );
      const client = cloud.storage();
      const codes = await Promise.all(
        order.map(async (name) => [name, await statusOf(client.blobServices.getServiceProperties('rg-data', name))] as const),
      );
      return Object.fromEntries(codes.toSorted(([a], [b]) => a.localeCompare(b)));
    };
    const first = await hits(names);
    expect(await hits(names.toReversed())).toEqual(first);
    expect([...new Set(Object.values(first))].toSorted()).toEqual([200, 429]);
  });
});

describe('a connection', () => {
  test('that hangs is given up by the client alone', async () => {
    await using cloud = await practise(faulty({ fault: 'hang', on: listing }));
    const client = cloud.storage();
    const asked = client.storageAccounts.list({ abortSignal: AbortSignal.timeout(200) }).next();
    expect((await refusal(asked)).code).toBe('AbortError');
    expect(cloud.practice.stats().faults.hang).toBe(1);
  });

  test('that is slow is answered all the same', async () => {
    await using cloud = await practise(faulty({ fault: 'slow', ms: 10, on: listing }));
    expect(await namesOf(cloud.storage())).toHaveLength(20);
  });

  test('that is cut in mid-body is an error, after the pages before it', async () => {
    await using cloud = await practise(faulty({ fault: 'cut', on: { ...listing, page: 3 } }));
    const found: unknown[] = [];
    const walk = async () => {
      for await (const account of cloud.storage().storageAccounts.list()) found.push(account);
    };
    await expect(walk()).rejects.toThrow();
    expect(found).toHaveLength(10);
  });
});

describe('a listing', () => {
  test('that is truncated ends early, without a word', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', on: { ...listing, page: 2 } }));
    expect(await namesOf(cloud.storage())).toHaveLength(10);
  });

  test('with an empty page in it is whole', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'empty-page', on: { ...listing, page: 2 } }));
    expect(await namesOf(cloud.storage())).toHaveLength(20);
  });

  test('that repeats gives the same page for ever', async () => {
    await using cloud = await practise(faulty({ fault: 'repeat', on: { ...listing, page: 2 } }));
    const names = await namesOf(cloud.storage(), 40);
    expect([names.length, new Set(names).size]).toEqual([40, 10]);
  });

  test('that loops goes back and forth between two pages', async () => {
    await using cloud = await practise(faulty({ fault: 'loop', on: listing }));
    const names = await namesOf(cloud.storage(), 40);
    expect([names.slice(0, 5), names.slice(5, 10)]).toEqual([names.slice(10, 15), names.slice(15, 20)]);
    expect(new Set(names).size).toBe(10);
  });

  test('that leads elsewhere takes an SDK that follows it there, token and all', async () => {
    await using cloud = await practise(faulty({ fault: 'foreign-next-link', on: { ...listing, page: 2 } }));
    expect((await namesOf(cloud.storage())).at(-1)).toBe('stranger');
    expect(cloud.practice.stats().foreign).toEqual({ requests: 1, tokens: 1 });
  });

  test('that leads to a given address names it', async () => {
    await using cloud = await practise(faulty({ fault: 'foreign-next-link', to: 'https://other.example.com', on: listing }));
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path}`);
    expect(new URL(JSON.parse(text).nextLink).origin).toBe('https://other.example.com');
  });

  test('that is partial leaves items out, and only a second count shows it', async () => {
    await using cloud = await practise(faulty({ fault: 'partial', share: 0.4, on: listing }));
    const { text } = await cloud.get(`${cloud.practice.resourceManager}/subscriptions/${PROD}/resources?api-version=2021-04-01`);
    const names = await namesOf(cloud.storage());
    expect([names.length > 0, names.length < 20, JSON.parse(text).value.length]).toEqual([true, true, 20]);
  });

  test('with a token of another listing is refused', async () => {
    await using cloud = await practise(faulty());
    expect((await cloud.get(`${cloud.practice.resourceManager}${path}&$skiptoken=MS41`)).status).toBe(400);
  });
});

describe('the body', () => {
  test.each([200, 502])('of an HTML page with status %i is an error', async (status) => {
    await using cloud = await practise(faulty({ fault: 'html', status, on: listing }));
    await expect(namesOf(cloud.storage())).rejects.toThrow();
  });

  test('that is zipped reads the same', async () => {
    await using plain = await practise(faulty());
    await using zipped = await practise(faulty({ fault: 'gzip', on: listing }));
    expect(await namesOf(zipped.storage())).toEqual(await namesOf(plain.storage()));
    expect(zipped.practice.stats().faults.gzip).toBe(4);
  });

  test.each<[string, { value?: string | number | null }, unknown]>([
    ['null', { value: null }, null],
    ['absent', {}, undefined],
    ['of another type', { value: 'yes' }, 'yes'],
  ])('with a field that is %s in one account leaves the others', async (_, value, read) => {
    const scenario = oneSubscription(
      { storage: { accounts: [{ name: 'alpha' }, { name: 'beta' }] } },
      { faults: [{ fault: 'malformed', field: 'supportsHttpsTrafficOnly', item: 'alpha', ...value }] },
    );
    await using cloud = await practise(scenario);
    const found = await collected(cloud.storage().storageAccounts.list());
    expect(found.map(({ name, enableHttpsTrafficOnly }) => [name, enableHttpsTrafficOnly])).toEqual([
      ['alpha', read],
      ['beta', true],
    ]);
  });
});

test('a token that expires in mid-listing stays refused; a new one goes on', async () => {
  await using cloud = await practise(faulty({ fault: 'expire-token', on: { ...listing, page: 2 } }));
  const first = JSON.parse((await cloud.get(`${cloud.practice.resourceManager}${path}`)).text);
  const token = async () => ({
    authorization: `Bearer ${(await cloud.credential().getToken('https://management.azure.com/.default')).token}`,
  });
  const [old, fresh] = [await token(), await token()];
  const tries = [await cloud.raw(first.nextLink, old), await cloud.raw(first.nextLink, old), await cloud.raw(first.nextLink, fresh)];
  expect(tries.map(({ status }) => status)).toEqual([401, 401, 200]);
});

test('a clock that is years off shows in the Date header alone', async () => {
  await using cloud = await practise(faulty({ fault: 'skew-date', by: '-3650d', on: listing }), {
    clock: () => Date.parse('2026-06-01T12:00:00Z'),
  });
  const { status, headers } = await cloud.get(`${cloud.practice.resourceManager}${path}`);
  expect([status, headers['date']]).toEqual([200, 'Fri, 03 Jun 2016 12:00:00 GMT']);
});

test('a suspended subscription says so where subscriptions are listed', async () => {
  await using cloud = await practise({
    now,
    subscriptions: { prod: { id: PROD }, staging: { id: STAGING } },
    faults: [{ fault: 'suspended', state: 'Warned', on: { account: 'staging' } }],
  });
  const { text } = await cloud.get(`${cloud.practice.resourceManager}/subscriptions?api-version=2022-12-01`);
  expect(JSON.parse(text).value.map(({ state }: { state: string }) => state)).toEqual(['Enabled', 'Warned']);
});
