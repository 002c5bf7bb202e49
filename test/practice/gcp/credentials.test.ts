import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startGcpPractice } from '../../../fixtures/practice/start-gcp.ts';
import { get, oneProject, PROD, practise, reasonOf, refusal } from './clients.ts';

const two = [{ name: 'example-a' }, { name: 'example-b' }];
const Token = z.object({ access_token: z.string(), expires_in: z.number(), token_type: z.literal('Bearer') });
const child = new URL('./adc-child.ts', import.meta.url).pathname;

async function asChild(endpoint: string, env: Record<string, string>): Promise<unknown> {
  const clean = { PATH: process.env.PATH, HOME: devNull, CLOUDSDK_CONFIG: devNull };
  const { stdout } = await promisify(execFile)(process.execPath, [child, endpoint], { env: { ...clean, ...env } });
  return JSON.parse(stdout);
}

describe('application default credentials, in a process of their own', () => {
  test('come from the metadata server', async () => {
    await using cloud = await practise(oneProject(two));
    const { GCE_METADATA_HOST = '', METADATA_SERVER_DETECTION = '' } = cloud.practice.env();
    const said = await asChild(cloud.practice.endpoint, { GCE_METADATA_HOST, METADATA_SERVER_DETECTION });
    expect([said, cloud.practice.stats().calls['metadata:token']]).toEqual([
      { client: 'Compute', projectId: PROD, buckets: ['example-a', 'example-b'] },
      1,
    ]);
  });

  test('come from workload identity federation', async () => {
    await using cloud = await practise(oneProject(two));
    const { GOOGLE_CLOUD_PROJECT: _, ...env } = cloud.practice.env();
    const said = await asChild(cloud.practice.endpoint, env);
    const { calls } = cloud.practice.stats();
    expect([said, calls['sts:token'], calls['iamcredentials:serviceAccounts.generateAccessToken'], calls['metadata:token']]).toEqual([
      { client: 'IdentityPoolClient', projectId: PROD, buckets: ['example-a', 'example-b'] },
      1,
      1,
      undefined,
    ]);
  });
});

describe('the metadata server', () => {
  const ask = (host: string, path: string, flavor = 'Google') =>
    fetch(`http://${host}/computeMetadata/v1/${path}`, { headers: flavor === '' ? {} : { 'metadata-flavor': flavor } });

  test('answers nobody who does not know its header', async () => {
    await using cloud = await practise(oneProject([]));
    expect((await ask(cloud.practice.metadataHost, 'instance/service-accounts/default/token', '')).status).toBe(403);
  });

  test('sends the header back', async () => {
    await using cloud = await practise(oneProject([]));
    expect((await ask(cloud.practice.metadataHost, 'project/project-id')).headers.get('metadata-flavor')).toBe('Google');
  });

  test('hands out the same token until five minutes before its end', async () => {
    let now = Date.now();
    await using cloud = await practise(oneProject([]), { clock: () => now });
    const token = async () => Token.parse(await (await ask(cloud.practice.metadataHost, 'instance/service-accounts/default/token')).json());
    const first = await token();
    now += 3_299_000;
    const same = await token();
    now += 1000;
    const next = await token();
    expect([same, next.access_token === first.access_token, next.expires_in]).toEqual([{ ...first, expires_in: 301 }, false, 3600]);
  });

  test('speaks for the attached principal', async () => {
    await using cloud = await practise(oneProject([], { principals: { evidence: {}, other: {} }, attached: 'other' }));
    const email = await (await ask(cloud.practice.metadataHost, 'instance/service-accounts/default/email')).text();
    expect(email).toBe(`other@${PROD}.iam.gserviceaccount.com`);
  });
});

describe('a token', () => {
  test('that is missing is refused by the JSON API as documented', async () => {
    await using cloud = await practise(oneProject([]));
    const reply = await fetch(`${cloud.practice.endpoint}/storage/v1/b?project=${PROD}`);
    expect(await reply.json()).toEqual({
      error: {
        code: 401,
        message: 'Login Required.',
        errors: [{ message: 'Login Required.', domain: 'global', reason: 'required', locationType: 'header', location: 'Authorization' }],
      },
    });
  });

  test('of somebody else is refused', async () => {
    await using cloud = await practise(oneProject([]));
    const reply = await fetch(`${cloud.practice.endpoint}/v3/projects/${PROD}`, { headers: { authorization: 'Bearer other' } });
    expect([reply.status, await reply.json()]).toMatchObject([
      401,
      { error: { status: 'UNAUTHENTICATED', details: [{ reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED' }] } },
    ]);
  });

  test("expires by the server's clock", async () => {
    let now = Date.now();
    await using cloud = await practise(oneProject(two), { clock: () => now });
    const client = await cloud.auth();
    const url = `${cloud.practice.endpoint}/v3/projects/${PROD}`;
    const before = await get(client, url);
    now += 3_600_000;
    const after = await get(client, url);
    expect([before.status, after.status, reasonOf(after.data)]).toEqual([200, 401, 'ACCESS_TOKEN_EXPIRED']);
  });

  test('is not given for a subject token that the provider did not make', async () => {
    await using cloud = await practise(oneProject([]));
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/practice/providers/practice',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: 'forged',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    const reply = await fetch(`${cloud.practice.endpoint}/v1/token`, { method: 'POST', body });
    expect([reply.status, await reply.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  test('is not given where impersonation is denied', async () => {
    await using cloud = await practise(oneProject(two, { faults: [{ fault: 'deny', on: { service: 'iamcredentials' } }] }));
    const refused = await refusal((await cloud.storage()).getBuckets());
    expect([refused.message.includes('iam.serviceAccounts.getAccessToken'), cloud.practice.stats().calls['storage:buckets.list']]).toEqual([
      true,
      undefined,
    ]);
  });
});

test('closing removes the credential files', async () => {
  const practice = await startGcpPractice(oneProject([]));
  const file = practice.env().GOOGLE_APPLICATION_CREDENTIALS ?? '';
  const before = existsSync(file);
  await practice.close();
  expect([before, existsSync(file)]).toEqual([true, false]);
});

test('an environment of a principal that is not there is refused', async () => {
  await using cloud = await practise(oneProject([]));
  expect(() => cloud.practice.env('nobody')).toThrow(RangeError);
});
