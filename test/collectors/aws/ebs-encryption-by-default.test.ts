import { describe, expect, test } from 'vitest';
import { ebsEncryptionByDefault } from '../../../collectors/aws/ebs-encryption-by-default.ts';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { aws } from '../../../collectors/aws/index.ts';
import { encryptedAtRest } from '../../../src/checks/encrypted-at-rest.ts';
import { encryptedByDefault } from '../../../src/checks/encrypted-by-default.ts';
import { look } from './looking.ts';
import { type Answer, ec2Error, json, kmsError, type Script, xml } from './loopback.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111';

function setting(enabled: boolean, key: () => Answer): Script {
  return {
    'ec2:GetEbsEncryptionByDefault': () => xml('GetEbsEncryptionByDefault', { ebsEncryptionByDefault: enabled }),
    'ec2:GetEbsDefaultKmsKeyId': key,
  };
}
const keyId = (kmsKeyId: string) => () => xml('GetEbsDefaultKmsKeyId', { kmsKeyId });

describe('the setting of one account and region', () => {
  test.each([true, false])('is seen as it stands: %s', async (enabled) => {
    const { observed, gaps } = await look(ebsEncryptionByDefault, setting(enabled, keyId('alias/aws/ebs')));
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      { subject: { id: '111122223333/eu-west-1/ebs-encryption-by-default', service: 'ebs', type: 'region-setting' }, data: { enabled } },
    ]);
  });

  test('A-EBS-DEF: it is asked for in the region that is looked at', async () => {
    const { asked } = await look(ebsEncryptionByDefault, setting(true, keyId('alias/aws/ebs')), { region: 'ap-southeast-2' });
    expect(asked.map(({ region }) => region)).toEqual(['ap-southeast-2', 'ap-southeast-2']);
  });

  test('A-EBS-DEF: a region without any volume is told all the same', async () => {
    const { observed } = await look(ebsEncryptionByDefault, {
      ...setting(false, keyId('alias/aws/ebs')),
      'ec2:DescribeVolumes': () => xml('DescribeVolumes', { volumeSet: [] }),
    });
    expect(observed.map(({ data }) => data)).toMatchObject([{ enabled: false }]);
  });

  test('A-EBS-DEF: it does not change volumes that are there: one of before contradicts beside it', async () => {
    const account = {
      ...setting(true, keyId('alias/aws/ebs')),
      'ec2:DescribeVolumes': () => xml('DescribeVolumes', { volumeSet: [{ volumeId: 'vol-1', encrypted: false }] }),
    };
    const told = [await look(ebsEncryptionByDefault, account), await look(ebsVolumes, account)].map(({ observed }) => observed[0]?.data);
    const at = '2026-06-01T00:00:00Z';
    expect([encryptedByDefault, encryptedAtRest].map((check, index) => check.bind({}).judge(told[index], { at }).is)).toEqual([
      'holds',
      'contradicts',
    ]);
  });

  test('A-EBS-SNAP: a launch template cannot switch it off, and no collector asks what one says', () => {
    const calls = aws.collectors.flatMap((collector) => Object.keys(collector.calls));
    expect(calls.filter((call) => /launch/i.test(call))).toEqual([]);
  });

  test.each(['alias/aws/ebs', 'arn:aws:kms:eu-west-1:111122223333:alias/aws/ebs'])(
    "A-EBS-DEF: %s is the provider's, and is not looked up",
    async (alias) => {
      const { observed, calls } = await look(ebsEncryptionByDefault, setting(true, keyId(alias)));
      expect(observed[0]).toMatchObject({
        data: { keyManager: 'provider' },
        refers: { key: { id: 'arn:aws:kms:eu-west-1:111122223333:alias/aws/ebs' } },
      });
      expect(calls).not.toContain('kms:DescribeKey');
    },
  );

  test("a customer's key is seen with its manager and its origin, and all three replies are cited", async () => {
    const { observed } = await look(ebsEncryptionByDefault, {
      ...setting(true, keyId(KEY)),
      'kms:DescribeKey': () => json({ KeyMetadata: { KeyId: 'k', Arn: KEY, KeyManager: 'CUSTOMER', Origin: 'AWS_CLOUDHSM' } }),
    });
    expect(observed).toMatchObject([
      { data: { enabled: true, keyManager: 'customer', keyOrigin: 'hsm-cluster' }, replies: ['hash-1', 'hash-2', 'hash-3'] },
    ]);
  });
});

describe('what goes wrong', () => {
  test('a server without GetEbsDefaultKmsKeyId leaves a gap about the key, and the setting is seen', async () => {
    const { observed, gaps } = await look(
      ebsEncryptionByDefault,
      setting(true, () => ec2Error(400, 'InvalidAction')),
    );
    expect(observed.map(({ data }) => data)).toEqual([{ enabled: true }]);
    expect(gaps).toMatchObject([{ reason: 'unsupported', call: 'ec2:GetEbsDefaultKmsKeyId', fields: ['key', 'keyManager', 'keyOrigin'] }]);
  });

  test('a denied key leaves a gap about its manager and origin', async () => {
    const { observed, gaps } = await look(ebsEncryptionByDefault, {
      ...setting(true, keyId(KEY)),
      'kms:DescribeKey': () => kmsError('AccessDeniedException'),
    });
    expect(observed).toMatchObject([{ data: { enabled: true }, refers: { key: { id: KEY } } }]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['kms:DescribeKey'], fields: ['keyManager', 'keyOrigin'] }]);
  });

  test('a denied setting is a gap that names its permission', async () => {
    const { observed, gaps } = await look(ebsEncryptionByDefault, {
      'ec2:GetEbsEncryptionByDefault': () => ec2Error(403, 'UnauthorizedOperation'),
    });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['ec2:GetEbsEncryptionByDefault'], kinds: ['encryption-default'] }]);
  });

  test('an answer that does not say is malformed, and never off', async () => {
    const { observed, gaps } = await look(ebsEncryptionByDefault, {
      'ec2:GetEbsEncryptionByDefault': () => xml('GetEbsEncryptionByDefault', {}),
    });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'malformed' }]);
  });
});
