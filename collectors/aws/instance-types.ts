import type { DescribeInstanceTypesRequest } from '@aws-sdk/client-ec2';
import { CannotObserve, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, Token } from './listing.ts';
import type { AwsSession } from './session.ts';

const Page = z.object({ InstanceTypes: z.array(z.unknown()), ...Token });
const Type = z.object({
  InstanceType: z.string(),
  InstanceStorageSupported: z.boolean(),
  InstanceStorageInfo: z.object({ EncryptionSupport: z.enum(['required', 'unsupported']).optional() }).optional(),
});

/** What EC2 says of an instance type's local disks, or why nothing is known of it. */
export type InstanceType = { readonly type: z.infer<typeof Type>; readonly page: Seen<unknown> } | { readonly failed: unknown };

/** The call allows this many types at once, by name or by filter (EC2 API Reference, DescribeInstanceTypes). */
const AT_ONCE = 100;
const CALL = 'ec2:DescribeInstanceTypes';

/**
 * The instance types met in one look, each asked about once. By filter, not by name: a name that EC2 does not know fails the whole
 * call, a filter leaves it out, and so it fails its own instances only.
 */
export function instanceTypesOf(look: Look<AwsSession>): {
  readonly learn: (names: readonly string[]) => Promise<void>;
  readonly of: (name: string) => InstanceType;
} {
  const known = new Map<string, InstanceType>();
  const missing = new CannotObserve('malformed', `${CALL} does not describe a type that it was asked for`, {
    call: CALL,
    code: 'TypeMissing',
  });
  return {
    of: (name) => known.get(name) ?? { failed: missing },
    learn: async (names) => {
      const fresh = [...new Set(names)].filter((name) => !known.has(name));
      for (let at = 0; at < fresh.length; at += AT_ONCE) await ask(fresh.slice(at, at + AT_ONCE));
    },
  };

  async function ask(names: string[]): Promise<void> {
    const ec2 = await look.session.client('ec2');
    const input: DescribeInstanceTypesRequest = { Filters: [{ Name: 'instance-type', Values: names }], MaxResults: AT_ONCE };
    let failed: unknown = missing;
    try {
      for await (const page of look.pages(CALL, { input, ask: (asked) => ec2.describeInstanceTypes(asked), page: Page, next: nextToken })) {
        const types = page.data.InstanceTypes.map((item) => Type.safeParse(item).data).filter((type) => type !== undefined);
        for (const type of types) known.set(type.InstanceType, { type, page });
      }
    } catch (error) {
      failed = error;
    }
    for (const name of names) if (!known.has(name)) known.set(name, { failed });
  }
}
