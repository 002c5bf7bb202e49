import {
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeyRotationsCommand,
  paginateListKeys,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { keyArn } from '../../fixtures/practice/aws/kms/key-id.ts';
import { oneRegion, PROD, practise, refusal, STAGING } from './clients.ts';

const now = '2026-06-01T00:00:00Z';
const place = { seed: 1, now: new Date(now), account: PROD, region: 'eu-west-1' };
const arn = (ref: string) => keyArn(ref, place);

describe('keys', () => {
  test.each([1, 40, 1000])('are listed whole at %i a page', async (pageSize) => {
    await using cloud = await practise(oneRegion({ kms: { keys: { 'alias/a': {} }, generate: { count: 120 } } }));
    const ids = new Set<string>();
    for await (const page of paginateListKeys({ client: cloud.kms(), pageSize }, {}))
      for (const key of page.Keys ?? []) ids.add(key.KeyId ?? '');
    expect(ids.size).toBe(121);
  });

  test.each([
    ['alias/customer', { rotation: {} }, { KeyManager: 'CUSTOMER', Origin: 'AWS_KMS', KeyState: 'Enabled' }],
    ['alias/aws/ebs', {}, { KeyManager: 'AWS', Origin: 'AWS_KMS', KeyState: 'Enabled' }],
    ['alias/rsa', { spec: 'RSA_2048' }, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['alias/imported', { origin: 'EXTERNAL' }, { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }],
    ['alias/hsm', { origin: 'AWS_CLOUDHSM' }, { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: expect.stringMatching(/^cks-/) }],
    ['alias/leaving', { state: 'PendingDeletion' }, { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: expect.any(Date) }],
  ])('describe themselves: %s', async (ref, key, metadata) => {
    await using cloud = await practise(oneRegion({ kms: { keys: { [ref]: key } } }));
    const { KeyMetadata } = await cloud.kms().send(new DescribeKeyCommand({ KeyId: ref }));
    expect(KeyMetadata).toMatchObject({ Arn: arn(ref), ...metadata });
  });

  test('of several regions share one id, and know their primary', async () => {
    const id = 'mrk-0123456789abcdef0123456789abcdef';
    const kms = { keys: { [id]: { multiRegion: { primary: 'us-east-1', replicas: ['eu-west-1'] } } } };
    await using cloud = await practise(oneRegion({ kms }));
    const { KeyMetadata } = await cloud.kms().send(new DescribeKeyCommand({ KeyId: id }));
    expect([KeyMetadata?.KeyId, KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType]).toEqual([id, 'REPLICA']);
  });

  test('that are not there are not found', async () => {
    await using cloud = await practise(oneRegion({}));
    expect((await refusal(cloud.kms().send(new DescribeKeyCommand({ KeyId: 'alias/none' })))).code).toBe('NotFoundException');
  });

  test.each([
    ['read where their policy lets the caller in', [PROD], undefined],
    ['denied elsewhere', [], 'AccessDeniedException'],
  ])('of another account are %s', async (_, sharedWith, code) => {
    const theirs = { kms: { keys: { 'alias/theirs': { sharedWith } } } };
    const scenario = oneRegion({});
    await using cloud = await practise({
      ...scenario,
      accounts: { ...scenario.accounts, staging: { id: STAGING, regions: { 'eu-west-1': theirs } } },
    });
    const KeyId = keyArn('alias/theirs', { ...place, account: STAGING });
    const answer = await cloud
      .kms()
      .send(new DescribeKeyCommand({ KeyId }))
      .then(
        () => undefined,
        (error: Error) => error.name,
      );
    expect(answer).toBe(code);
  });
});

describe('rotation', () => {
  test('of a yearly key says its period, its next date and its past ones', async () => {
    await using cloud = await practise(
      oneRegion({ kms: { keys: { 'alias/a': { rotation: { days: 365 }, created: '2024-01-01T00:00:00Z' } } } }),
    );
    const status = await cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: arn('alias/a') }));
    const { Rotations } = await cloud.kms().send(new ListKeyRotationsCommand({ KeyId: arn('alias/a') }));
    expect([
      status.KeyRotationEnabled,
      status.RotationPeriodInDays,
      status.NextRotationDate?.toISOString(),
      Rotations?.map(({ RotationDate }) => RotationDate?.toISOString()),
    ]).toEqual([true, 365, '2026-12-31T00:00:00.000Z', ['2024-12-31T00:00:00.000Z', '2025-12-31T00:00:00.000Z']]);
  });

  test('of a key that AWS manages is always on', async () => {
    await using cloud = await practise(oneRegion({ kms: { keys: { 'alias/aws/ebs': {} } } }));
    const status = await cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: arn('alias/aws/ebs') }));
    expect(status.KeyRotationEnabled).toBe(true);
  });

  test('of a key pending deletion is off, whatever it was', async () => {
    await using cloud = await practise(oneRegion({ kms: { keys: { 'alias/a': { state: 'PendingDeletion', rotation: {} } } } }));
    const status = await cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: arn('alias/a') }));
    expect(status.KeyRotationEnabled).toBe(false);
  });

  test.each([{ spec: 'RSA_2048' }, { spec: 'HMAC_256' }, { origin: 'EXTERNAL' }, { origin: 'AWS_CLOUDHSM' }])(
    'is unsupported for %o',
    async (key) => {
      await using cloud = await practise(oneRegion({ kms: { keys: { 'alias/a': key } } }));
      expect((await refusal(cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: arn('alias/a') })))).code).toBe(
        'UnsupportedOperationException',
      );
    },
  );
});

test('aliases point at their keys, and unused ones at none', async () => {
  await using cloud = await practise(oneRegion({ kms: { keys: { 'alias/a': {}, nameless: {} }, unusedAliases: ['alias/aws/s3'] } }));
  const { Aliases } = await cloud.kms().send(new ListAliasesCommand({}));
  expect(Aliases?.map(({ AliasName, TargetKeyId }) => [AliasName, TargetKeyId])).toEqual([
    ['alias/a', arn('alias/a').slice(-36)],
    ['alias/aws/s3', undefined],
  ]);
});

test('an operation that nobody built is unknown', async () => {
  await using cloud = await practise(oneRegion({}));
  expect((await refusal(cloud.kms().send(new ListGrantsCommand({ KeyId: 'alias/a' })))).code).toBe('UnknownOperationException');
});
