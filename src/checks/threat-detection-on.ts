import { z } from 'zod';
import { detection } from '../kinds/detection.ts';
import { defineCheck, notApplicable } from './check.ts';
import { all, known } from './conditions.ts';
import { attacksWatched } from './controls.ts';

const parts = z.array(z.string().min(1)).min(1);

/** "Anomalies are detected everywhere": in each region and account, as one that nobody watches is where attackers go. */
export const threatDetectionOn = defineCheck({
  id: 'threat-detection-on',
  version: 1,
  says: 'Threat detection is on in every account and region.',
  kind: detection,
  mode: 'each',
  params: z.strictObject({
    features: parts.optional().describe("Also: these parts of it, in the provider's words."),
    everything: z.boolean().optional().describe('Also: it covers all that it can cover there.'),
  }),
  reads: ({ features, everything }) => [
    'watches',
    'active',
    ...(features === undefined ? [] : (['features'] as const)),
    ...(everything ? (['covered', 'coverable'] as const) : []),
  ],
  judge: ({ watches, active, features, covered, coverable }, { features: asked, everything }) => {
    if (watches !== 'threats') return notApplicable(`it watches for: ${watches}`);
    const off = asked?.filter((part) => !features?.includes(part)) ?? [];
    return all([
      { field: 'active', shown: active, else: 'it is off' },
      asked !== undefined && { field: 'features', shown: known(features, () => off.length === 0), else: `off: ${off.join(', ')}` },
      everything && {
        field: covered === undefined ? 'covered' : 'coverable',
        shown: known(covered, (count) => known(coverable, (all) => count >= all)),
        else: `it covers ${covered} of ${coverable}`,
      },
    ]);
  },
  controls: attacksWatched,
  fix: 'Switch it on for the whole organization, so that new accounts and regions have it too.',
});
