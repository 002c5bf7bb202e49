import { describe, expect, test } from 'vitest';
import { namesOf, now, oneSubscription, PROD, practise, refusal, STAGING } from './clients.ts';

const principals = {
  all: {},
  narrow: { allow: ['Microsoft.Storage/storageAccounts/read'] },
  reader: { allow: ['*/read'] },
  stranger: { subscriptions: [] },
  nobody: { allow: [], grants: [] },
  auditor: { grants: ['Directory.Read.All'] },
};
const scenario = oneSubscription(
  { storage: { accounts: [{ name: 'alpha' }] }, keyvault: { vaults: { 'kv-one': { keys: { first: {}, second: {} } } } } },
  { principals, users: 5 },
);

describe('a principal that may only list storage accounts', () => {
  test('lists them', async () => {
    await using cloud = await practise(scenario);
    expect(await namesOf(cloud.storage(PROD, 'narrow'))).toEqual(['alpha']);
  });

  test("is refused what lies under them, in Azure's words", async () => {
    await using cloud = await practise(scenario);
    const { code, status, message } = await refusal(cloud.storage(PROD, 'narrow').blobServices.getServiceProperties('rg-data', 'alpha'));
    expect([code, status]).toEqual(['AuthorizationFailed', 403]);
    expect(message).toMatch(
      /^The client '[-\da-f]{36}' with object id '[-\da-f]{36}' does not have authorization to perform action 'Microsoft.Storage\/storageAccounts\/blobServices\/read' over scope '\/subscriptions\/\S+\/blobServices\/default' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$/,
    );
  });
});

test('a pattern of actions is compared without regard to case', async () => {
  await using cloud = await practise(
    oneSubscription({ storage: { accounts: [{}] } }, { principals: { one: { allow: ['microsoft.storage/STORAGEACCOUNTS/*'] } } }),
  );
  expect(await namesOf(cloud.storage())).toHaveLength(1);
});

describe('subscriptions', () => {
  const several = {
    now,
    principals: { all: {}, one: { subscriptions: ['prod'] } },
    subscriptions: {
      prod: { id: PROD },
      staging: { id: STAGING, state: 'Disabled' as const },
      gone: { id: '77778888-9999-4aaa-8bbb-ccccddddeeee', state: 'Deleted' as const },
    },
  };
  const path = '/subscriptions?api-version=2022-12-01';

  test('are listed with their states, deleted ones not at all', async () => {
    await using cloud = await practise(several);
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path}`);
    const states = JSON.parse(text).value.map(({ displayName, state }: { displayName: string; state: string }) => [displayName, state]);
    expect(states).toEqual([
      ['prod', 'Enabled'],
      ['staging', 'Disabled'],
    ]);
  });

  test('without a role on them are not listed and refuse', async () => {
    await using cloud = await practise(several);
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path}`, { principal: 'one' });
    expect(JSON.parse(text).value).toHaveLength(1);
    expect((await refusal(namesOf(cloud.storage(STAGING, 'one')))).status).toBe(403);
  });

  test('that are disabled can still be read', async () => {
    await using cloud = await practise(several);
    expect(await namesOf(cloud.storage(STAGING))).toEqual([]);
  });

  test('that are deleted, or never were, are not found', async () => {
    await using cloud = await practise(several);
    const unknown = ['77778888-9999-4aaa-8bbb-ccccddddeeee', '99999999-9999-4999-8999-999999999999'].map(async (id) => {
      const { status, text } = await cloud.get(`${cloud.practice.resourceManager}/subscriptions/${id}?api-version=2022-12-01`);
      return [status, JSON.parse(text).error.code];
    });
    expect(await Promise.all(unknown)).toEqual([
      [404, 'SubscriptionNotFound'],
      [404, 'SubscriptionNotFound'],
    ]);
  });

  test('page by nextLink', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => [`s${index}`, { id: `1111222${index}-3333-4444-8555-666677778888` }] as const);
    await using cloud = await practise({ now, subscriptions: Object.fromEntries(ids), pageSizes: { Subscriptions_List: 3 } });
    const pages: number[] = [];
    for (let url: string | undefined = `${cloud.practice.resourceManager}${path}`; url !== undefined; ) {
      const page: { value: unknown[]; nextLink?: string } = JSON.parse((await cloud.get(url)).text);
      pages.push(page.value.length);
      url = page.nextLink;
    }
    expect(pages).toEqual([3, 3, 1]);
  });

  test('where the provider is not registered refuse with 409', async () => {
    await using cloud = await practise(oneSubscription({ unregistered: ['microsoft.storage'] }));
    const { status, text } = await cloud.get(
      `${cloud.practice.resourceManager}/subscriptions/${PROD}/providers/Microsoft.Storage/storageAccounts?api-version=2025-01-01`,
    );
    expect([status, JSON.parse(text).error.code]).toEqual([409, 'MissingSubscriptionRegistration']);
  });
});

describe('a management group', () => {
  const grouped = {
    now,
    subscriptions: { prod: { id: PROD }, staging: { id: STAGING } },
    managementGroups: { root: { groups: ['inner'], subscriptions: ['prod'] }, inner: { subscriptions: ['staging'] } },
  };
  const path = (group: string) => `/providers/Microsoft.Management/managementGroups/${group}/descendants?api-version=2020-05-01`;

  test('lists all that lies below it', async () => {
    await using cloud = await practise(grouped);
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path('root')}`);
    expect(JSON.parse(text).value.map(({ name }: { name: string }) => name)).toEqual(['inner', PROD, STAGING]);
  });

  test('that is not there is not found', async () => {
    await using cloud = await practise(grouped);
    expect((await cloud.get(`${cloud.practice.resourceManager}${path('other')}`)).status).toBe(404);
  });
});

describe('Graph', () => {
  test.each([
    ['all', 200, undefined],
    ['auditor', 200, undefined],
    ['nobody', 403, 'Authorization_RequestDenied'],
  ])('answers %s with %i', async (principal, status, code) => {
    await using cloud = await practise(scenario);
    const answered = await cloud.get(`${cloud.practice.graph}/v1.0/users`, { principal, scope: 'https://graph.microsoft.com/.default' });
    expect([answered.status, JSON.parse(answered.text).error?.code]).toEqual([status, code]);
  });

  test('pages by @odata.nextLink', async () => {
    await using cloud = await practise(scenario);
    const pages: number[] = [];
    for (let url: string | undefined = `${cloud.practice.graph}/v1.0/users?$top=2`; url !== undefined; ) {
      const page: { value: unknown[]; '@odata.nextLink'?: string } = JSON.parse(
        (await cloud.get(url, { scope: 'https://graph.microsoft.com/.default' })).text,
      );
      pages.push(page.value.length);
      url = page['@odata.nextLink'];
    }
    expect(pages).toEqual([2, 2, 1]);
  });
});

describe('a key vault', () => {
  const scope = 'https://vault.azure.net/.default';

  test('says without a token where to get one', async () => {
    await using cloud = await practise(scenario);
    const { status, headers } = await cloud.raw(`${cloud.practice.vault}/keys?api-version=7.5`);
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      `Bearer authorization="${cloud.practice.authority}/${cloud.practice.tenant}", resource="https://vault.azure.net"`,
    ]);
  });

  test('then lists its keys', async () => {
    await using cloud = await practise(scenario);
    const { text } = await cloud.get(`${cloud.practice.vault}/keys?api-version=7.5`, { scope });
    expect(JSON.parse(text).value.map(({ kid }: { kid: string }) => new URL(kid).pathname)).toEqual(['/keys/first', '/keys/second']);
  });

  test('has the address that Resource Manager gives for it', async () => {
    await using cloud = await practise(scenario);
    const { text } = await cloud.get(
      `${cloud.practice.resourceManager}/subscriptions/${PROD}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01`,
    );
    expect(JSON.parse(text).value[0].properties.vaultUri).toBe(`${cloud.practice.vault}/`);
  });

  test.each([
    ['/keys', 'narrow'],
    ['/keys/first/rotationpolicy', 'narrow'],
  ])('refuses %s to a principal without the data action', async (path, principal) => {
    await using cloud = await practise(scenario);
    const { status, text } = await cloud.get(`${cloud.practice.vault}${path}?api-version=7.5`, { principal, scope });
    expect([status, JSON.parse(text).error.innererror.code]).toEqual([403, 'ForbiddenByRbac']);
  });
});

test('the generic list of resources counts what the provider lists', async () => {
  await using cloud = await practise(oneSubscription({ storage: { accounts: [{ count: 12 }] }, keyvault: { vaults: { 'kv-one': {} } } }));
  const filter = encodeURIComponent("resourceType eq 'Microsoft.Storage/storageAccounts'");
  const count = async (query: string) =>
    JSON.parse((await cloud.get(`${cloud.practice.resourceManager}/subscriptions/${PROD}/resources?api-version=2021-04-01${query}`)).text)
      .value.length;
  expect([await count(''), await count(`&$filter=${filter}`)]).toEqual([13, 12]);
});

test('resource groups are listed', async () => {
  await using cloud = await practise(oneSubscription({ resourceGroups: { one: {}, two: { location: 'northeurope' } } }));
  const { text } = await cloud.get(`${cloud.practice.resourceManager}/subscriptions/${PROD}/resourcegroups?api-version=2021-04-01`);
  expect(JSON.parse(text).value.map(({ name, location }: { name: string; location: string }) => [name, location])).toEqual([
    ['one', 'westeurope'],
    ['two', 'northeurope'],
  ]);
});
