import { readFileSync } from 'node:fs';
import { StorageManagementClient } from '@azure/arm-storage';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderStorageAccount } from '../../../fixtures/practice/azure/providers/storage/accounts.ts';
import { renderBlobService } from '../../../fixtures/practice/azure/providers/storage/blob-service.ts';
import { openContainers, renderContainer } from '../../../fixtures/practice/azure/providers/storage/containers.ts';
import { collected, oneSubscription, PROD, practise } from './clients.ts';

const folder = new URL('../../../fixtures/recordings/azure/', import.meta.url);
const Recorded = z.object({ status: z.number(), body: z.unknown() });
const Example = z.object({ responses: z.object({ '200': z.object({ body: z.unknown() }) }) });

/** What the provider said, as recorded; of a specification's example, what it says the answer is. */
function recorded(file: string): { readonly status: number; readonly body: unknown } {
  const text: unknown = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8'));
  const example = Example.safeParse(text);
  return example.success ? { status: 200, body: example.data.responses['200'].body } : Recorded.parse(text);
}

/** The real client, with an HTTP layer that says one thing. */
function hearing(body: unknown): StorageManagementClient {
  const httpClient: HttpClient = {
    sendRequest: async (request) => ({
      request,
      status: 200,
      headers: createHttpHeaders({ 'content-type': 'application/json' }),
      bodyAsText: JSON.stringify(body),
    }),
  };
  const credential = { getToken: async () => ({ token: 'none', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
  return new StorageManagementClient(credential, PROD, { httpClient });
}

const list = (body: unknown) => collected(hearing(body).storageAccounts.list());

describe('the real SDK reads back from our JSON what was recorded:', () => {
  test.each([
    'storageAccounts-list.1',
    'storageAccounts-list.2',
    'storageAccounts-list.4',
    'spec-examples/storage-StorageAccountList.excerpt',
  ])('%s', async (file) => {
    const read = await list(recorded(file).body);
    expect(read).not.toEqual([]);
    expect(await list({ value: read.map(renderStorageAccount) })).toEqual(read);
  });

  test.each(['storageAccount-get.1', 'storageAccount-get.3'])('%s', async (file) => {
    const get = (body: unknown) => hearing(body).storageAccounts.getProperties('group', 'account');
    const read = await get(recorded(file).body);
    expect(await get(renderStorageAccount(read))).toEqual(read);
  });

  test.each(['blobServices-default.1', 'spec-examples/storage-BlobServicesGet.excerpt'])('%s', async (file) => {
    const get = (body: unknown) => hearing(body).blobServices.getServiceProperties('group', 'account');
    const read = await get(recorded(file).body);
    expect(await get(renderBlobService(read))).toEqual(read);
  });
});

test('the real SDK reads back containers, which nobody has recorded, as its own model has them', async () => {
  const place = {
    id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
    created: new Date('2026-01-01T00:00:00Z'),
  };
  const { at } = openContainers([{ count: 1, name: 'open', publicAccess: 'Blob' }], place);
  const read = await collected(hearing({ value: [renderContainer(at(0))] }).blobContainers.list('group', 'account'));
  expect(read).toEqual([at(0)]);
});

describe('our JSON has the members, under the names and of the types, that were recorded:', () => {
  const rotation = { beforeExpiry: 'P30D', expiry: 'P90D' };
  const scenario = oneSubscription(
    {
      storage: { accounts: [{ name: 'alpha', kind: 'Storage', key: { vault: 'kv-one', name: 'first' } }] },
      keyvault: { vaults: { 'kv-one': { keys: { first: { rotation } } }, 'kv-two': {} } },
    },
    { pageSizes: { Vaults_ListBySubscription: 1 } },
  );
  const arm = (path: string) => `/subscriptions/${PROD}${path}?api-version=2025-01-01`;

  test.each([
    ['storageAccounts-list.1', arm('/providers/Microsoft.Storage/storageAccounts')],
    ['blobServices-default.1', arm('/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/alpha/blobServices/default')],
    ['keyvault-vaults-list.1', arm('/providers/Microsoft.KeyVault/vaults')],
  ])('%s', async (file, path) => {
    await using cloud = await practise(scenario);
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path}`);
    expect(missing(recorded(file).body, JSON.parse(text))).toEqual([]);
  });

  test.each([
    ['keyvault-keys.2', '/keys?api-version=7.5'],
    ['keyvault-key-rotationpolicy.1', '/keys/first/rotationpolicy?api-version=7.5'],
  ])('%s', async (file, path) => {
    await using cloud = await practise(scenario);
    const { text } = await cloud.get(`${cloud.practice.vaults['kv-one']}${path}`, { scope: 'https://vault.azure.net/.default' });
    expect(missing(recorded(file).body, JSON.parse(text))).toEqual([]);
  });

  test('keyvault-keys.1, a refusal', async () => {
    await using cloud = await practise(scenario);
    const { status, text } = await cloud.raw(`${cloud.practice.vaults['kv-one']}/keys?api-version=7.5`);
    expect({ status, body: JSON.parse(text) }).toEqual(recorded('keyvault-keys.1'));
  });
});

/** Members that are a customer's choice, a matter of the account's age, or empty lists in one of the two. */
const free = new Set(['tags', 'deleteRetentionPolicy.days', 'ipRules', 'accessPolicies']);

/** Paths of the recording that ours has not, or has with another type. A list is compared by its first members. */
function missing(theirs: unknown, ours: unknown, path = ''): string[] {
  if ([...free].some((name) => path.endsWith(`.${name}`))) return [];
  if (Array.isArray(theirs)) return Array.isArray(ours) ? (theirs.length === 0 ? [] : missing(theirs[0], ours[0], `${path}[]`)) : [path];
  if (theirs === null) return ours === null ? [] : [path];
  if (typeof theirs !== 'object') return typeof theirs === typeof ours ? [] : [path];
  if (typeof ours !== 'object' || ours === null) return [path];
  const members = new Map(Object.entries(ours));
  return Object.entries(theirs).flatMap(([name, member]) => missing(member, members.get(name), `${path}.${name}`));
}
