import { z } from 'zod';
import { httpSecurity } from '../kinds/http-security.ts';
import { contradicts, defineCheck, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { sentEncrypted } from './controls.ts';
import { dayCount } from './day-count.ts';

const DAY = 86_400;

/** "HSTS": browsers are told to come back over TLS alone (RFC 6797). */
export const hstsSent = defineCheck({
  id: 'hsts-sent',
  version: 1,
  says: 'Every web endpoint sends a valid Strict-Transport-Security header.',
  kind: httpSecurity,
  mode: 'each',
  params: z.strictObject({
    atLeast: dayCount.optional().describe('Days for which browsers must remember it: 180 or "180d".'),
    subDomains: z.boolean().optional().describe('Also: it covers subdomains.'),
    preload: z.boolean().optional().describe('Also: it asks to be preloaded.'),
  }),
  reads: ['hsts'],
  judge: ({ hsts }, { atLeast, subDomains, preload }) => {
    if (hsts === undefined) return unseen('hsts');
    if (hsts.status !== 'valid') return contradicts(hsts.status === 'absent' ? 'it sends none' : 'what it sends is not valid');
    const { maxAgeSeconds, includeSubDomains } = hsts;
    const least = atLeast === undefined ? 1 : atLeast * DAY;
    return all([
      { field: 'hsts', shown: known(maxAgeSeconds, (age) => age >= least), else: `browsers remember it for ${maxAgeSeconds} seconds` },
      subDomains && { field: 'hsts', shown: includeSubDomains, else: 'it leaves subdomains out' },
      preload && { field: 'hsts', shown: hsts.preload, else: 'it does not ask to be preloaded' },
    ]);
  },
  controls: sentEncrypted,
  fix: 'Send "Strict-Transport-Security: max-age=31536000" with every answer over HTTPS.',
});
