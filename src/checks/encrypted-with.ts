import { z } from 'zod';
import { encryptionAtRest } from '../kinds/encryption-at-rest.ts';
import { defineCheck } from './check.ts';
import { all, known } from './conditions.ts';
import { storedDataEncrypted } from './controls.ts';

/** "Documents are encrypted with AES-256": seldom a setting, mostly what the provider documents. */
export const encryptedWith = defineCheck({
  id: 'encrypted-with',
  version: 1,
  says: 'Every stored thing is encrypted with the stated cipher.',
  kind: encryptionAtRest,
  mode: 'each',
  params: z.strictObject({ cipher: z.enum(['AES-256', 'AES-192', 'AES-128']).describe('The cipher and its key length.') }),
  reads: ['encrypted', 'cipher'],
  judge: ({ encrypted, cipher }, asked) =>
    all([
      { field: 'encrypted', shown: encrypted, else: 'it is not encrypted' },
      { field: 'cipher', shown: known(cipher, (one) => one === asked.cipher), else: `it is encrypted with: ${cipher}` },
    ]),
  controls: storedDataEncrypted,
  fix: 'Encrypt it anew with the stated cipher, or state the one that is used.',
});
