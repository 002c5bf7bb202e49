import { z } from 'zod';
import { credentialRotation } from '../kinds/credential-rotation.ts';
import { defineCheck, notApplicable } from './check.ts';
import { all, known } from './conditions.ts';
import { passwordsRuled } from './controls.ts';
import { dayCount, inDays } from './day-count.ts';

/** "Passwords have at least 14 characters": what the rule of each account demands of all its passwords. */
export const passwordRule = defineCheck({
  id: 'password-rule',
  version: 1,
  says: 'The password rule of every account demands at least what is stated.',
  kind: credentialRotation,
  mode: 'each',
  params: z
    .strictObject({
      minimumLength: z.int().positive().optional().describe('Characters at least.'),
      remembered: z.int().positive().optional().describe('How many former passwords cannot be used again, at least.'),
      maximumAge: dayCount.optional().describe('Days after which a password must be changed, at most: 90 or "90d".'),
      neverExpire: z.literal(true).optional().describe('A password never has to be changed because it is old.'),
    })
    .refine(
      (params) => params.minimumLength ?? params.remembered ?? params.maximumAge ?? params.neverExpire,
      'a minimumLength, remembered, a maximumAge or neverExpire, or several',
    )
    .refine(({ maximumAge, neverExpire }) => maximumAge === undefined || neverExpire === undefined, 'either maximumAge or neverExpire'),
  reads: (asked) => [
    'credential',
    ...(asked.minimumLength === undefined ? [] : (['minimumLength'] as const)),
    ...(asked.remembered === undefined ? [] : (['rememberedPasswords'] as const)),
    ...(asked.maximumAge === undefined && asked.neverExpire === undefined ? [] : (['passwordsExpire'] as const)),
    ...(asked.maximumAge === undefined ? [] : (['maximumAgeDays'] as const)),
  ],
  judge: ({ credential, minimumLength: length, rememberedPasswords: kept, maximumAgeDays: age, passwordsExpire }, asked) => {
    if (credential !== 'password-rule') return notApplicable('it is no rule for passwords');
    const { minimumLength = 0, remembered = 0, maximumAge = Number.POSITIVE_INFINITY } = asked;
    return all([
      minimumLength > 0 && {
        field: 'minimumLength',
        shown: known(length, (characters) => characters >= minimumLength),
        else: `characters at least: ${length}`,
      },
      remembered > 0 && { field: 'rememberedPasswords', shown: known(kept, (count) => count >= remembered), else: `remembered: ${kept}` },
      maximumAge < Number.POSITIVE_INFINITY && { field: 'passwordsExpire', shown: passwordsExpire, else: 'they never expire' },
      maximumAge < Number.POSITIVE_INFINITY && {
        field: 'maximumAgeDays',
        shown: known(age, (days) => days <= maximumAge),
        else: `they may be ${inDays(age ?? 0)} old`,
      },
      asked.neverExpire && { field: 'passwordsExpire', shown: known(passwordsExpire, (expire) => !expire), else: 'they expire' },
    ]);
  },
  controls: passwordsRuled,
  fix: "Set the account's password rule to what is stated.",
});
