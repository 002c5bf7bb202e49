import type { Plugin } from 'claimcheck/plugin';
import { amiSharing } from './ami-sharing.ts';
import { ebsEncryptionByDefault } from './ebs-encryption-by-default.ts';
import { ebsSnapshotSharing } from './ebs-snapshot-sharing.ts';
import { ebsSnapshots } from './ebs-snapshots.ts';
import { ebsVolumes } from './ebs-volumes.ts';
import { instanceStorage } from './instance-storage.ts';
import { kmsKeys } from './kms-keys.ts';
import { aws as source } from './source.ts';

/** Amazon Web Services: how its accounts are reached, and what is looked at there. */
export const aws: Plugin = {
  sources: [source],
  collectors: [ebsVolumes, ebsEncryptionByDefault, ebsSnapshots, ebsSnapshotSharing, amiSharing, kmsKeys, instanceStorage],
};
