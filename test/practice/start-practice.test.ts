import { readdirSync } from 'node:fs';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { answer } from '../../fixtures/practice/aws/cloud/answer.ts';
import { openIdentities } from '../../fixtures/practice/aws/cloud/identities.ts';
import { openRegions } from '../../fixtures/practice/aws/cloud/regions.ts';
import { actionsOf, defineService } from '../../fixtures/practice/aws/cloud/service.ts';
import { awsJson, toJson } from '../../fixtures/practice/aws/wire/protocol.ts';
import type { Signed } from '../../fixtures/practice/aws/wire/sigv4.ts';
import { readPart, Scenario, WrongScenario } from '../../fixtures/practice/scenario.ts';
import { demo } from '../../fixtures/practice/scenarios/demo.ts';
import { findServices, startPractice } from '../../fixtures/practice/start-practice.ts';
import { openTally } from '../../fixtures/practice/tally.ts';
import { oneRegion, PROD, practise, refusal, STAGING } from './clients.ts';

test('every file of the folder is a service of its name', async () => {
  const files = readdirSync(new URL('../../fixtures/practice/aws/', import.meta.url)).filter((name) => name.endsWith('.ts'));
  expect((await findServices()).map(({ id }) => `${id}.ts`)).toEqual(files);
});

test("a service of one's own is answered beside the others", async () => {
  const protocol = awsJson('TrentService');
  const mine = defineService({
    id: 'kms',
    protocol,
    section: z.strictObject({ greeting: z.string().default('none') }),
    open: (section) => section.greeting,
    actions: { ListKeys: actionsOf<string>(protocol)(z.unknown(), (_, { resources }) => toJson({ Keys: [{ KeyId: resources }] })) },
  });
  await using cloud = await practise(oneRegion({ kms: { greeting: 'hello' } }), { services: [mine] });
  expect((await cloud.kms().send(new ListKeysCommand({}))).Keys).toEqual([{ KeyId: 'hello' }]);
});

describe('the environment', () => {
  test('is all that the real credential chain needs', async () => {
    await using cloud = await practise(oneRegion({ kms: { generate: { count: 2 } } }));
    for (const [name, value] of Object.entries(cloud.practice.env('prod'))) vi.stubEnv(name, value);
    const client = new KMSClient();
    try {
      expect((await client.send(new ListKeysCommand({}))).Keys).toHaveLength(2);
    } finally {
      client.destroy();
      vi.unstubAllEnvs();
    }
  });

  test('of an account without principals is refused', async () => {
    await using cloud = await practise(demo);
    expect(() => cloud.practice.env('staging')).toThrow(RangeError);
  });
});

describe('a wrong scenario', () => {
  const paths = (scenario: Scenario) =>
    startPractice(scenario).then(
      () => [],
      (error: unknown) => (error instanceof WrongScenario ? error.faults.map(({ path }) => path) : [error]),
    );

  test('names every fault with its path', async () => {
    const regions = { 'eu-west-1': { ec2: { volumes: [{ count: 0 }] }, kms: { key: {} }, s4: {} } };
    expect(await paths({ accounts: { prod: { id: PROD, regions } } })).toEqual([
      'accounts.prod.regions.eu-west-1.s4',
      'accounts.prod.regions.eu-west-1.ec2.volumes.0.count',
      'accounts.prod.regions.eu-west-1.kms',
    ]);
  });

  test('has faults that nobody knows', async () => {
    const scenario = JSON.parse('{"accounts":{},"faults":[{"fault":"gremlin"}]}');
    expect(await paths(scenario)).toEqual(['faults.0.fault']);
  });
});

test('one seed gives one cloud, byte for byte, and another another', async () => {
  const services = new Map((await findServices()).map((service) => [service.id, service]));
  const now = new Date('2026-06-01T00:00:00Z');
  await using running = await practise({ ...demo, faults: [] });
  const requests = await signed(running);
  const replay = (seed: number) => {
    const scenario = readPart(Scenario, { ...demo, seed, now: now.toISOString() });
    const identities = openIdentities(readPart(Scenario, demo), Date.now);
    const cloud = {
      scenario,
      services,
      identities,
      regions: openRegions(scenario, services, now),
      tally: openTally(),
      now,
      clock: Date.now,
    };
    return requests.map((request) => answer(cloud, request));
  };
  expect(replay(20)).toEqual(replay(20));
  expect(replay(20)).not.toEqual(replay(21));
});

describe('nothing that proves the caller comes back', () => {
  test.each<[string, (request: Signed) => Signed]>([
    ['in an answer', (request) => request],
    ['where the signature is wrong', (request) => ({ ...request, body: request.body.replace('Max', 'Min') })],
    ['where the key is unknown', (request) => edited(request, 'authorization', /Credential=[^/]+/, 'Credential=AKIANOBODYKNOWSTHIS0')],
    ['where the token is wrong', (request) => edited(request, 'x-amz-security-token', /^/, 'x')],
    ['where the region is off', (request) => edited(request, 'authorization', /eu-west-1/, 'af-south-1')],
    ['where there is no such service', (request) => edited(request, 'authorization', /\/ec2\//, '/sqs/')],
  ])('%s', async (_, spoil) => {
    await using cloud = await practise({ ...demo, faults: [] });
    const RoleArn = `arn:aws:iam::${STAGING}:role/evidence`;
    const { Credentials } = await cloud
      .sts()
      .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scan', ExternalId: 'demo-external-id' }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = Credentials ?? {};
    const [request] = await signed(cloud, { accessKeyId, secretAccessKey, sessionToken });
    if (request === undefined) throw new Error('the client signed nothing');
    const { method, headers, body } = spoil(request);
    const reply = await fetch(cloud.practice.endpoint, {
      method,
      headers: new Headers(Object.entries(headers).map(([name, value]) => [name, value ?? ''])),
      body,
    });
    const said = `${await reply.text()}${JSON.stringify([...reply.headers])}${JSON.stringify(cloud.practice.stats())}`;
    const secrets = [secretAccessKey, sessionToken, /Signature=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? ''];
    expect(secrets.map((secret) => secret.length > 20 && said.includes(secret))).toEqual([false, false, false]);
  });
});

test('calls are counted by action and by place', async () => {
  await using cloud = await practise(oneRegion({}));
  await cloud.ec2().send(new DescribeVolumesCommand({}));
  await cloud.ec2().send(new DescribeVolumesCommand({}));
  expect(cloud.practice.stats()).toEqual({
    requests: 2,
    calls: { 'ec2:DescribeVolumes': 2 },
    places: { '111122223333/eu-west-1/ec2:DescribeVolumes': 2 },
    faults: {},
  });
});

test('faults planted on a running cloud are instead of those before, and nothing was asked yet', async () => {
  const on = { action: 'ListKeys' };
  await using cloud = await practise(oneRegion({}, { faults: [{ fault: 'deny', on }] }));
  const list = async () => refusal(cloud.kms().send(new ListKeysCommand({}))).then(({ code }) => code);
  expect(await list()).toBe('AccessDeniedException');
  cloud.practice.plant([{ fault: 'throttle', on, times: 1 }]);
  expect(cloud.practice.stats().requests).toBe(0);
  expect(await list()).toBe('ThrottlingException');
  expect(cloud.practice.stats()).toMatchObject({ requests: 1, faults: { throttle: 1 } });
});

test('a service that has no file is unknown', async () => {
  await using cloud = await practise(oneRegion({}));
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/athena/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  };
  const reply = await fetch(cloud.practice.endpoint, { headers });
  expect([reply.status, await reply.json()]).toMatchObject([501, { __type: 'UnknownOperationException' }]);
});

/** Requests as the real client signs them, four of which two are the same. */
async function signed(
  cloud: Awaited<ReturnType<typeof practise>>,
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken: string },
): Promise<Signed[]> {
  const seen: Signed[] = [];
  const client = cloud.ec2(credentials === undefined ? {} : { credentials });
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (isSigned(request)) seen.push({ method: 'POST', path: '/', query: '', headers: request.headers, body: request.body });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  for (const MaxResults of [5, 6, 7, 7]) await client.send(new DescribeVolumesCommand({ MaxResults }));
  return seen;
}

function edited(request: Signed, header: string, what: RegExp, by: string): Signed {
  return { ...request, headers: { ...request.headers, [header]: (request.headers[header] ?? '').replace(what, by) } };
}

function isSigned(request: unknown): request is { headers: Record<string, string>; body: string } {
  return typeof request === 'object' && request !== null && 'headers' in request && 'body' in request;
}
