import { certificateValid } from './certificate-valid.ts';
import type { CheckWithSchema } from './check.ts';
import { dhParameters } from './dh-parameters.ts';
import { encryptedAtRest } from './encrypted-at-rest.ts';
import { encryptedByDefault } from './encrypted-by-default.ts';
import { keysManagedBy } from './keys-managed-by.ts';
import { keysRotate } from './keys-rotate.ts';
import { noPublicAccess } from './no-public-access.ts';
import { tlsMinimumVersion } from './tls-minimum-version.ts';

export type { CheckWithSchema } from './check.ts';
export { type ConditionalControl, conditionalControls, conditionalControlsOf, type LookedAt } from './conditional-controls.ts';
export { type Framework, frameworkOf, frameworks } from './frameworks.ts';

/** Every check of our own. A check whose meaning changes gets a new version beside the old one. */
export const checks: readonly CheckWithSchema[] = [
  certificateValid,
  dhParameters,
  encryptedAtRest,
  encryptedByDefault,
  keysManagedBy,
  keysRotate,
  noPublicAccess,
  tlsMinimumVersion,
];
