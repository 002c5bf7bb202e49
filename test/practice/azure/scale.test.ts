import { describe, expect, test } from 'vitest';
import { azureScale } from '../../../fixtures/practice/azure/scale.ts';
import { AzureScenario } from '../../../fixtures/practice/azure/scenario.ts';
import { readPart, WrongScenario } from '../../../fixtures/practice/scenario.ts';
import { startAzurePractice } from '../../../fixtures/practice/start-azure.ts';
import { accounts, collected, namesOf, oneSubscription, PROD, practise } from './clients.ts';

describe('a listing is complete, each account once, in pages of', () => {
  test.each([
    [1, 25],
    [7, 4],
    [1000, 1],
  ])('%i', async (size, pages) => {
    await using cloud = await practise(accounts(25, size));
    const names = await namesOf(cloud.storage());
    expect([names.length, new Set(names).size, cloud.practice.stats().calls['storage:StorageAccounts_List']]).toEqual([25, 25, pages]);
  });

  test('5, where there is nothing', async () => {
    await using cloud = await practise(oneSubscription({}));
    expect(await namesOf(cloud.storage())).toEqual([]);
  });
});

/** Everything that the listings say, page by page, without the ports of this run. */
async function bytes(scenario: AzureScenario): Promise<string[]> {
  await using cloud = await practise(scenario);
  const pages: string[] = [];
  const first = ['storageAccounts', 'storageAccounts/alpha/blobServices/default'].map((path) =>
    path.includes('/')
      ? `${cloud.practice.resourceManager}/subscriptions/${PROD}/resourceGroups/rg-data/providers/Microsoft.Storage/${path}?api-version=1`
      : `${cloud.practice.resourceManager}/subscriptions/${PROD}/providers/Microsoft.Storage/${path}?api-version=1`,
  );
  for (const start of first)
    for (let url: string | undefined = start; url !== undefined; ) {
      const { text, headers } = await cloud.get(url);
      pages.push(`${headers['x-ms-request-id']} ${text.replaceAll(/127\.0\.0\.1:\d+/g, '')}`);
      url = JSON.parse(text).nextLink;
    }
  return pages;
}

test('one seed gives the same bytes; another gives others', async () => {
  const scenario = (seed: number) =>
    oneSubscription(
      {
        storage: { accounts: [{ name: 'alpha' }, { count: 30, key: { vault: 'kv-one', name: 'a' }, withKey: 0.5 }] },
        keyvault: { vaults: { 'kv-one': {} } },
      },
      { seed, pageSizes: { StorageAccounts_List: 10 } },
    );
  const first = await bytes(scenario(7));
  expect(await bytes(scenario(7))).toEqual(first);
  expect(await bytes(scenario(8))).not.toEqual(first);
});

test('20,000 storage accounts over 50 subscriptions are all listed, within the documented limits', async () => {
  const scenario = azureScale({ accounts: 20_000 });
  await using cloud = await practise(scenario);
  let found = 0;
  for (const { id } of Object.values(scenario.subscriptions)) found += (await namesOf(cloud.storage(id))).length;
  expect([found, cloud.practice.stats().calls['storage:StorageAccounts_List']]).toEqual([20_000, 200]);
});

test('a share of accounts with a key is exact', async () => {
  await using cloud = await practise(
    oneSubscription({ storage: { accounts: [{ count: 40, key: { vault: 'kv', name: 'a' }, withKey: 0.25 }] } }),
  );
  const found = await collected(cloud.storage().storageAccounts.list());
  expect(found.filter(({ encryption }) => encryption?.keySource === 'Microsoft.Keyvault')).toHaveLength(10);
});

describe('a wrong scenario is refused at the start:', () => {
  test.each<[string, AzureScenario, string]>([
    ['a section of no provider', oneSubscription({ nothing: {} }), 'subscriptions.prod.nothing'],
    ['a wrong section', oneSubscription({ storage: { accounts: [{ count: 0 }] } }), 'subscriptions.prod.storage.accounts.0.count'],
    [
      'a management group under itself',
      oneSubscription({}, { managementGroups: { one: { groups: ['two'] }, two: { groups: ['one'] } } }),
      'managementGroups.two.groups',
    ],
    [
      'a group of unknown subscriptions',
      oneSubscription({}, { managementGroups: { one: { subscriptions: ['other'] } } }),
      'managementGroups.one.subscriptions',
    ],
  ])('%s', async (_, scenario, path) => {
    const error = await startAzurePractice(scenario).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error instanceof WrongScenario ? error.faults.map((fault) => fault.path) : error).toEqual([path]);
  });

  test('with all its faults at once', () => {
    expect(() => readPart(AzureScenario, { seed: 0.5, subscriptions: { prod: { id: 'x' } } })).toThrow(
      /seed[\s\S]*subscriptions\.prod\.id/,
    );
  });
});
