import { z } from 'zod';
import { defineKind, instant } from './kind.ts';

/** Sources: facts/proof-recipes A-IAM-MFA, Z-RBAC/MFA, G-IAM/MFA. Who it is stands in the subject's name line only. */
export const mfa = defineKind({
  id: 'mfa',
  means: 'Whether one identity signs in with a second factor, or whether a rule of the whole directory demands one.',
  data: z.strictObject({
    identity: z
      .enum(['root', 'user', 'guest', 'rule'])
      .describe(
        'root: the owner of an account; guest: at home in another directory; rule: not an identity, but a policy for many of them.',
      ),
    active: z.boolean().optional().describe('Whether the identity can sign in at all.'),
    password: z
      .boolean()
      .optional()
      .describe(
        'Whether it can sign in here with a password; false of a root whose credentials were taken away. Without one there is no second factor to ask for.',
      ),
    enrolled: z.boolean().optional().describe('Whether a second factor is set up, as far as it can be seen here.'),
    enforced: z.boolean().optional().describe('Whether a rule refuses a sign-in without it; for a rule: whether it is switched on.'),
    appliesTo: z.enum(['everyone', 'administrators', 'some', 'nobody']).optional().describe('Of a rule: whom it concerns.'),
    exempted: z.int().nonnegative().optional().describe('Of a rule: how many identities or groups it leaves out.'),
    factors: z
      .array(z.enum(['security-key', 'passkey', 'hardware-token', 'authenticator-app', 'text-message', 'voice-call', 'e-mail', 'other']))
      .optional()
      .describe('What factors are set up. Empty: none.'),
    elsewhere: z
      .boolean()
      .optional()
      .describe(
        'Whether it (also) signs in through another directory, whose second factor cannot be seen here; false where it has only what is told here.',
      ),
    accessKeys: z.int().nonnegative().optional().describe('Active long-lived keys that need no second factor.'),
    removed: z.boolean().optional().describe('Of a root: whether its credentials were taken away by the organisation.'),
    gatheredAt: instant.optional().describe('When the provider gathered this, where it answers out of a report that it made before.'),
  }),
  examples: {
    // GetCredentialReport: password_enabled, mfa_active, access_key_1_active; GetAccountSummary: AccountMFAEnabled,
    // AccountAccessKeysPresent; ListVirtualMFADevices
    aws: { identity: 'root', active: true, password: true, enrolled: true, factors: ['security-key'], elsewhere: false, accessKeys: 0 },
    // Graph userRegistrationDetails: isMfaRegistered, isMfaCapable, methodsRegistered; conditionalAccess/policies: state, grantControls,
    // conditions.users
    azure: { identity: 'rule', enforced: true, appliesTo: 'everyone', exempted: 2 },
    // Admin SDK users.list: isEnrolledIn2Sv, isEnforcedIn2Sv, suspended
    gcp: { identity: 'user', active: true, password: true, enrolled: true, enforced: true },
  },
});
