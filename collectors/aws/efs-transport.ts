import { CannotObserve, transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { fileSystems } from './file-systems.ts';
import { Policy, turnsPlainAway } from './s3-policy.ts';
import { settingOf } from './setting.ts';
import { eachOf } from './things.ts';

const Answer = z.object({ Policy });
const CALL = 'elasticfilesystem:DescribeFileSystemPolicy';

/**
 * Whether file systems turn mounts without TLS away: they take both unless their policy denies plain ones (EFS User Guide, "Encrypting data in transit").
 * A policy of which it cannot be said leaves it unseen, and a gap.
 */
export const efsTransport = eachOf({
  id: 'aws.efs-transport',
  kind: transportEncryption,
  sort: fileSystems,
  calls: { [CALL]: [CALL] },
  open: async (look) => {
    const efs = await look.session.client('elasticfilesystem');
    return async ({ subject, data: { FileSystemId } }, inner) => {
      const input = { FileSystemId };
      const ask = (asked: typeof input) => efs.describeFileSystemPolicy(asked);
      const policy = await settingOf(inner, { call: CALL, input, ask, shape: Answer, none: ['PolicyNotFound'] });
      const required = policy.data === 'none' ? false : turnsPlainAway(policy.data.Policy, 'elasticfilesystem', [subject.id]);
      if (required !== undefined) return { data: { required }, from: [policy] };
      const about = { kinds: [transportEncryption], subject, fields: ['required'] };
      const why = { call: CALL, code: 'UndecidedPolicy', replies: policy.replies };
      const text = `whether the policy of ${FileSystemId} turns every plain mount away cannot be decided`;
      await inner.attempt(about, () => Promise.reject(new CannotObserve('unsupported', text, why)));
      return { data: {}, from: [policy] };
    };
  },
});
