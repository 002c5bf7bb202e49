import type { ControlRow } from '../claim-rows.ts';

/** How sure it is that a control asks for this; nothing is said where two mappings agree. */
export const confidenceWords: Readonly<Record<ControlRow['confidence'], string>> = {
  agreed: '',
  single: 'one mapping',
  general: 'unchecked',
  claim: 'named by the claim',
};
