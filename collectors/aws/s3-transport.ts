import { CannotObserve, defineCollector, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { BUCKET_CALLS, bucketsOf } from './s3-buckets.ts';
import { Policy, turnsPlainAway } from './s3-policy.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const Answer = z.object({ Policy });
const CALL = 's3:GetBucketPolicy';

/**
 * Whether each bucket turns requests without TLS away: S3 answers them like others unless the bucket's policy denies them (S3 User Guide, "Security best
 * practices", aws:SecureTransport). Recipe A-S3. A policy of which it cannot be said leaves it unseen, and a gap.
 */
export const s3Transport = defineCollector({
  id: 'aws.s3-transport',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [transportEncryption],
  services: ['s3'],
  calls: { ...BUCKET_CALLS, [CALL]: [CALL] },

  collect: async (look) => {
    const s3 = await look.session.client('s3');
    const kinds = [transportEncryption];
    for await (const { page, buckets } of bucketsOf(look, kinds)) {
      await look.each(
        buckets,
        ({ subject }) => ({ kinds, subject }),
        async ({ name, subject }, inner) => {
          const input = { Bucket: name };
          const asking = { call: CALL, input, ask: (asked: typeof input) => s3.getBucketPolicy(asked) };
          const policy = await settingOf(inner, { ...asking, shape: Answer, none: ['NoSuchBucketPolicy'] });
          const required = policy.data === 'none' ? false : turnsPlainAway(policy.data.Policy, 's3', [subject.id, `${subject.id}/*`]);
          inner.observe(transportEncryption, subject, required === undefined ? {} : { required }, [page, policy]);
          if (required !== undefined) return;
          const { replies } = policy;
          const undecided = new CannotObserve(
            'unsupported',
            `whether the policy of ${name} turns every plain request away cannot be decided`,
            {
              call: CALL,
              code: 'UndecidedPolicy',
              replies,
            },
          );
          await inner.attempt({ kinds, subject, fields: ['required'] }, () => Promise.reject(undecided));
        },
      );
    }
  },
});
