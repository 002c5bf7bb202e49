import { z } from 'zod';
import { httpSecurity } from '../kinds/http-security.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { vulnerabilitiesHeard } from './controls.ts';
import { daysBetween } from './day-count.ts';

/** "Report vulnerabilities to us": a security.txt with a contact, that has not expired (RFC 9116). */
export const securityContactPublished = defineCheck({
  id: 'security-contact-published',
  version: 1,
  says: 'Every web endpoint has a security.txt with a contact that has not expired.',
  kind: httpSecurity,
  mode: 'each',
  params: z.strictObject({}),
  reads: ['securityText'],
  judge: ({ securityText }, _params, { at }) => {
    if (securityText === undefined) return unseen('securityText');
    const { present, contacts, expiresAt } = securityText;
    if (!present || contacts === 0) return contradicts('it has none, or none with a contact');
    if (expiresAt !== undefined && daysBetween(at, expiresAt) < 0) return contradicts('it has expired');
    return contacts === undefined || expiresAt === undefined ? unseen('securityText') : holds;
  },
  controls: vulnerabilitiesHeard,
  fix: 'Publish /.well-known/security.txt with Contact and Expires, and renew it in time.',
});
