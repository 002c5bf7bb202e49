import { z } from 'zod';
import { httpSecurity } from '../kinds/http-security.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { sentEncrypted } from './controls.ts';

/** "HTTPS for all traffic": nothing is served in plain text. Only the first page is asked for; a redirect there says nothing about other paths. */
export const httpsOnly = defineCheck({
  id: 'https-only',
  version: 1,
  says: 'Every web endpoint answers over HTTPS, and in plain text not at all or with a redirect to HTTPS.',
  kind: httpSecurity,
  mode: 'each',
  params: z.strictObject({ sameHost: z.boolean().optional().describe('Also: the redirect stays on the host that was asked.') }),
  reads: ({ sameHost }) => ['plainText', 'status', ...(sameHost ? (['redirectsAway'] as const) : [])],
  judge: ({ plainText, redirectsAway, status }, { sameHost = false }) => {
    if (plainText === 'serves') return contradicts('it serves content without TLS');
    if (plainText === undefined || plainText === 'inconclusive') return unseen('plainText');
    if (status === undefined) return unseen('status');
    if (plainText === 'refused' || !sameHost) return holds;
    if (redirectsAway === undefined) return unseen('redirectsAway');
    return redirectsAway ? contradicts('its redirect leaves the host') : holds;
  },
  controls: sentEncrypted,
  fix: 'Answer port 80 with a permanent redirect to https, or close it.',
});
