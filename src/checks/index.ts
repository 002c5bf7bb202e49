import { administratorsLimited } from './administrators-limited.ts';
import { administratorsNamed } from './administrators-named.ts';
import { auditLogOn } from './audit-log-on.ts';
import { backupsEncrypted } from './backups-encrypted.ts';
import { backupsKept } from './backups-kept.ts';
import { backupsLocatedIn } from './backups-located-in.ts';
import { backupsOffSite } from './backups-off-site.ts';
import { backupsRecent } from './backups-recent.ts';
import { certificateValid } from './certificate-valid.ts';
import { certificatesRenewed } from './certificates-renewed.ts';
import type { CheckWithSchema } from './check.ts';
import { confinedTo } from './confined-to.ts';
import { credentialsRotate } from './credentials-rotate.ts';
import { dataDeleted } from './data-deleted.ts';
import { dataKept } from './data-kept.ts';
import { dhParameters } from './dh-parameters.ts';
import { encryptedAtRest } from './encrypted-at-rest.ts';
import { encryptedByDefault } from './encrypted-by-default.ts';
import { encryptedInTransit } from './encrypted-in-transit.ts';
import { encryptedWith } from './encrypted-with.ts';
import { evidencePublished } from './evidence-published.ts';
import { hstsSent } from './hsts-sent.ts';
import { httpsOnly } from './https-only.ts';
import { keysManagedBy } from './keys-managed-by.ts';
import { keysRotate } from './keys-rotate.ts';
import { locatedIn } from './located-in.ts';
import { logsEncrypted } from './logs-encrypted.ts';
import { logsKept } from './logs-kept.ts';
import { mfaEnforcedByRule } from './mfa-enforced-by-rule.ts';
import { mfaRequired } from './mfa-required.ts';
import { modernCiphers } from './modern-ciphers.ts';
import { noPublicAccess } from './no-public-access.ts';
import { passwordRule } from './password-rule.ts';
import { restoresTested } from './restores-tested.ts';
import { securityContactPublished } from './security-contact-published.ts';
import { threatDetectionOn } from './threat-detection-on.ts';
import { tlsGrade } from './tls-grade.ts';
import { tlsMinimumVersion } from './tls-minimum-version.ts';
import { tlsPolicy } from './tls-policy.ts';
import { watchedFor } from './watched-for.ts';

export type { CheckWithSchema } from './check.ts';
export { type ConditionalControl, conditionalControls, conditionalControlsOf, type LookedAt } from './conditional-controls.ts';
export { type Framework, frameworkOf, frameworks } from './frameworks.ts';

/** Every check of our own. A check whose meaning changes gets a new version beside the old one. */
export const checks: readonly CheckWithSchema[] = [
  administratorsLimited,
  administratorsNamed,
  auditLogOn,
  backupsEncrypted,
  backupsKept,
  backupsLocatedIn,
  backupsOffSite,
  backupsRecent,
  certificateValid,
  certificatesRenewed,
  confinedTo,
  credentialsRotate,
  dataDeleted,
  dataKept,
  dhParameters,
  encryptedAtRest,
  encryptedByDefault,
  encryptedInTransit,
  encryptedWith,
  evidencePublished,
  hstsSent,
  httpsOnly,
  keysManagedBy,
  keysRotate,
  locatedIn,
  logsEncrypted,
  logsKept,
  mfaEnforcedByRule,
  mfaRequired,
  modernCiphers,
  noPublicAccess,
  passwordRule,
  restoresTested,
  securityContactPublished,
  threatDetectionOn,
  tlsGrade,
  tlsPolicy,
  tlsMinimumVersion,
  watchedFor,
];
