/** Recorded answers of the real provider (recordings/SOURCES.md), served on the wire to the real clients. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { kmsKeys } from '../../../collectors/aws/kms-keys.ts';
import { look } from './looking.ts';
import { type Answer, json, type Script, xml } from './loopback.ts';

const Recording = z.object({ status: z.number(), body: z.record(z.string(), z.unknown()) });

function recorded(name: string) {
  return Recording.parse(JSON.parse(readFileSync(new URL(`recordings/${name}.json`, import.meta.url), 'utf8')));
}

function kms(name: string): () => Answer {
  const { status, body } = recorded(name);
  return () => json(body, status);
}

describe('EC2', () => {
  test('volumes of 2016, attached and not, encrypted and not', async () => {
    const Volume = z.record(z.string(), z.unknown());
    const { Volumes } = z.object({ Volumes: z.array(Volume) }).parse(recorded('ec2-describe-volumes').body);
    const volumeSet = Volumes.map((volume) =>
      Object.fromEntries(
        Object.entries(volume).map(([name, value]) => [
          name === 'State' ? 'status' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
          value,
        ]),
      ),
    );
    const { observed, gaps } = await look(ebsVolumes, {
      'ec2:DescribeVolumes': () => xml('DescribeVolumes', { volumeSet }),
      'kms:DescribeKey': kms('kms-describe-key-aws-managed'),
    });
    expect(gaps).toEqual([]);
    expect(observed.map(({ data }) => data)).toMatchObject([
      { encrypted: false },
      { encrypted: true, keyManager: 'provider', keyOrigin: 'key-service' },
      { encrypted: true, keyManager: 'provider', keyOrigin: 'key-service' },
    ]);
  });
});

describe('KMS', () => {
  const keys: Script = { 'kms:ListKeys': kms('kms-list-keys') };
  const ours: Script = {
    'kms:DescribeKey': () =>
      json({
        KeyMetadata: {
          KeyId: 'k',
          KeyManager: 'CUSTOMER',
          KeyState: 'Enabled',
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeySpec: 'SYMMETRIC_DEFAULT',
          Origin: 'AWS_KMS',
        },
      }),
  };

  test('an AWS-managed key of 2018, described without a key spec', async () => {
    const { observed, gaps } = await look(kmsKeys, { ...keys, 'kms:DescribeKey': kms('kms-describe-key-aws-managed') });
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        basis: 'provider',
        data: { manager: 'provider', state: 'enabled', createdAt: '2018-01-30T15:56:54.705Z', rotationPeriodDays: 365 },
      },
    ]);
  });

  test('a status without a period, and no rotation yet', async () => {
    const { observed, gaps } = await look(kmsKeys, {
      ...keys,
      ...ours,
      'kms:GetKeyRotationStatus': kms('kms-get-key-rotation-status'),
      'kms:ListKeyRotations': kms('kms-list-key-rotations-none'),
    });
    expect(gaps).toEqual([]);
    expect(observed[0]?.data).toMatchObject({ rotationEnabled: true });
    expect(observed[0]?.data).not.toHaveProperty('lastRotatedAt');
  });

  test('rotations that the key policy denies', async () => {
    const { gaps } = await look(kmsKeys, {
      ...keys,
      ...ours,
      'kms:GetKeyRotationStatus': kms('kms-get-key-rotation-status'),
      'kms:ListKeyRotations': kms('kms-list-key-rotations-denied'),
    });
    expect(gaps).toMatchObject([{ reason: 'denied', code: 'AccessDeniedException', permissions: ['kms:ListKeyRotations'] }]);
  });

  test('a rotation status that is refused for the key\'s origin is not "off"', async () => {
    const { observed, gaps } = await look(kmsKeys, {
      ...keys,
      ...ours,
      'kms:GetKeyRotationStatus': kms('kms-get-key-rotation-status-imported'),
      'kms:ListKeyRotations': kms('kms-list-key-rotations-none'),
    });
    expect(gaps).toMatchObject([{ reason: 'unsupported', code: 'UnsupportedOperationException' }]);
    expect(observed[0]?.data).not.toHaveProperty('rotationEnabled');
  });
});
