import { backup } from 'claimcheck/plugin';
import { z } from 'zod';
import { fileSystems } from './file-systems.ts';
import { present } from './kms-key-facts.ts';
import { settingOf } from './setting.ts';
import { eachOf } from './things.ts';

const Answer = z.object({ BackupPolicy: z.object({ Status: z.enum(['ENABLED', 'ENABLING', 'DISABLED', 'DISABLING']) }) });
const CALL = 'elasticfilesystem:DescribeBackupPolicy';

/**
 * Whether file systems have themselves backed up by AWS Backup, once a day by its plan for EFS. EFS keeps no backups itself; how long they are kept is
 * that plan's, and those that are there are aws.backup-recovery-points'.
 */
export const efsBackups = eachOf({
  id: 'aws.efs-backups',
  kind: backup,
  sort: fileSystems,
  calls: { [CALL]: [CALL] },
  open: async (look) => {
    const efs = await look.session.client('elasticfilesystem');
    return async ({ data: { FileSystemId, CreationTime: made } }, inner) => {
      const input = { FileSystemId };
      const ask = (asked: typeof input) => efs.describeBackupPolicy(asked);
      const policy = await settingOf(inner, { call: CALL, input, ask, shape: Answer, none: ['PolicyNotFound'] });
      const status = policy.data === 'none' ? 'DISABLED' : policy.data.BackupPolicy.Status;
      const off = { automatic: false, backups: [], copies: [], regions: [] };
      // While it is being switched, neither is the case.
      const told = status === 'ENABLED' ? { automatic: true, everyHours: 24 } : status === 'DISABLED' ? off : {};
      return { data: { ...told, ...present({ protectedSince: made?.toISOString() }) }, from: [policy] };
    };
  },
});
