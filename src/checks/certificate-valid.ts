import { z } from 'zod';
import { certificate } from '../kinds/certificate.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { certificatesValid } from './controls.ts';
import { dayCount, daysBetween, inDays } from './day-count.ts';

/** "Valid certificates": in date when it was seen, trusted, and made out for the name that was asked for. */
export const certificateValid = defineCheck({
  id: 'certificate-valid',
  version: 1,
  says: 'Every certificate is in date, trusted and valid for its host.',
  kind: certificate,
  mode: 'each',
  params: z.strictObject({
    daysLeft: z
      .union([z.literal(0), dayCount])
      .optional()
      .describe('Days for which it must still be valid: 14 or "14d".'),
    ignore: z
      .array(z.enum(['trust', 'name']))
      .optional()
      .describe('Leave out the trust in its issuer, or the match of its name.'),
  }),
  reads: ({ ignore = [] }) => [
    'notBefore',
    'notAfter',
    ...(ignore.includes('trust') ? [] : (['trusted', 'untrustedBecause'] as const)),
    ...(ignore.includes('name') ? [] : (['nameMatches'] as const)),
  ],
  judge: ({ notBefore, notAfter, trusted, untrustedBecause, nameMatches }, { daysLeft = 0, ignore = [] }, { at }) => {
    const [anyIssuer, anyName] = [ignore.includes('trust'), ignore.includes('name')];
    const left = notAfter === undefined ? undefined : daysBetween(at, notAfter);
    if (left !== undefined && left < 0) return contradicts('it has expired');
    if (left !== undefined && left < daysLeft) return contradicts(`it expires in ${inDays(left)}`);
    if (notBefore !== undefined && daysBetween(notBefore, at) < 0) return contradicts('it is not valid yet');
    if (trusted === false && !anyIssuer) return contradicts(`it is not trusted: ${untrustedBecause ?? 'no reason was given'}`);
    if (nameMatches === false && !anyName) return contradicts('it is not valid for the name that was asked for');
    if (notAfter === undefined) return unseen('notAfter');
    if (notBefore === undefined) return unseen('notBefore');
    if (trusted === undefined && !anyIssuer) return unseen('trusted');
    if (nameMatches === undefined && !anyName) return unseen('nameMatches');
    return holds;
  },
  controls: certificatesValid,
  fix: 'Renew the certificate for the right name, from an issuer that clients trust, and send its intermediates.',
});
