import { z } from 'zod';
import { tlsEndpoint } from '../kinds/tls-endpoint.ts';
import { contradicts, defineCheck, holds, notApplicable, unseen } from './check.ts';
import { modernTransport } from './controls.ts';

/** "2048-bit Diffie-Hellman parameters": the smallest of all DHE suites counts, as one server may use several sizes. */
export const dhParameters = defineCheck({
  id: 'dh-parameters',
  version: 1,
  says: 'Every finite-field Diffie-Hellman suite that an endpoint accepts uses parameters of at least the stated size.',
  kind: tlsEndpoint,
  mode: 'each',
  params: z.strictObject({ atLeastBits: z.int().positive().describe('The smallest prime allowed, in bits: 2048.') }),
  reads: ['dhStatus', 'dh'],
  judge: ({ dhStatus, dh = [] }, { atLeastBits }) => {
    const bits = dh.flatMap((suite) => suite.bits ?? []);
    const smallest = Math.min(...bits);
    if (smallest < atLeastBits) return contradicts(`it accepts Diffie-Hellman parameters of ${smallest} bits`);
    if (dhStatus === undefined || dhStatus === 'inconclusive') return unseen('dhStatus');
    if (dhStatus === 'not-offered') return notApplicable('it offers no finite-field Diffie-Hellman suite');
    return bits.length > 0 && bits.length === dh.length ? holds : unseen('dh');
  },
  controls: modernTransport,
  fix: 'Generate larger Diffie-Hellman parameters, or switch the DHE suites off and keep ECDHE.',
});
