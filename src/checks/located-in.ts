import { z } from 'zod';
import { location } from '../kinds/location.ts';
import { areas } from './areas.ts';
import { defineCheck, notApplicable, unseen } from './check.ts';
import { all, known } from './conditions.ts';
import { residency } from './controls.ts';
import { outsideOf, regionNames } from './regions.ts';

const country = z.string().regex(/^[A-Z]{2}$/, 'a country by its two capital letters: "IE"');

/** "Data is stored in UK South", "never leaves the EEA": where it lies, and where replicas, backups and paired regions put copies. */
export const locatedIn = defineCheck({
  id: 'located-in',
  version: 1,
  says: 'Everything that can hold data, and every copy that its settings make of it, lies in the stated places.',
  kind: location,
  mode: 'each',
  params: z
    .strictObject({
      regions: regionNames.optional(),
      countries: z.array(country).min(1).optional().describe('Countries: "IE". What lies in any of them, or of the areas, is inside.'),
      areas: z
        .array(z.enum(['EU', 'EEA']))
        .min(1)
        .optional()
        .describe('Groups of countries. The United Kingdom and Switzerland are in neither.'),
      ignore: z
        .array(z.enum(['copies']))
        .optional()
        .describe('Leave out where copies of it lie.'),
    })
    .refine((params) => params.regions ?? params.countries ?? params.areas, 'regions, countries, areas, or several of them'),
  reads: ({ regions, countries, areas: groups, ignore = [] }) => [
    'holdsData',
    ...(regions === undefined ? [] : (['regions'] as const)),
    ...(countries === undefined && groups === undefined ? [] : (['countries'] as const)),
    ...(ignore.includes('copies') ? [] : (['elsewhere'] as const)),
  ],
  judge: ({ holdsData, regions, countries, elsewhere }, { ignore = [], ...asked }) => {
    if (holdsData === undefined) return unseen('holdsData');
    if (!holdsData) return notApplicable('no data can lie in it');
    const inside = [...(asked.countries ?? []), ...(asked.areas ?? []).flatMap((area) => areas[area])];
    const [byRegion, byCountry] = [asked.regions, inside.length === 0 ? undefined : inside];
    const copies = ignore.includes('copies') ? undefined : { field: 'elsewhere' };
    const lands = elsewhere?.map((copy) => copy.country);
    return all([
      byRegion && { field: 'regions', ...placed('it lies in', regions, byRegion) },
      byCountry && { field: 'countries', ...placed('it lies in', countries, byCountry) },
      copies &&
        byRegion && {
          ...copies,
          ...copied(
            elsewhere?.map(({ region }) => region),
            byRegion,
          ),
        },
      copies && byCountry && { ...copies, ...copied(lands, byCountry) },
    ]);
  },
  controls: residency,
  fix: 'Move it, and stop what copies it elsewhere; or name the places where it lies.',
});

/** What lies nowhere in particular is not inside of anything. */
function placed(lies: string, places: readonly string[] | undefined, allowed: readonly string[]) {
  const shown = known(places, (all) => all.length > 0 && outsideOf(all, allowed).length === 0);
  return {
    shown,
    else: places?.length === 0 ? 'it lies nowhere in particular' : `${lies}: ${outsideOf(places ?? [], allowed).join(', ')}`,
  };
}

function copied(places: readonly (string | undefined)[] | undefined, allowed: readonly string[]) {
  const told = places?.filter((place) => place !== undefined) ?? [];
  const outside = outsideOf(told, allowed);
  const shown = outside.length > 0 ? false : places === undefined || told.length < places.length ? undefined : true;
  return { shown, else: `copies of it lie in: ${outside.join(', ')}` };
}
