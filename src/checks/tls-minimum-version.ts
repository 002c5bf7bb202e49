import { z } from 'zod';
import { tlsEndpoint, tlsVersions } from '../kinds/tls-endpoint.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { modernTransport } from './controls.ts';

/**
 * "TLS 1.2 or better." Each older version must have been refused in so many words, and an allowed one must have been accepted:
 * a server that refuses everything we ask may well speak an old version with others.
 */
export const tlsMinimumVersion = defineCheck({
  id: 'tls-minimum-version',
  version: 1,
  says: 'Every endpoint speaks the stated version of TLS or a newer one, and refuses each older one.',
  kind: tlsEndpoint,
  mode: 'each',
  params: z.strictObject({ atLeast: z.enum(['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']).describe('The oldest version allowed.') }),
  reads: ['protocols'],
  judge: ({ protocols = {} }, { atLeast }) => {
    const floor = tlsVersions.indexOf(atLeast);
    const old = tlsVersions.slice(0, floor);
    const spoken = old.filter((version) => protocols[version]?.status === 'accepted');
    if (spoken.length > 0) return contradicts(`it accepts ${spoken.join(', ')}`);
    if (old.some((version) => protocols[version]?.status !== 'refused')) return unseen('protocols');
    return tlsVersions.slice(floor).some((version) => protocols[version]?.status === 'accepted') ? holds : unseen('protocols');
  },
  controls: modernTransport,
  fix: "Switch the older versions off in the server's, load balancer's or CDN's TLS settings.",
});
