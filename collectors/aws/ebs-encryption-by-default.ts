import { defineCollector, encryptionDefault } from 'claimcheck/plugin';
import { z } from 'zod';
import { KEY_FIELDS, keysOf } from './keys.ts';
import { aws } from './source.ts';

const Setting = z.object({ EbsEncryptionByDefault: z.boolean() });
const DefaultKey = z.object({ KmsKeyId: z.string().min(1) });

/** Whether new EBS volumes of one account and region are encrypted, and under which key. Recipe A-EBS-DEF. */
export const ebsEncryptionByDefault = defineCollector({
  id: 'aws.ebs-encryption-by-default',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionDefault],
  services: ['ebs'],
  calls: {
    'ec2:GetEbsEncryptionByDefault': ['ec2:GetEbsEncryptionByDefault'],
    'ec2:GetEbsDefaultKmsKeyId': ['ec2:GetEbsDefaultKmsKeyId'],
    'kms:DescribeKey': ['kms:DescribeKey'],
  },

  collect: async (look) => {
    const ec2 = await look.session.client('ec2');
    const id = `${look.account}/${look.region}/ebs-encryption-by-default`;
    const subject = { id, service: 'ebs', type: 'region-setting', account: look.account };
    const about = { kinds: [encryptionDefault], services: ['ebs'], subject };
    const setting = await look.call('ec2:GetEbsEncryptionByDefault', {}, (input) => ec2.getEbsEncryptionByDefault(input), Setting);
    const key = await look.attempt({ ...about, fields: ['key', ...KEY_FIELDS] }, () =>
      look.call('ec2:GetEbsDefaultKmsKeyId', {}, (input) => ec2.getEbsDefaultKmsKeyId(input), DefaultKey),
    );
    const keys = keysOf(look);
    await keys.learn([key?.data.KmsKeyId]);
    const facts = key === undefined ? undefined : keys.of(key.data.KmsKeyId);
    look.observe(encryptionDefault, subject, { enabled: setting.data.EbsEncryptionByDefault, ...facts?.data }, [
      setting,
      key,
      facts?.reply,
    ]);
    if (facts?.failed !== undefined) await look.attempt({ ...about, fields: KEY_FIELDS }, () => Promise.reject(facts.failed));
  },
});
