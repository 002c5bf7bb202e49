import { z } from 'zod';
import { days, defineKind, instant, reference } from './kind.ts';

/**
 * Sources: facts/proof-recipes A-SM, A-IAM-MFA (access keys of the credential report), A-IAM-RBAC (password policy), Z-KV, G-KMS's
 * neighbour Secret Manager.
 */
export const credentialRotation = defineKind({
  id: 'credential-rotation',
  means: 'How one credential (a secret, a password, an access key) is renewed, or what a rule for many demands. Never the credential.',
  data: z.strictObject({
    credential: z
      .enum(['secret', 'access-key', 'service-account-key', 'password', 'password-rule', 'certificate'])
      .describe('What it is; password-rule: not a credential, but the rule for the passwords of an account.'),
    active: z
      .boolean()
      .optional()
      .describe('Whether it can be used; for a rule: whether there is one of the account beside the provider’s default.'),
    rotationEnabled: z.boolean().optional().describe('Whether it is renewed by itself.'),
    rotationPeriodDays: days
      .optional()
      .describe('Days between renewals. A calendar year counts 365 and a month 31, twelve of which make a year.'),
    createdAt: instant.optional().describe('When it was made.'),
    lastRotatedAt: instant.optional().describe('When it was last renewed. Absent: not read, or never.'),
    nextRotationAt: instant.optional().describe('When it is renewed next.'),
    lastUsedAt: instant.optional().describe('When it was last used. Absent: not read, or never.'),
    expiresAt: instant.optional().describe('When it stops working by itself. Absent: not read, or never.'),
    valueSince: instant.optional().describe('Since when its present value has been in use: the last renewal, or else its making.'),
    failing: z.boolean().optional().describe('Whether the last renewal failed.'),
    rotatedBy: z
      .enum(['provider', 'customer'])
      .optional()
      .describe("Who renews it: the provider's own service, or a function of the customer's."),
    maximumAgeDays: days.optional().describe('Of a rule: days after which a password must be changed. Absent: not read, or never.'),
    passwordsExpire: z.boolean().optional().describe('Of a rule: whether passwords have to be changed after some time.'),
    minimumLength: z.int().nonnegative().optional().describe('Of a rule: characters that a password has at least.'),
    rememberedPasswords: z.int().nonnegative().optional().describe('Of a rule: how many former passwords cannot be used again.'),
    gatheredAt: instant.optional().describe('When the provider gathered this, where it answers out of a report that it made before.'),
    usedBy: reference.optional().describe('The thing that it opens: a database.'),
  }),
  references: ['usedBy'],
  examples: {
    // SecretsManager ListSecrets: RotationEnabled, RotationRules.AutomaticallyAfterDays, LastRotatedDate, NextRotationDate,
    // OwningService, CreatedDate
    aws: {
      credential: 'secret',
      active: true,
      rotationEnabled: true,
      rotationPeriodDays: 7,
      createdAt: '2024-05-02T10:00:00Z',
      lastRotatedAt: '2026-01-29T10:00:00Z',
      nextRotationAt: '2026-02-05T10:00:00Z',
      valueSince: '2026-01-29T10:00:00Z',
      rotatedBy: 'provider',
      usedBy: 's000001',
    },
    // Key Vault secrets.list: attributes.{enabled,created,updated,exp}
    azure: {
      credential: 'secret',
      active: true,
      createdAt: '2025-03-01T00:00:00Z',
      expiresAt: '2026-06-01T00:00:00Z',
      valueSince: '2025-12-01T00:00:00Z',
    },
    // secrets.list: rotation.{rotationPeriod,nextRotationTime}; serviceAccounts.keys.list: validAfterTime, keyType
    gcp: {
      credential: 'service-account-key',
      active: true,
      rotationEnabled: false,
      createdAt: '2025-09-12T07:00:00Z',
      valueSince: '2025-09-12T07:00:00Z',
    },
  },
});
