import type { DescribeLogGroupsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { defineCollector, logRetention } from 'claimcheck/plugin';
import { z } from 'zod';
import { KEY_FIELDS, keysOf } from './keys.ts';
import { itemsOf } from './listing.ts';
import { aws } from './source.ts';

const Group = z.object({
  logGroupName: z.string().min(1),
  retentionInDays: z.number().int().positive().optional(),
  kmsKeyId: z.string().min(1).optional(),
  logGroupClass: z.string().optional(),
  storedBytes: z.number().optional(),
});

/**
 * Log groups of CloudWatch Logs, for how long they keep events, and under which key. Recipe A-CWL. Without a number of days they keep them for ever; those
 * of the class DELIVERY for one day, whatever number they have. All are encrypted, without a key of the customer's under the service's own
 * (CloudWatch Logs User Guide, "Encrypt log data").
 */
export const logGroups = defineCollector({
  id: 'aws.log-groups',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [logRetention],
  services: ['cloudwatch-logs'],
  calls: { 'logs:DescribeLogGroups': ['logs:DescribeLogGroups'], 'kms:DescribeKey': ['kms:DescribeKey'] },

  collect: async (look) => {
    const logs = await look.session.client('logs');
    const keys = keysOf(look);
    const about = { kinds: [logRetention] };
    const subject = (name: string) => {
      const id = `arn:${look.session.partition}:logs:${look.region}:${look.account}:log-group:${name}`;
      return { id, service: 'cloudwatch-logs', type: 'log-group', account: look.account, name };
    };
    const input: DescribeLogGroupsCommandInput = { limit: 50 };
    const listing = itemsOf(look, {
      call: 'logs:DescribeLogGroups',
      input,
      ask: (asked) => logs.describeLogGroups(asked),
      items: 'logGroups',
      token: 'nextToken',
      onward: (nextToken) => ({ nextToken }),
      shape: Group,
      id: 'logGroupName',
      subject,
      about,
    });
    for await (const { page, items } of listing) {
      await keys.learn(items.map(({ kmsKeyId }) => kmsKeyId));
      for (const { logGroupName, kmsKeyId, storedBytes, ...group } of items) {
        const key = kmsKeyId === undefined ? undefined : keys.of(kmsKeyId);
        const { keyOrigin: _, ...managed } = key?.data ?? { keyManager: 'provider' as const };
        const empty = storedBytes === undefined ? {} : { empty: storedBytes === 0 };
        const data = { ...keptFor(group), holds: 'logs', encrypted: true, ...managed, ...empty } as const;
        look.observe(logRetention, subject(logGroupName), data, [page, key?.reply]);
        if (key?.failed === undefined) continue;
        await look.attempt({ ...about, subject: subject(logGroupName), fields: [KEY_FIELDS[0]] }, () => Promise.reject(key.failed));
      }
    }
  },
});

function keptFor({ retentionInDays: set, logGroupClass }: Pick<z.infer<typeof Group>, 'retentionInDays' | 'logGroupClass'>) {
  if (logGroupClass === 'DELIVERY') return { retentionDays: 1, readilyDays: 0, setBy: 'provider' } as const;
  if (set === undefined) return { retentionDays: 'for-ever', readilyDays: 'for-ever', setBy: 'default' } as const;
  return { retentionDays: set, readilyDays: set };
}
