import { z } from 'zod';
import { detection } from '../kinds/detection.ts';
import { defineCheck, notApplicable } from './check.ts';
import { all, known } from './conditions.ts';
import { attacksWatched } from './controls.ts';

/** "Protected against denial of service", "alarms are set": in each account, one service of the stated sort is on. What a provider always does counts. */
export const watchedFor = defineCheck({
  id: 'watched-for',
  version: 1,
  says: 'In every account, a service of the stated sort watches for, or wards off, attacks.',
  kind: detection,
  mode: 'some',
  per: 'account',
  absence: 'told',
  params: z.strictObject({
    watches: detection.data.shape.watches.describe('What it is for.'),
    tiers: z.array(z.string().min(1)).min(1).optional().describe("Also: at one of these levels, in the provider's words."),
    rulesAtLeast: z.int().positive().optional().describe('Also: with so many rules or alarms switched on.'),
    blocks: z.boolean().optional().describe('Also: it stops what it finds.'),
    notifies: z.boolean().optional().describe('Also: somebody is told.'),
  }),
  reads: ({ tiers, rulesAtLeast, blocks, notifies }) => [
    'watches',
    'active',
    ...(tiers === undefined ? [] : (['tier'] as const)),
    ...(rulesAtLeast === undefined ? [] : (['rules'] as const)),
    ...(blocks ? (['blocks'] as const) : []),
    ...(notifies ? (['notifies'] as const) : []),
  ],
  judge: ({ watches, active, tier, rules, blocks, notifies }, { tiers, rulesAtLeast, ...asked }) => {
    if (watches !== asked.watches) return notApplicable(`it watches for: ${watches}`);
    return all([
      { field: 'active', shown: active, else: 'it is off' },
      tiers && { field: 'tier', shown: known(tier, (its) => tiers.includes(its)), else: `its level is: ${tier}` },
      rulesAtLeast !== undefined && {
        field: 'rules',
        shown: known(rules, (count) => count >= rulesAtLeast),
        else: `rules that are on: ${rules}`,
      },
      asked.blocks && { field: 'blocks', shown: blocks, else: 'it only counts what it finds' },
      asked.notifies && { field: 'notifies', shown: notifies, else: 'nobody is told of what it finds' },
    ]);
  },
  controls: attacksWatched,
  fix: 'Switch such a service on, as it is stated.',
});
