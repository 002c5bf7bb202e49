import { z } from 'zod';
import { location } from '../kinds/location.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { residency } from './controls.ts';
import { outsideOf, regionNames } from './regions.ts';

/** "Nothing can be made outside of the EU": where accounts are kept by a policy that their own administrators cannot change. */
export const confinedTo = defineCheck({
  id: 'confined-to',
  version: 1,
  says: 'A policy that its own administrators cannot change keeps every account to the stated regions.',
  kind: location,
  mode: 'each',
  params: z.strictObject({ regions: regionNames }),
  reads: ['holdsData', 'confined', 'confinedTo'],
  judge: ({ holdsData, confined, confinedTo: places }, { regions }) => {
    if (holdsData === undefined) return unseen('holdsData');
    if (holdsData) return notApplicable('it is a thing in an account');
    return all([
      { field: 'confined', shown: confined, else: 'no such policy keeps it to regions' },
      {
        field: 'confinedTo',
        shown: known(places, (allowed) => outsideOf(allowed, regions).length === 0),
        else: `it may also use: ${outsideOf(places ?? [], regions).join(', ')}`,
      },
    ]);
  },
  controls: residency,
  fix: 'Deny every other region to the account by a policy of its organization, whole and without exceptions for who asks.',
});
