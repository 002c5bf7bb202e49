import type { ListVirtualMFADevicesRequest } from '@aws-sdk/client-iam';
import { type Look, mfa, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf } from './iam-people.ts';
import { itemsOf } from './listing.ts';
import type { AwsSession } from './session.ts';

const Device = z.object({ SerialNumber: z.string().min(1), User: z.object({ Arn: z.string().min(1) }).optional() });

/** The ARNs of those to whom a virtual device is assigned. */
export type Virtual = Seen<ReadonlySet<string>>;

export async function virtualDevices(look: Look<AwsSession>): Promise<Virtual> {
  const iam = await iamOf(look);
  const input: ListVirtualMFADevicesRequest = { AssignmentStatus: 'Assigned', MaxItems: 1000 };
  const listing = itemsOf(look, {
    call: 'iam:ListVirtualMFADevices',
    input,
    ask: (asked) => iam.listVirtualMFADevices(asked),
    items: 'VirtualMFADevices',
    token: 'Marker',
    cut: 'IsTruncated',
    onward: (Marker) => ({ Marker }),
    shape: Device,
    id: 'SerialNumber',
    subject: (id) => ({ id, service: 'iam', type: 'virtual-device', account: look.account }),
    about: { kinds: [mfa] },
  });
  const arns = new Set<string>();
  const replies: string[] = [];
  for await (const { page, items } of listing) {
    replies.push(...page.replies);
    for (const { User } of items) if (User !== undefined) arns.add(structuredClone(User.Arn));
  }
  return { data: arns, replies };
}

/** An app is a virtual device. Of the other sorts nobody says here which one it is, so that they are left unseen. */
export function factorsOf(arn: string, enrolled: boolean, virtual: Virtual | undefined) {
  if (!enrolled) return { factors: [] };
  return virtual?.data.has(arn) ? { factors: ['authenticator-app' as const] } : {};
}
