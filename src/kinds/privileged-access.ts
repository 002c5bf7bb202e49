import { z } from 'zod';
import { constant, defineKind, instant, reference } from './kind.ts';

/** Sources: facts/proof-recipes A-IAM-RBAC, Z-RBAC/MFA, G-IAM/MFA. Who it is stands in the subject's name line only. */
export const privilegedAccess = defineKind({
  id: 'privileged-access',
  means: 'One principal that may do (nearly) everything somewhere, or an account with the number of them.',
  data: z.strictObject({
    principal: z
      .enum(['user', 'group', 'role', 'service', 'guest', 'federated', 'everyone', 'account'])
      .describe('Who holds the rights; account: not a principal, but the account as a whole with its counts.'),
    rights: z
      .enum(['everything', 'everything-but-access', 'access-management', 'one-service', 'ordinary'])
      .optional()
      .describe(
        'everything: administrator or owner; everything-but-access: may not hand out rights; access-management: may ' +
          'hand them out; one-service: all of one service.',
      ),
    reach: z.enum(['organization', 'account', 'group-of-resources', 'resource']).optional().describe('Where they hold.'),
    roles: z
      .array(constant)
      .optional()
      .describe('The provider\'s own built-in roles or policies that give them: "AdministratorAccess", "Owner", "roles/owner".'),
    ownRule: z.boolean().optional().describe('Whether a rule that the customer wrote gives them: every action on every resource.'),
    standing: z.boolean().optional().describe('Whether they hold all the time, and not only after being asked for.'),
    until: instant.optional().describe('When they end by themselves. Absent: not read, or they do not.'),
    trusted: z.enum(['own-account', 'organization', 'other-accounts', 'anyone']).optional().describe('Of a role: who may take it on.'),
    outsiders: z.int().nonnegative().optional().describe('Of a role: how many other accounts may take it on.'),
    members: z.int().nonnegative().optional().describe('Of a group: how many principals are in it.'),
    lastUsedAt: instant.optional().describe('When the rights were last used. Absent: not read, or never.'),
    administrators: z.int().nonnegative().optional().describe('Of an account: how many principals may do everything there.'),
    through: reference.optional().describe('The group or role that the principal has them from.'),
  }),
  references: ['through'],
  examples: {
    // GetAccountAuthorizationDetails: attached policies, statements; ListEntitiesForPolicy(AdministratorAccess); role trust policies,
    // RoleLastUsed
    aws: {
      principal: 'role',
      rights: 'everything',
      reach: 'account',
      roles: ['AdministratorAccess'],
      ownRule: false,
      standing: true,
      trusted: 'own-account',
      outsiders: 0,
    },
    // roleAssignments.listForSubscription: roleDefinitionId, principalType, scope
    azure: { principal: 'group', rights: 'everything', reach: 'account', roles: ['Owner'], standing: false, members: 4 },
    // projects.getIamPolicy: bindings[].{role,members,condition}
    gcp: { principal: 'user', rights: 'everything-but-access', reach: 'account', roles: ['roles/editor'], standing: true },
  },
});
