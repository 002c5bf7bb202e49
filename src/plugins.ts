/** The wiring: every built-in source, collector, check, kind, report and signer, as values. */
import { aws } from '../collectors/aws/index.ts';
import { azure } from '../collectors/azure/index.ts';
import { gcp } from '../collectors/gcp/index.ts';
import { live } from '../collectors/live/index.ts';
import { answersText, diffText, reports, terminalSummary } from '../reports/index.ts';
import { conditionalControlsOf } from './checks/conditional-controls.ts';
import { checks } from './checks/index.ts';
import { kinds } from './kinds/index.ts';
import type { Collector, Source } from './plugin.ts';
import { passphraseOf, readPublicKey } from './signers/file.ts';
import { generateKey, locked, writeKeyFiles, writeKeyPair } from './signers/keygen.ts';
import { keyFileOf, openSigner } from './signers/open-signer.ts';
import { askAuthority } from './signers/timestamp-authority.ts';

export const sources: readonly Source[] = [aws, azure, gcp, live].flatMap((plugin) => plugin.sources);
export const collectors: readonly Collector[] = [aws, azure, gcp, live].flatMap((plugin) => plugin.collectors);
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
