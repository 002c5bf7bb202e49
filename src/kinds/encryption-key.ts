import { z } from 'zod';
import { keyOrigin } from './encryption-at-rest.ts';
import { constant, days, defineKind, instant } from './kind.ts';

/**
 * Sources: facts/proof-recipes A-KMS, Z-KV, G-KMS.
 *
 * Whether a key *can* be rotated automatically is the provider's rule, and the collector's to know: AWS cannot for an RSA key, Azure
 * can. A key that the provider owns and rotates by itself is eligible, with the provider's own period and `basis: "provider"`.
 */
export const encryptionKey = defineKind({
  id: 'encryption-key',
  means: 'One key of a key service: who manages it, what it is for, and how it is rotated.',
  data: z.strictObject({
    manager: z.enum(['customer', 'provider']).optional().describe('Who decides about its policy, rotation and deletion.'),
    state: z
      .enum(['enabled', 'disabled', 'creating', 'updating', 'pending-import', 'pending-deletion', 'deleted', 'unavailable'])
      .optional()
      .describe(
        'Of a key with versions: of the version that encrypts. "updating" can be used; "pending-deletion" also stands ' +
          'for a primary that waits for its replicas; "unavailable": its external or HSM store does not answer.',
      ),
    usage: z
      .enum(['encrypt', 'sign', 'mac', 'agree', 'encapsulate', 'wrap'])
      .optional()
      .describe('What it is for: encryption and decryption, signatures, MACs, key agreement, key encapsulation, or wrapping only.'),
    spec: constant
      .optional()
      .describe('Sort and size as the provider names it: "SYMMETRIC_DEFAULT", "RSA_2048", "GOOGLE_SYMMETRIC_ENCRYPTION".'),
    symmetric: z.boolean().optional().describe('One secret, no key pair.'),
    origin: keyOrigin
      .optional()
      .describe('Where the key material comes from: generated in the key service, imported, or kept outside of it.'),
    protection: z.enum(['software', 'hsm', 'external']).optional().describe('What holds the key material.'),
    multiRegion: z
      .enum(['no', 'primary', 'replica'])
      .optional()
      .describe("A replica shares its primary's material and rotation, which are set on the primary."),
    createdAt: instant.optional().describe('When the key was made.'),
    expiresAt: instant
      .optional()
      .describe('When the key, or its imported material, stops working. Absent: not read, or it does not expire.'),
    deletionAt: instant.optional().describe('When it will be deleted, where that is scheduled.'),
    rotationEligible: z
      .boolean()
      .optional()
      .describe('Whether the provider can rotate a key of this sort automatically; says nothing about its state.'),
    rotationIneligibleBecause: z
      .enum(['asymmetric', 'hmac', 'post-quantum', 'imported', 'custom-key-store', 'import-only', 'usage', 'tier'])
      .optional()
      .describe(
        'Why not: a key pair, a MAC key, a post-quantum key, imported material (rotated on demand at best), a store ' +
          'outside of the key service, a key that only takes imported versions, another usage that is never rotated, or ' +
          'a service tier without rotation.',
      ),
    rotationEnabled: z
      .boolean()
      .optional()
      .describe('The setting, as the provider tells it. It may stand at true for a disabled key, which is nevertheless not rotated.'),
    rotationPeriodDays: days
      .optional()
      .describe('Days between automatic rotations. A calendar year counts 365 and a month 31, twelve of which make a year.'),
    nextRotationAt: instant.optional().describe('When the provider means to rotate it next.'),
    lastRotatedAt: instant.optional().describe('The last rotation. Absent: not read, or never.'),
    lastRotation: z.enum(['automatic', 'on-demand']).optional().describe('What sort of rotation the last one was.'),
    materialSince: instant
      .optional()
      .describe(
        'Since when the material that encrypts today has been in use: the last rotation or, where all rotations were ' +
          'read and there is none, the making of the key.',
      ),
  }),
  examples: {
    // ListKeys; DescribeKey: KeyMetadata.{KeyManager,KeyState,KeyUsage,KeySpec,Origin,MultiRegion,CreationDate};
    // GetKeyRotationStatus: KeyRotationEnabled, RotationPeriodInDays, NextRotationDate; ListKeyRotations:
    // Rotations[].{RotationDate,RotationType}
    aws: {
      manager: 'customer',
      state: 'enabled',
      usage: 'encrypt',
      spec: 'SYMMETRIC_DEFAULT',
      symmetric: true,
      origin: 'key-service',
      multiRegion: 'no',
      createdAt: '2023-02-01T09:00:00Z',
      rotationEligible: true,
      rotationEnabled: true,
      rotationPeriodDays: 365,
      nextRotationAt: '2027-01-31T09:00:00Z',
      lastRotatedAt: '2026-01-31T09:00:00Z',
      lastRotation: 'automatic',
      materialSince: '2026-01-31T09:00:00Z',
    },
    // keys.list and keys.get: attributes.{enabled,exp,created}, kty, keySize,
    // rotationPolicy.lifetimeActions[].{action.type,trigger.timeAfterCreate}
    azure: {
      manager: 'customer',
      state: 'enabled',
      usage: 'encrypt',
      spec: 'RSA-3072',
      symmetric: false,
      origin: 'key-service',
      protection: 'hsm',
      createdAt: '2025-06-01T00:00:00Z',
      expiresAt: '2027-06-01T00:00:00Z',
      rotationEligible: true,
      rotationEnabled: true,
      rotationPeriodDays: 365,
    },
    // cryptoKeys.list: purpose, importOnly, rotationPeriod, nextRotationTime, primary.{state,createTime,protectionLevel,algorithm}
    gcp: {
      manager: 'customer',
      state: 'enabled',
      usage: 'encrypt',
      spec: 'GOOGLE_SYMMETRIC_ENCRYPTION',
      symmetric: true,
      origin: 'key-service',
      protection: 'software',
      createdAt: '2024-03-10T08:30:00Z',
      rotationEligible: true,
      rotationEnabled: true,
      rotationPeriodDays: 90,
      nextRotationAt: '2026-05-01T00:00:00Z',
      materialSince: '2026-01-31T00:00:00Z',
    },
  },
});
