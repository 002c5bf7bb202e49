import { auditLog } from './audit-log.ts';
import { backup } from './backup.ts';
import { certificate } from './certificate.ts';
import { credentialRotation } from './credential-rotation.ts';
import { dataRetention } from './data-retention.ts';
import { detection } from './detection.ts';
import { dns } from './dns.ts';
import { document } from './document.ts';
import { encryptionAtRest } from './encryption-at-rest.ts';
import { encryptionDefault } from './encryption-default.ts';
import { encryptionKey } from './encryption-key.ts';
import { httpSecurity } from './http-security.ts';
import type { KindWithSchema } from './kind.ts';
import { location } from './location.ts';
import { logRetention } from './log-retention.ts';
import { mfa } from './mfa.ts';
import { privilegedAccess } from './privileged-access.ts';
import { publicAccess } from './public-access.ts';
import { restoreTest } from './restore-test.ts';
import { tlsEndpoint, tlsVersions } from './tls-endpoint.ts';
import { transportEncryption } from './transport-encryption.ts';

export {
  auditLog,
  backup,
  certificate,
  credentialRotation,
  dataRetention,
  detection,
  dns,
  document,
  encryptionAtRest,
  encryptionDefault,
  encryptionKey,
  httpSecurity,
  location,
  logRetention,
  mfa,
  privilegedAccess,
  publicAccess,
  restoreTest,
  tlsEndpoint,
  tlsVersions,
  transportEncryption,
};

/** Every kind, in the order of docs/kinds.md. */
export const kinds: readonly KindWithSchema[] = [
  encryptionAtRest,
  encryptionDefault,
  encryptionKey,
  transportEncryption,
  tlsEndpoint,
  certificate,
  httpSecurity,
  dns,
  location,
  backup,
  restoreTest,
  logRetention,
  auditLog,
  publicAccess,
  mfa,
  privilegedAccess,
  credentialRotation,
  detection,
  dataRetention,
  document,
];
