import type { DescribeVolumesRequest } from '@aws-sdk/client-ec2';
import { defineCollector, encryptionAtRest, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { keysOf } from './keys.ts';
import { nextToken, readItems, Token } from './listing.ts';
import { type Encryptable, observeEncrypted } from './observe-encrypted.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const Page = z.object({ Volumes: z.array(z.unknown()), ...Token });
const Volume = z.object({
  VolumeId: z.string().min(1),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().min(1).optional(),
  Tags,
});

/** EBS volumes of every state, attached or not, each with its key's manager and origin. Recipe A-EBS-VOL. */
export const ebsVolumes = defineCollector({
  id: 'aws.ebs-volumes',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['ebs'],
  calls: { 'ec2:DescribeVolumes': ['ec2:DescribeVolumes'], 'kms:DescribeKey': ['kms:DescribeKey'] },

  collect: async (look) => {
    const ec2 = await look.session.client('ec2');
    const keys = keysOf(look);
    const subject = (id: string, tags?: z.infer<typeof Tags>) =>
      ec2Subject(look, { service: 'ebs', type: 'volume', resource: `volume/${id}` }, tags);
    const input: DescribeVolumesRequest = { MaxResults: 500 };
    const listing = look.pages('ec2:DescribeVolumes', {
      input,
      ask: (asked) => ec2.describeVolumes(asked),
      page: Page,
      next: nextToken,
    });
    const about = { kinds: [encryptionAtRest], services: ['ebs'] };
    const how = { call: 'ec2:DescribeVolumes', shape: Volume, id: 'VolumeId', subject, about };
    for await (const page of listing) await observeEncrypted(look, page, await thingsOf(page), keys);

    async function thingsOf(page: Seen<z.infer<typeof Page>>): Promise<readonly Encryptable[]> {
      const volumes = await readItems(look, page, page.data.Volumes, how);
      return volumes.map(({ VolumeId, Encrypted, KmsKeyId, Tags: tags }) => ({
        subject: subject(VolumeId, tags),
        encrypted: Encrypted,
        key: KmsKeyId,
      }));
    }
  },
});
