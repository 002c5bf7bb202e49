import { credentialRotation, defineCollector } from 'claimcheck/plugin';
import { z } from 'zod';
import { iamOf } from './iam-people.ts';
import { present } from './kms-key-facts.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const count = z.number().int().nonnegative();
const Rule = z.object({
  PasswordPolicy: z.object({
    MinimumPasswordLength: count.optional(),
    ExpirePasswords: z.boolean().optional(),
    MaxPasswordAge: count.optional(),
    PasswordReusePrevention: count.optional(),
  }),
});

/** IAM User Guide, "Default password policy": where an account has none of its own. Passwords do not expire, and none is remembered. */
const DEFAULT = { minimumLength: 8, rememberedPasswords: 0, passwordsExpire: false } as const;

/** The account's rule for the passwords of its users; without one, the provider's default holds. Recipe A-IAM-RBAC. */
export const iamPasswordRule = defineCollector({
  id: 'aws.iam-password-rule',
  version: 1,
  source: aws,
  per: 'target',
  kinds: [credentialRotation],
  answers: { [credentialRotation.id]: ['minimumLength', 'rememberedPasswords', 'passwordsExpire', 'maximumAgeDays'] },
  services: ['iam'],
  calls: { 'iam:GetAccountPasswordPolicy': ['iam:GetAccountPasswordPolicy'] },

  collect: async (look) => {
    const iam = await iamOf(look);
    const rule = await settingOf(look, {
      call: 'iam:GetAccountPasswordPolicy',
      input: {},
      ask: (asked) => iam.getAccountPasswordPolicy(asked),
      shape: Rule,
      none: ['NoSuchEntity', 'NoSuchEntityException'],
    });
    const subject = { id: `${look.account}/password-rule`, service: 'iam', type: 'account-setting', account: look.account };
    const told = rule.data === 'none' ? { active: false, ...DEFAULT } : { active: true, ...demandsOf(rule.data) };
    look.observe(credentialRotation, subject, { credential: 'password-rule', ...told }, [rule]);
  },
});

/** An age of 0, or none, is for ever; a rule that does not say how many it remembers remembers none (IAM API Reference, PasswordPolicy). */
function demandsOf({ PasswordPolicy: rule }: z.infer<typeof Rule>) {
  return present({
    minimumLength: rule.MinimumPasswordLength,
    rememberedPasswords: rule.PasswordReusePrevention ?? 0,
    passwordsExpire: rule.ExpirePasswords,
    maximumAgeDays: rule.MaxPasswordAge || undefined,
  });
}
