import { z } from 'zod';
import { encryptionDefault } from '../kinds/encryption-default.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { newDataEncrypted } from './controls.ts';

/** "Every new EBS volume is encrypted": the setting of each account and region. What exists already is encrypted-at-rest's to say. */
export const encryptedByDefault = defineCheck({
  id: 'encrypted-by-default',
  version: 1,
  says: 'In every account and region, what is newly made is encrypted without anyone asking for it.',
  kind: encryptionDefault,
  mode: 'each',
  params: z.strictObject({}),
  reads: ['enabled'],
  judge: ({ enabled }) => {
    if (enabled === undefined) return unseen('enabled');
    return enabled ? holds : contradicts('encryption by default is off');
  },
  controls: newDataEncrypted,
  fix: 'Switch encryption by default on in this account and region; it changes nothing that exists.',
});
