import { z } from 'zod';
import { encryptionAtRest } from '../kinds/encryption-at-rest.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { storedDataEncrypted } from './controls.ts';

/** "EBS volumes are encrypted." */
export const encryptedAtRest = defineCheck({
  id: 'encrypted-at-rest',
  version: 1,
  says: 'Every stored thing is encrypted where it lies.',
  kind: encryptionAtRest,
  mode: 'each',
  params: z.strictObject({}),
  reads: ['encrypted'],
  judge: ({ encrypted }) => {
    if (encrypted === undefined) return unseen('encrypted');
    return encrypted ? holds : contradicts('it is not encrypted');
  },
  controls: storedDataEncrypted,
  fix: 'Copy the data to an encrypted volume, bucket or database, and delete the old one.',
});
