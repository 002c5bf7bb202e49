import { z } from 'zod';
import { logRetention } from '../kinds/log-retention.ts';
import { defineCheck } from './check.ts';
import { all, known } from './conditions.ts';
import { logsProtected } from './controls.ts';

/** "All logs are encrypted." */
export const logsEncrypted = defineCheck({
  id: 'logs-encrypted',
  version: 1,
  says: 'Every store of logs is encrypted where it lies.',
  kind: logRetention,
  mode: 'each',
  params: z.strictObject({ manager: z.enum(['provider', 'customer']).optional().describe('Also: who must manage the key.') }),
  reads: ({ manager }) => ['encrypted', ...(manager === undefined ? [] : (['keyManager'] as const))],
  judge: ({ encrypted, keyManager }, { manager }) =>
    all([
      { field: 'encrypted', shown: encrypted, else: 'it is not encrypted' },
      manager !== undefined && {
        field: 'keyManager',
        shown: known(keyManager, (one) => one === manager),
        else: `its key is managed by: ${keyManager}`,
      },
    ]),
  controls: logsProtected,
  fix: 'Encrypt the store, under a key of the stated manager.',
});
