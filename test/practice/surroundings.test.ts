import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Scenario, WrongScenario } from '../../fixtures/practice/scenario.ts';
import { type Practice, startPractice } from '../../fixtures/practice/start-practice.ts';
import { PROD, practise, refusal, STAGING } from './clients.ts';

const MINUTE = 60_000;
const TASK = `arn:aws:iam::${PROD}:role/task`;
const scenario: Scenario = {
  accounts: {
    prod: {
      id: PROD,
      roles: { task: { webIdentity: true, trusts: [PROD] }, plain: { trusts: [PROD] } },
      regions: { 'eu-west-1': {} },
    },
    staging: { id: STAGING, roles: { evidence: { trusts: [TASK] } }, regions: { 'eu-west-1': {} } },
  },
  instance: { account: 'prod', role: 'task' },
};

const Keys = z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), Token: z.string(), Expiration: z.string() });

async function fromContainer(practice: Practice, token?: string) {
  const env = practice.container('prod', 'task');
  const headers = { authorization: token ?? env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' };
  return fetch(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '', { headers });
}

describe('a container', () => {
  test('shows its token, or gets nothing', async () => {
    await using cloud = await practise(scenario);
    expect((await fromContainer(cloud.practice, 'another')).status).toBe(401);
  });

  test('keeps one session until five minutes before its end', async () => {
    let now = Date.parse('2026-06-01T00:00:00Z');
    await using cloud = await practise(scenario, { clock: () => now });
    const key = async () => Keys.parse(await (await fromContainer(cloud.practice)).json()).AccessKeyId;
    const first = await key();
    now += 54 * MINUTE;
    const second = await key();
    now += 2 * MINUTE;
    expect([second === first, (await key()) === first]).toEqual([true, false]);
  });
});

describe("the instance's metadata", () => {
  const path = '/latest/meta-data/iam/security-credentials/';

  test('want a session of their own first', async () => {
    await using cloud = await practise(scenario);
    expect((await fetch(`${cloud.practice.endpoint}${path}`)).status).toBe(401);
  });

  test('name the role, and then its keys', async () => {
    await using cloud = await practise(scenario);
    const { endpoint } = cloud.practice;
    const put = { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } };
    const headers = { 'x-aws-ec2-metadata-token': await (await fetch(`${endpoint}/latest/api/token`, put)).text() };
    const role = await (await fetch(`${endpoint}${path}`, { headers })).text();
    const keys = await (await fetch(`${endpoint}${path}${role}`, { headers })).json();
    expect([role, keys]).toMatchObject(['task', { Code: 'Success', Type: 'AWS-HMAC' }]);
  });

  test('are of a role that is there', async () => {
    await expect(startPractice({ ...scenario, instance: { account: 'prod', role: 'none' } })).rejects.toThrow(WrongScenario);
  });
});

describe("a pod's token", () => {
  const assume = async (RoleArn: string, token?: string) => {
    await using cloud = await practise(scenario);
    const WebIdentityToken = token ?? cloud.practice.pod('prod', 'task', 'file').token;
    return await cloud.sts().send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'pod', WebIdentityToken }));
  };

  test('opens a session of its role', async () => {
    expect((await assume(TASK)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/task/pod`);
  });

  test.each([
    ['that is wrong', TASK, 'another', 'InvalidIdentityToken'],
    ['for a role that trusts none', `arn:aws:iam::${PROD}:role/plain`, undefined, 'AccessDenied'],
  ] as const)('%s opens nothing', async (_, role, token, code) => {
    expect((await refusal(assume(role, token))).code).toMatch(new RegExp(`^${code}(Exception)?$`));
  });
});

describe('a chained role', () => {
  async function chained(DurationSeconds: number) {
    await using cloud = await practise(scenario);
    const keys = Keys.parse(await (await fromContainer(cloud.practice)).json());
    const credentials = { accessKeyId: keys.AccessKeyId, secretAccessKey: keys.SecretAccessKey, sessionToken: keys.Token };
    const RoleArn = `arn:aws:iam::${STAGING}:role/evidence`;
    return await cloud.sts({ credentials }).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scan', DurationSeconds }));
  }

  test('trusts the sessions of a role by its ARN', async () => {
    expect((await chained(3600)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${STAGING}:assumed-role/evidence/scan`);
  });

  test('lasts an hour at most', async () => {
    expect(await refusal(chained(7200))).toMatchObject({ code: 'ValidationError', status: 400 });
  });
});
