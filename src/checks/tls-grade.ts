import { z } from 'zod';
import { letters } from '../guides/letters.ts';
import { reaches } from '../guides/reaches.ts';
import { tlsEndpoint } from '../kinds/tls-endpoint.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { modernTransport } from './controls.ts';
import { seenOf } from './tls-seen.ts';

/** "A+ by SSL Labs": what its guide's rules make of what we saw. Whether SSL Labs has said so, only its own report shows. */
export const tlsGrade = defineCheck({
  id: 'tls-grade',
  version: 1,
  says: 'Every endpoint has the stated grade or a better one, computed by the rules of the SSL Labs Server Rating Guide 2009r.',
  kind: tlsEndpoint,
  mode: 'each',
  params: z.strictObject({
    atLeast: z.enum(letters).describe('The worst grade allowed. "A+" takes HSTS.'),
    trustIgnored: z.boolean().optional().describe("Leave out the certificate's trust, dates and name: for a private authority."),
  }),
  reads: ['protocols', 'groups', 'dhStatus', 'dh', 'features', 'simulations', 'certificates', 'hsts', 'upgradedFrom'],
  judge: (data, { atLeast, trustIgnored = false }, { at }) => {
    const reached = reaches(seenOf(data, at), { atLeast, trustIgnored });
    if (reached.answer === 'met') return holds;
    if (reached.answer === 'unseen') return unseen(reached.input);
    return contradicts(`by the guide's rules it has ${reached.grade}: ${reached.because.join(', ')}`);
  },
  controls: modernTransport,
  fix: 'Scan it with `claimcheck tls`, which names every rule that lowers its grade, and change what they name.',
});
