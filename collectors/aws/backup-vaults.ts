import type { ListBackupVaultsCommandInput } from '@aws-sdk/client-backup';
import { z } from 'zod';
import { listedBy, only } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const days = z.number().int().nonnegative().optional();
export type Vault = z.infer<typeof Vault>;
const Vault = z.object({
  BackupVaultArn: z.string().startsWith('arn:'),
  BackupVaultName: z.string().min(1),
  NumberOfRecoveryPoints: z.number().int().optional(),
  Locked: z.boolean().optional(),
  LockDate: z.date().optional(),
  MinRetentionDays: days,
  MaxRetentionDays: days,
});

/** Vaults of AWS Backup, the empty one that each region begins with among them. */
export const vaults = listedBy({
  services: ['aws-backup'],
  call: 'backup:ListBackupVaults',
  open: async (look) => {
    const client = await look.session.client('backup');
    const input: ListBackupVaultsCommandInput = { MaxResults: 1000 };
    return {
      input,
      ask: (asked) => client.listBackupVaults(asked),
      items: 'BackupVaultList',
      token: 'NextToken',
      onward: (NextToken: string) => ({ NextToken }),
    };
  },
  shape: Vault,
  id: 'BackupVaultArn',
  nameOf: ({ BackupVaultArn }) => BackupVaultArn,
  subject: (look, id) => arnSubject(look, { id, service: 'aws-backup', type: 'vault', name: id.split(':').at(-1) }),
});

/** Those in which something lies: each region has one of its own accord, and an empty one is nobody's choice of a place. */
export const usedVaults = only(vaults, ({ NumberOfRecoveryPoints: points }) => points !== 0);
