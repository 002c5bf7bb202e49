import type { _InstanceType, DescribeInstancesRequest, DescribeInstanceTypesRequest } from '@aws-sdk/client-ec2';
import { CannotObserve, defineCollector, encryptionAtRest, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, readItems, Token } from './listing.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

// New types come out every month: the SDK's list of them is never whole.
const TypeName = z.custom<_InstanceType>((name) => typeof name === 'string' && name !== '');
const Page = z.object({ Reservations: z.array(z.object({ Instances: z.array(z.unknown()).optional() })), ...Token });
const Instance = z.object({
  InstanceId: z.string().min(1),
  InstanceType: TypeName,
  State: z.object({ Name: z.string() }).optional(),
  Tags,
});
const Type = z.object({
  InstanceType: z.string(),
  InstanceStorageSupported: z.boolean(),
  InstanceStorageInfo: z.object({ EncryptionSupport: z.enum(['required', 'unsupported']).optional() }).optional(),
});
const Types = z.object({ InstanceTypes: z.array(z.unknown()), ...Token });
type Found = { readonly type: z.infer<typeof Type>; readonly page: Seen<unknown> };

/** Local disks of instances: whether their type encrypts them in hardware is fixed, and nobody can change it. Recipe A-EPH. */
export const instanceStorage = defineCollector({
  id: 'aws.instance-storage',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionAtRest],
  services: ['instance-store'],
  calls: { 'ec2:DescribeInstances': ['ec2:DescribeInstances'], 'ec2:DescribeInstanceTypes': ['ec2:DescribeInstanceTypes'] },

  collect: async (look) => {
    const ec2 = await look.session.ec2();
    const types = new Map<string, Found | { readonly failed: unknown }>();
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
      await learn(look, types, [...new Set(instances.map(({ InstanceType }) => InstanceType))]);
      for (const { InstanceId, InstanceType, Tags: tags } of instances) {
        const found = types.get(InstanceType);
        if (found === undefined || 'failed' in found) {
          await look.attempt({ subject: subject(InstanceId, tags) }, () => Promise.reject(found?.failed));
        } else if (found.type.InstanceStorageSupported) {
          const support = found.type.InstanceStorageInfo?.EncryptionSupport;
          const data = support === undefined ? {} : { encrypted: support === 'required' };
          look.observe(encryptionAtRest, subject(InstanceId, tags), data, [page, found.page], 'provider');
        }
      }
    }
  },
});

/** Asks for the types that are new, at most 100 at once (EC2 API Reference); one that cannot be read fails its own instances only. */
async function learn(
  look: Look<AwsSession>,
  types: Map<string, Found | { readonly failed: unknown }>,
  met: readonly _InstanceType[],
): Promise<void> {
  const ec2 = await look.session.ec2();
  const fresh = met.filter((type) => !types.has(type));
  for (let at = 0; at < fresh.length; at += 100) {
    const asked = fresh.slice(at, at + 100);
    let failed: unknown = new CannotObserve('malformed', 'ec2:DescribeInstanceTypes does not describe a type that it was asked for', {
      call: 'ec2:DescribeInstanceTypes',
    });
    try {
      const input: DescribeInstanceTypesRequest = { InstanceTypes: asked };
      for await (const page of look.pages('ec2:DescribeInstanceTypes', {
        input,
        ask: (some) => ec2.describeInstanceTypes(some),
        page: Types,
        next: nextToken,
      })) {
        for (const { data: type } of page.data.InstanceTypes.map((item) => Type.safeParse(item)))
          if (type !== undefined) types.set(type.InstanceType, { type, page });
      }
    } catch (error) {
      failed = error;
    }
    for (const type of asked) if (!types.has(type)) types.set(type, { failed });
  }
}
