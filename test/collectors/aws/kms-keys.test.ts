import { describe, expect, test } from 'vitest';
import { kmsKeys } from '../../../collectors/aws/kms-keys.ts';
import { keysRotate } from '../../../src/checks/keys-rotate.ts';
import { type Looked, look } from './looking.ts';
import { type Answer, json, kmsError, type Script } from './loopback.ts';

const arn = (key: string) => `arn:aws:kms:eu-west-1:111122223333:key/${key}`;
const PLAIN = {
  KeyManager: 'CUSTOMER',
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
  MultiRegion: false,
  CreationDate: 1_675_242_000,
};
const ON = { KeyRotationEnabled: true, RotationPeriodInDays: 365, NextRotationDate: 1_801_386_000 };

interface Keys {
  readonly keys: Readonly<Record<string, Readonly<Record<string, unknown>> | Answer>>;
  readonly status?: Readonly<Record<string, unknown>> | Answer;
  readonly rotations?: Readonly<Record<string, unknown>> | Answer;
}

function service({ keys, status = ON, rotations = { Rotations: [], Truncated: false } }: Keys): Script {
  const ids = Object.keys(keys);
  return {
    'kms:ListKeys': () => json({ Keys: ids.map((KeyId) => ({ KeyId, KeyArn: arn(KeyId) })), Truncated: false }),
    'kms:DescribeKey': ({ input }) => {
      const KeyId = String(input.KeyId).split('/')[1] ?? '';
      const key = keys[KeyId] ?? {};
      return isAnswer(key) ? key : json({ KeyMetadata: { KeyId, Arn: arn(KeyId), ...PLAIN, ...key } });
    },
    'kms:GetKeyRotationStatus': () => (isAnswer(status) ? status : json(status)),
    'kms:ListKeyRotations': () => (isAnswer(rotations) ? rotations : json(rotations)),
  };
}

function isAnswer(value: object): value is Answer {
  return 'body' in value;
}

/** What the check says of each key that was seen. */
function judged({ observed }: Looked, atMost = '365d') {
  const check = keysRotate.bind({ atMost });
  return observed.map(({ data }) => check.judge(data, { at: '2026-11-21T00:00:00Z' }).is);
}

describe('a key that can be rotated', () => {
  test('is seen with its setting, its period and its last rotation, and all replies are cited', async () => {
    const seen = await look(
      kmsKeys,
      service({
        keys: { 'k-1': {} },
        rotations: {
          Rotations: [
            { RotationDate: 1_700_000_000, RotationType: 'AUTOMATIC' },
            { RotationDate: 1_769_850_000, RotationType: 'ON_DEMAND' },
          ],
          Truncated: false,
        },
      }),
    );
    expect(seen.gaps).toEqual([]);
    expect(seen.observed).toMatchObject([
      {
        subject: { id: arn('k-1'), service: 'kms', type: 'key', account: '111122223333' },
        data: {
          manager: 'customer',
          state: 'enabled',
          usage: 'encrypt',
          spec: 'SYMMETRIC_DEFAULT',
          symmetric: true,
          origin: 'key-service',
          multiRegion: 'no',
          createdAt: '2023-02-01T09:00:00.000Z',
          rotationEligible: true,
          rotationEnabled: true,
          rotationPeriodDays: 365,
          nextRotationAt: '2027-01-31T09:00:00.000Z',
          lastRotatedAt: '2026-01-31T09:00:00.000Z',
          lastRotation: 'on-demand',
          materialSince: '2026-01-31T09:00:00.000Z',
        },
      },
    ]);
    expect(new Set(seen.observed[0]?.replies).size).toBe(4);
    expect(judged(seen)).toEqual(['holds']);
  });

  test('whose rotation is off contradicts', async () => {
    expect(judged(await look(kmsKeys, service({ keys: { 'k-1': {} }, status: { KeyRotationEnabled: false } })))).toEqual(['contradicts']);
  });

  test("A-KMS: a period of three years is a customer's setting, and is told", async () => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': {} }, status: { KeyRotationEnabled: true, RotationPeriodInDays: 1095 } }));
    expect([judged(seen, '1095d'), judged(seen, '365d')]).toEqual([['holds'], ['contradicts']]);
  });

  test('A-KMS: a server that leaves the period out leaves it unseen, and never 365', async () => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': {} }, status: { KeyRotationEnabled: true } }));
    expect(seen.observed[0]?.data).not.toHaveProperty('rotationPeriodDays');
    expect(judged(seen)).toEqual(['unseen']);
  });

  test('is known by its spec, where a server leaves its usage out', async () => {
    expect(judged(await look(kmsKeys, service({ keys: { 'k-1': { KeyUsage: undefined } } })))).toEqual(['holds']);
  });

  test('that was never rotated has had its material since it was made', async () => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': {} } }));
    expect(seen.observed[0]?.data).toMatchObject({ materialSince: '2023-02-01T09:00:00.000Z' });
    expect(seen.observed[0]?.data).not.toHaveProperty('lastRotatedAt');
  });

  test('A-KMS: rotations are read to the last page', async () => {
    const seen = await look(kmsKeys, {
      ...service({ keys: { 'k-1': {} } }),
      'kms:ListKeyRotations': ({ input }) =>
        input.Marker === 'two'
          ? json({ Rotations: [{ RotationDate: 1_769_850_000, RotationType: 'AUTOMATIC' }], Truncated: false })
          : json({ Rotations: [{ RotationDate: 1_700_000_000, RotationType: 'AUTOMATIC' }], Truncated: true, NextMarker: 'two' }),
    });
    expect(seen.observed[0]?.data).toMatchObject({ lastRotatedAt: '2026-01-31T09:00:00.000Z' });
  });
});

describe('A-KMS: a key that cannot be rotated automatically is never a failure', () => {
  test.each([
    ['asymmetric', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }],
    ['asymmetric', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' }],
    ['hmac', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }],
    ['post-quantum', { KeySpec: 'ML_DSA_65', KeyUsage: 'SIGN_VERIFY' }],
    ['imported', { Origin: 'EXTERNAL' }],
    ['custom-key-store', { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1' }],
    ['custom-key-store', { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-2' }],
  ])('%s: %o', async (because, key) => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': key }, status: kmsError('UnsupportedOperationException') }));
    expect(seen.gaps).toEqual([]);
    expect(seen.observed[0]?.data).toMatchObject({ rotationEligible: false, rotationIneligibleBecause: because });
    expect(seen.calls).toEqual(['kms:ListKeys', 'kms:DescribeKey']);
    expect(judged(seen)).toEqual(['not-applicable']);
  });

  test('an origin that we do not know leaves it open whether the key can be rotated', async () => {
    expect(judged(await look(kmsKeys, service({ keys: { 'k-1': { Origin: 'MOON' } } })))).toEqual(['unseen']);
  });
});

describe('A-KMS: a key that nobody can use is not asked about its rotation', () => {
  test.each([
    ['disabled, although its status says true', 'Disabled', 'disabled'],
    ['waiting for its deletion, although its status says false', 'PendingDeletion', 'pending-deletion'],
    ['a primary waiting for its replicas', 'PendingReplicaDeletion', 'pending-deletion'],
    ['waiting for its material', 'PendingImport', 'pending-import'],
  ])('%s', async (_, KeyState, state) => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': { KeyState } } }));
    expect(seen.observed[0]?.data).toMatchObject({ state });
    expect(seen.calls).toEqual(['kms:ListKeys', 'kms:DescribeKey']);
    expect(judged(seen)).toEqual(['not-applicable']);
  });
});

describe('A-KMS: AWS-managed keys', () => {
  test("are the provider's guarantee: a year, with no rotation call, which some of their policies deny", async () => {
    const seen = await look(
      kmsKeys,
      service({
        keys: { 'k-1': { KeyManager: 'AWS' } },
        status: kmsError('AccessDeniedException'),
        rotations: kmsError('AccessDeniedException'),
      }),
    );
    expect(seen.gaps).toEqual([]);
    expect(seen.observed).toMatchObject([
      { basis: 'provider', data: { manager: 'provider', rotationEnabled: true, rotationPeriodDays: 365 } },
    ]);
    expect(seen.calls).toEqual(['kms:ListKeys', 'kms:DescribeKey']);
    expect(judged(seen)).toEqual(['holds']);
  });
});

describe('A-KMS: multi-Region keys', () => {
  test.each([
    ['primary', 'PRIMARY'],
    ['replica', 'REPLICA'],
  ])('a %s is told from the other, and its rotation is read', async (multiRegion, MultiRegionKeyType) => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': { MultiRegion: true, MultiRegionConfiguration: { MultiRegionKeyType } } } }));
    expect(seen.observed[0]?.data).toMatchObject({ multiRegion, rotationEnabled: true });
  });

  test("a replica's making says nothing about its material", async () => {
    const seen = await look(
      kmsKeys,
      service({ keys: { 'k-1': { MultiRegion: true, MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA' } } } }),
    );
    expect(seen.observed[0]?.data).not.toHaveProperty('materialSince');
  });
});

describe('what goes wrong', () => {
  test('denied ListKeys is a gap that names its permission', async () => {
    const { observed, gaps } = await look(kmsKeys, { 'kms:ListKeys': () => kmsError('AccessDeniedException') });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['kms:ListKeys'], kinds: ['encryption-key'], services: ['kms'] }]);
  });

  test('A-KMS: a key policy that denies DescribeKey is a gap about that key alone', async () => {
    const { observed, gaps } = await look(kmsKeys, service({ keys: { 'k-1': kmsError('AccessDeniedException'), 'k-2': {} } }));
    expect(observed.map(({ subject }) => subject.id)).toEqual([arn('k-2')]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['kms:DescribeKey'], subject: { id: arn('k-1') } }]);
  });

  test('A-KMS: a denied rotation status is a gap about the rotation, and never "off"', async () => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': {} }, status: kmsError('AccessDeniedException') }));
    expect(seen.gaps).toMatchObject([
      {
        reason: 'denied',
        permissions: ['kms:GetKeyRotationStatus'],
        subject: { id: arn('k-1') },
        fields: ['rotationEnabled', 'rotationPeriodDays', 'nextRotationAt'],
      },
    ]);
    expect(seen.observed[0]?.data).not.toHaveProperty('rotationEnabled');
    expect(judged(seen)).toEqual(['unseen']);
  });

  test('a denied list of rotations only hides the last rotation', async () => {
    const seen = await look(kmsKeys, service({ keys: { 'k-1': {} }, rotations: kmsError('AccessDeniedException') }));
    expect(seen.gaps).toMatchObject([
      { permissions: ['kms:ListKeyRotations'], fields: ['lastRotatedAt', 'lastRotation', 'materialSince'] },
    ]);
    expect(judged(seen)).toEqual(['holds']);
  });

  test('A-KMS: a cut listing without a marker is malformed, and its keys are seen', async () => {
    const { observed, gaps } = await look(kmsKeys, {
      ...service({ keys: { 'k-1': {} } }),
      'kms:ListKeys': () => json({ Keys: [{ KeyId: 'k-1', KeyArn: arn('k-1') }], Truncated: true }),
    });
    expect(observed).toHaveLength(1);
    expect(gaps).toMatchObject([
      { reason: 'malformed', code: 'TruncatedWithoutMarker', call: 'kms:ListKeys', replies: [expect.any(String)] },
    ]);
  });

  test('a list that does not say whether it is whole is malformed', async () => {
    const { gaps } = await look(kmsKeys, { 'kms:ListKeys': () => json({ Keys: [] }) });
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 'kms:ListKeys' }]);
  });

  test('two pages of keys are both read, a thousand at most each', async () => {
    const { observed, asked } = await look(kmsKeys, {
      ...service({ keys: { 'k-1': {}, 'k-2': {} } }),
      'kms:ListKeys': ({ input }) =>
        input.Marker === 'two'
          ? json({ Keys: [{ KeyId: 'k-2' }], Truncated: false })
          : json({ Keys: [{ KeyId: 'k-1' }], Truncated: true, NextMarker: 'two' }),
    });
    expect(observed.map(({ subject }) => subject.id)).toEqual([arn('k-1'), arn('k-2')]);
    expect(asked[0]?.input).toMatchObject({ Limit: 1000 });
  });

  test('a marker that comes twice is malformed', async () => {
    const { gaps } = await look(kmsKeys, { 'kms:ListKeys': () => json({ Keys: [], Truncated: true, NextMarker: 'again' }) });
    expect(gaps).toMatchObject([{ reason: 'malformed' }]);
  });

  test('a key of an unknown shape is a gap about it alone', async () => {
    const { observed, gaps } = await look(kmsKeys, service({ keys: { 'k-1': { KeyManager: 'NOBODY' }, 'k-2': {} } }));
    expect(observed.map(({ subject }) => subject.id)).toEqual([arn('k-2')]);
    expect(gaps).toMatchObject([{ reason: 'malformed', subject: { id: arn('k-1') } }]);
  });

  test('no keys leave no record', async () => {
    const { observed, gaps } = await look(kmsKeys, service({ keys: {} }));
    expect([...observed, ...gaps]).toEqual([]);
  });
});
