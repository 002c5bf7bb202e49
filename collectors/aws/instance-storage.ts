import type { DescribeInstancesRequest } from '@aws-sdk/client-ec2';
import { defineCollector, encryptionAtRest } from 'claimcheck/plugin';
import { z } from 'zod';
import { instanceTypesOf } from './instance-types.ts';
import { nextToken, readItems, Token } from './listing.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const Page = z.object({ Reservations: z.array(z.object({ Instances: z.array(z.unknown()).optional() })), ...Token });
const Instance = z.object({
  InstanceId: z.string().min(1),
  InstanceType: z.string().min(1),
  State: z.object({ Name: z.string().optional() }).optional(),
  Tags,
});

/**
 * Local disks of instances: whether an instance type encrypts them is in its hardware, and nobody can change it. Recipe A-EPH.
 * Instances without local disks give no observation, and neither do terminated ones, whose disks are gone.
 */
export const instanceStorage = defineCollector({
  id: 'aws.instance-storage',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['instance-store'],
  calls: { 'ec2:DescribeInstances': ['ec2:DescribeInstances'], 'ec2:DescribeInstanceTypes': ['ec2:DescribeInstanceTypes'] },

  collect: async (look) => {
    const ec2 = await look.session.client('ec2');
    const types = instanceTypesOf(look);
    const subject = (id: string, tags?: z.infer<typeof Tags>) =>
      ec2Subject(look, { service: 'instance-store', type: 'instance', resource: `instance/${id}` }, tags);
    const input: DescribeInstancesRequest = { MaxResults: 1000 };
    const listing = look.pages('ec2:DescribeInstances', {
      input,
      ask: (asked) => ec2.describeInstances(asked),
      page: Page,
      next: nextToken,
    });
    for await (const page of listing) {
      const items = page.data.Reservations.flatMap(({ Instances }) => Instances ?? []);
      const how = { call: 'ec2:DescribeInstances', shape: Instance, id: 'InstanceId', subject, about: {} };
      const instances = (await readItems(look, page, items, how)).filter(({ State }) => State?.Name !== 'terminated');
      await types.learn(instances.map(({ InstanceType }) => InstanceType));
      for (const { InstanceId, InstanceType, Tags: tags } of instances) {
        const found = types.of(InstanceType);
        if ('failed' in found) {
          await look.attempt({ subject: subject(InstanceId, tags) }, () => Promise.reject(found.failed));
        } else if (found.type.InstanceStorageSupported) {
          const support = found.type.InstanceStorageInfo?.EncryptionSupport;
          const data = support === undefined ? {} : { encrypted: support === 'required' };
          look.observe(encryptionAtRest, subject(InstanceId, tags), data, [page, found.page], 'provider');
        }
      }
    }
  },
});
