import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { accounts, namesOf, PROD, practise, refusal, run } from './clients.ts';

const Claims = z.object({ aud: z.string(), oid: z.string(), appid: z.string(), tid: z.string(), exp: z.number() });

/** The real chain, chosen by the environment alone, and a listing with it. The managed identity's tokens are kept process-wide: hence a process. */
const script = `
  import { DefaultAzureCredential } from '@azure/identity';
  import { StorageManagementClient } from '@azure/arm-storage';
  const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
  const client = new StorageManagementClient(credential, '${PROD}', { endpoint: process.env.AZURE_RESOURCE_MANAGER_URL });
  let found = 0;
  for await (const _ of client.storageAccounts.list()) found += 1;
  console.log(found);
`;

describe('the real chain, with the environment of a principal alone, lists as', () => {
  test.each([
    ['a client secret', { credential: 'secret' }, 'authority:Token'],
    ['a workload with a token file', { credential: 'workload-identity' }, 'authority:Token'],
    ["a virtual machine's own identity", { credential: 'managed-identity' }, 'imds:Token'],
    ['an identity assigned to a virtual machine', { credential: 'managed-identity', userAssigned: true }, 'imds:Token'],
    ["an App Service's identity", { credential: 'app-service' }, 'imds:AppServiceToken'],
  ] as const)('%s', async (_, principal, asked) => {
    await using cloud = await practise(accounts(7, 3, { principals: { one: principal } }));
    const found = await run(script, cloud.practice.env('one'));
    expect([found.trim(), Object.keys(cloud.practice.stats().calls).includes(asked)]).toEqual(['7', true]);
  });
});

describe('a token', () => {
  test('names principal, tenant and audience, and when it ends', async () => {
    const clock = () => Date.parse('2026-06-01T12:00:00Z');
    await using cloud = await practise(accounts(1, 1, { tokenLifetime: 600 }), { clock });
    const { token } = await cloud.credential().getToken('https://management.azure.com/.default');
    const claims = Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
    expect(claims).toMatchObject({
      aud: 'https://management.azure.com',
      appid: cloud.practice.env()['AZURE_CLIENT_ID'],
      tid: cloud.practice.tenant,
      exp: Date.parse('2026-06-01T12:10:00Z') / 1000,
    });
  });

  test.each([
    ['a wrong secret', { secret: 'wrong' }, 'AADSTS7000215'],
    ['an unknown application', { clientId: '99999999-9999-4999-8999-999999999999' }, 'AADSTS700016'],
    ['an unknown tenant', { tenant: '99999999-9999-4999-8999-999999999999' }, /endpoints_resolution_error|AADSTS90002/],
  ])('is refused for %s', async (_, over, code) => {
    await using cloud = await practise(accounts(1, 1));
    const { message } = await refusal(cloud.credential(undefined, over).getToken('https://management.azure.com/.default'));
    expect(message).toMatch(code);
  });

  test('is refused for a resource that nobody offers', async () => {
    await using cloud = await practise(accounts(1, 1));
    expect((await refusal(cloud.credential().getToken('https://other.example.com/.default'))).message).toMatch('AADSTS500011');
  });

  test('is refused for an assertion that is not in the token file', async () => {
    await using cloud = await practise(accounts(1, 1, { principals: { pod: { credential: 'workload-identity' } } }));
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: cloud.practice.env('pod')['AZURE_CLIENT_ID'] ?? '',
      scope: 'https://management.azure.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'a.b.c',
    });
    const { status, text } = await cloud.raw(`${cloud.practice.authority}/${cloud.practice.tenant}/oauth2/v2.0/token`, {}, form.toString());
    expect([status, text.includes('AADSTS700213')]).toEqual([401, true]);
  });

  test('of the metadata service needs its header', async () => {
    await using cloud = await practise(accounts(1, 1, { principals: { vm: { credential: 'managed-identity' } } }));
    const url = `${cloud.practice.imds}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com`;
    expect([(await cloud.raw(url)).status, (await cloud.raw(url, { metadata: 'true' })).status]).toEqual([400, 200]);
  });

  test('of a machine with two assigned identities needs a name', async () => {
    const vm = { credential: 'managed-identity', userAssigned: true } as const;
    await using cloud = await practise(accounts(1, 1, { principals: { one: vm, two: vm } }));
    const url = `${cloud.practice.imds}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com`;
    const named = `${url}&client_id=${cloud.practice.env('two')['AZURE_CLIENT_ID']}`;
    const header = { metadata: 'true' };
    expect([(await cloud.raw(url, header)).status, (await cloud.raw(named, header)).status]).toEqual([400, 200]);
  });

  test('of App Service needs the secret of the process', async () => {
    await using cloud = await practise(accounts(1, 1, { principals: { app: { credential: 'app-service' } } }));
    const url = `${cloud.practice.imds}/msi/token?api-version=2019-08-01&resource=https://management.azure.com`;
    expect((await cloud.raw(url, { 'x-identity-header': 'wrong' })).status).toBe(401);
  });

  test('can be had by a client that first asks which instance it talks to', async () => {
    await using cloud = await practise(accounts(1, 1));
    const { text } = await cloud.raw(`${cloud.practice.authority}/common/discovery/instance?api-version=1.1`);
    expect(JSON.parse(text).tenant_discovery_endpoint).toBe(
      `${cloud.practice.authority}/${cloud.practice.tenant}/v2.0/.well-known/openid-configuration`,
    );
  });
});

describe('Resource Manager', () => {
  const path = `/subscriptions/${PROD}/providers/Microsoft.Storage/storageAccounts?api-version=2025-01-01`;

  test.each([
    ['no token', {}, 'AuthenticationFailed'],
    ['a forged token', { authorization: 'Bearer a.b.c' }, 'InvalidAuthenticationToken'],
  ])('refuses %s', async (_, headers, code) => {
    await using cloud = await practise(accounts(1, 1));
    const { status, headers: answered, text } = await cloud.raw(`${cloud.practice.resourceManager}${path}`, headers);
    expect([status, JSON.parse(text).error.code, answered['www-authenticate']?.startsWith('Bearer authorization_uri=')]).toEqual([
      401,
      code,
      true,
    ]);
  });

  test('refuses a token for another audience', async () => {
    await using cloud = await practise(accounts(1, 1));
    const { text } = await cloud.get(`${cloud.practice.resourceManager}${path}`, { scope: 'https://graph.microsoft.com/.default' });
    expect(JSON.parse(text).error.code).toBe('InvalidAuthenticationTokenAudience');
  });

  test('refuses a token that has expired by its clock', async () => {
    let time = Date.parse('2026-06-01T12:00:00Z');
    await using cloud = await practise(accounts(1, 1, { tokenLifetime: 600 }), { clock: () => time });
    const client = cloud.storage();
    await namesOf(client);
    time += 600_000;
    expect(await refusal(namesOf(client))).toMatchObject({ status: 401 });
  });

  test('takes a new token where one lives shorter than the client trusts it', async () => {
    await using cloud = await practise(accounts(4, 1, { tokenLifetime: 60 }));
    expect((await namesOf(cloud.storage())).length).toBe(4);
  });

  test('wants an api-version', async () => {
    await using cloud = await practise(accounts(1, 1));
    const { text } = await cloud.get(`${cloud.practice.resourceManager}/subscriptions`);
    expect(JSON.parse(text).error.code).toBe('MissingApiVersionParameter');
  });
});
