import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { ListKeysCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { oneRegion, PROD, practise, refusal, STAGING } from './clients.ts';

const RoleArn = `arn:aws:iam::${STAGING}:role/evidence`;
const scenario = {
  accounts: {
    prod: { id: PROD, regions: { 'eu-west-1': {} } },
    staging: {
      id: STAGING,
      principals: {},
      roles: { evidence: { trusts: [PROD], externalId: 'right', allow: ['ec2:Describe*'] }, closed: { trusts: [] } },
      regions: { 'eu-west-1': { ec2: { volumes: [{ count: 3 }] } } },
    },
  },
};

async function session(cloud: Awaited<ReturnType<typeof practise>>, ExternalId = 'right') {
  const { Credentials } = await cloud.sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scan', ExternalId }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

describe('a role', () => {
  test('opens its account with the right external id', async () => {
    await using cloud = await practise(scenario);
    const credentials = await session(cloud);
    const who = await cloud.sts({ credentials }).send(new GetCallerIdentityCommand({}));
    const volumes = await cloud.ec2({ credentials }).send(new DescribeVolumesCommand({}));
    expect([who.Arn, volumes.Volumes?.length]).toEqual([`arn:aws:sts::${STAGING}:assumed-role/evidence/scan`, 3]);
  });

  test.each([
    ['another external id', { RoleArn, ExternalId: 'wrong' }],
    ['no external id', { RoleArn }],
    ['no trust', { RoleArn: `arn:aws:iam::${STAGING}:role/closed` }],
    ['no such role', { RoleArn: `arn:aws:iam::${STAGING}:role/none` }],
  ])('is denied with %s', async (_, input) => {
    await using cloud = await practise(scenario);
    expect(await refusal(cloud.sts().send(new AssumeRoleCommand({ ...input, RoleSessionName: 'scan' })))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
  });

  test('may only what it is allowed', async () => {
    await using cloud = await practise(scenario);
    const refused = await refusal(cloud.kms({ credentials: await session(cloud) }).send(new ListKeysCommand({})));
    expect(refused).toMatchObject({
      code: 'AccessDeniedException',
      message: `User: arn:aws:sts::${STAGING}:assumed-role/evidence/scan is not authorized to perform: kms:ListKeys on resource: * because no identity-based policy allows the kms:ListKeys action`,
    });
  });

  test('ends with its session', async () => {
    let now = Date.now();
    await using cloud = await practise(scenario, { clock: () => now });
    const credentials = await session(cloud);
    now += 3_600_000;
    expect((await refusal(cloud.sts({ credentials }).send(new GetCallerIdentityCommand({})))).code).toBe('ExpiredToken');
  });
});

describe('credentials', () => {
  test.each([
    ['an unknown key', { accessKeyId: 'AKIANOBODYKNOWSTHIS0', secretAccessKey: 'x' }, 'InvalidClientTokenId'],
    ['a wrong secret', { secretAccessKey: 'x' }, 'SignatureDoesNotMatch'],
    ['a made-up session token', { sessionToken: 'x' }, 'InvalidClientTokenId'],
  ])('with %s are refused', async (_, wrong, code) => {
    await using cloud = await practise(oneRegion({}));
    const env = cloud.practice.env('prod');
    const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '', ...wrong };
    expect((await refusal(cloud.sts({ credentials }).send(new GetCallerIdentityCommand({})))).code).toBe(code);
  });

  test('need no permission to ask who they are', async () => {
    const { accounts } = oneRegion({});
    await using cloud = await practise({
      accounts: { prod: { id: PROD, ...accounts.prod, principals: { nobody: { allow: [] } }, regions: { 'eu-west-1': {} } } },
    });
    expect((await cloud.sts().send(new GetCallerIdentityCommand({}))).Account).toBe(PROD);
  });
});
