import { defineCollector, logRetention } from 'claimcheck/plugin';
import { KEY_FIELDS, keysOf } from './keys.ts';
import { groups, type LogGroup } from './log-group-listing.ts';
import { aws } from './source.ts';

const kinds = [logRetention];

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
  kinds,
  services: groups.services,
  calls: { ...groups.calls, 'kms:DescribeKey': ['kms:DescribeKey'] },

  collect: async (look) => {
    const keys = keysOf(look);
    for await (const { page, things } of groups.list(look, kinds)) {
      await keys.learn(things.map(({ data }) => data.kmsKeyId));
      for (const { subject, data: group } of things) {
        const { kmsKeyId, storedBytes } = group;
        const key = kmsKeyId === undefined ? undefined : keys.of(kmsKeyId);
        const { keyOrigin: _, ...managed } = key?.data ?? { keyManager: 'provider' as const };
        const empty = storedBytes === undefined ? {} : { empty: storedBytes === 0 };
        const data = { ...keptFor(group), holds: 'logs', encrypted: true, ...managed, ...empty } as const;
        look.observe(logRetention, subject, data, [page, key?.reply]);
        if (key?.failed === undefined) continue;
        await look.attempt({ kinds, subject, fields: [KEY_FIELDS[0]] }, () => Promise.reject(key.failed));
      }
    }
  },
});

/** A policy of the account, where there is one, stands in the place of the group's own number (CloudWatch Logs API Reference, LogGroup). */
function keptFor({ retentionInDays: set, retentionPolicyName: policy, logGroupClass }: LogGroup) {
  if (logGroupClass === 'DELIVERY') return { retentionDays: 1, readilyDays: 0, setBy: 'provider' } as const;
  const kept = { retentionDays: set ?? ('for-ever' as const), readilyDays: set ?? ('for-ever' as const) };
  if (policy !== undefined) return { ...kept, setBy: 'account-policy' as const };
  return set === undefined ? { ...kept, setBy: 'default' as const } : kept;
}
