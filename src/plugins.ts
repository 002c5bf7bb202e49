/** The only wiring: every built-in check, kind, report and signer, as values, beside the sources and collectors. */
import { answersText, diffText, reports, terminalSummary } from '../reports/index.ts';
import { conditionalControlsOf } from './checks/conditional-controls.ts';
import { checks } from './checks/index.ts';
import { kinds } from './kinds/index.ts';
import { passphraseOf, readPublicKey } from './signers/file.ts';
import { generateKey, locked, writeKeyFiles, writeKeyPair } from './signers/keygen.ts';
import { keyFileOf, openSigner } from './signers/open-signer.ts';
import { askAuthority } from './signers/timestamp-authority.ts';

export { collectors, sources } from './collector-plugins.ts';
export const signers = {
  openSigner,
  askAuthority,
  keyFileOf,
  passphraseOf,
  readPublicKey,
  generateKey,
  locked,
  writeKeyFiles,
  writeKeyPair,
};
export { answersText, checks, conditionalControlsOf, diffText, kinds, reports, terminalSummary };
