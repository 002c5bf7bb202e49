import type { Look, Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';

/** Tags of an EC2 resource. */
export const Tags = z.array(z.object({ Key: z.string(), Value: z.string().optional() })).optional();

/** One EC2 resource as a subject: `resource` is its part of the ARN, "volume/vol-1". Snapshots and images have no account in theirs. */
export function ec2Subject(
  look: Look<AwsSession>,
  about: { readonly service: string; readonly type: string; readonly resource: string; readonly ownerless?: boolean },
  tags?: z.infer<typeof Tags>,
): Subject {
  const { partition } = look.session;
  const owner = about.ownerless ? '' : look.account;
  const id = `arn:${partition}:ec2:${look.region}:${owner}:${about.resource}`;
  const subject = { id, service: about.service, type: about.type, account: look.account };
  if (tags === undefined || tags.length === 0) return subject;
  return {
    ...subject,
    name: tags.find(({ Key }) => Key === 'Name')?.Value,
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? ''])),
  };
}

/** A thing with an ARN as a subject, of the account that is looked at. */
export function arnSubject(
  look: Look<AwsSession>,
  about: { readonly id: string; readonly service: string; readonly type: string; readonly name?: string | undefined },
  tags: z.infer<typeof Tags> = [],
): Subject {
  const subject = { ...about, account: look.account };
  return tags.length === 0 ? subject : { ...subject, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? ''])) };
}

/** A key as a subject. `id` is an ARN, a bare key id, or an alias; the bare ones are of the account and region that is looked at. */
export function keySubject(look: Look<AwsSession>, id: string): Subject {
  const bare = id.startsWith('alias/') ? id : `key/${id}`;
  const arn = id.startsWith('arn:') ? id : `arn:${look.session.partition}:kms:${look.region}:${look.account}:${bare}`;
  const account = arn.split(':')[4];
  return { id: arn, service: 'kms', type: 'key', ...(account === undefined || account === '' ? {} : { account }) };
}
