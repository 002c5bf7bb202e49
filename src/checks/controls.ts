import type { ControlRef } from '../model.ts';

/** Control ids by what they ask for; ids, confidence and sources from docs/controls.md. */
export const storedDataEncrypted: readonly ControlRef[] = [{ id: 'soc2:CC6.1', confidence: 'agreed', source: 'S,F' }];
