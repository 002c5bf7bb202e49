import { z } from 'zod';
import { encryptionAtRest, keyManager as managers, keyOrigin as origins } from '../kinds/encryption-at-rest.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { keysManaged } from './controls.ts';

/** "Volumes are encrypted with keys managed by AWS KMS": where the key's material comes from, and who manages it. */
export const keysManagedBy = defineCheck({
  id: 'keys-managed-by',
  version: 1,
  says: 'Every stored thing is encrypted under a key of the stated manager and origin.',
  kind: encryptionAtRest,
  mode: 'each',
  params: z
    .strictObject({
      manager: managers.optional().describe('Who must manage the key.'),
      origin: origins.optional().describe('Where the key material must come from.'),
    })
    .refine(({ manager, origin }) => manager !== undefined || origin !== undefined, 'a manager, an origin, or both'),
  reads: ({ manager, origin }) => [
    'encrypted',
    ...(manager === undefined ? [] : (['keyManager'] as const)),
    ...(origin === undefined ? [] : (['keyOrigin'] as const)),
  ],
  judge: ({ encrypted, keyManager, keyOrigin }, { manager, origin }) => {
    if (encrypted === false) return contradicts('it is not encrypted, so no key protects it');
    if (manager !== undefined && keyManager !== undefined && keyManager !== manager)
      return contradicts(`its key is managed by: ${keyManager}`);
    if (origin !== undefined && keyOrigin !== undefined && keyOrigin !== origin)
      return contradicts(`its key material comes from: ${keyOrigin}`);
    if (encrypted === undefined) return unseen('encrypted');
    if (manager !== undefined && keyManager === undefined) return unseen('keyManager');
    if (origin !== undefined && keyOrigin === undefined) return unseen('keyOrigin');
    return holds;
  },
  controls: keysManaged,
  fix: 'Encrypt it anew under a key of the stated manager and origin.',
});
