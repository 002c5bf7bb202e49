import { type Collector, type Look, location, type Seen } from 'claimcheck/plugin';
import { countriesOf, countryOf } from './region-countries.ts';
import type { AwsSession } from './session.ts';
import { eachOf, type Sort, type Thing } from './things.ts';

/** Another region to which a thing's own settings copy it, and why. */
export interface Copy {
  readonly region: string;
  readonly why: 'replica' | 'backup' | 'copy';
}

/** What a sort of thing tells of its copies: listed with it, or asked for each. */
export interface Located<T> {
  readonly id: string;
  readonly sort: Sort<T>;
  readonly reach?: 'zone';
  readonly calls?: Readonly<Record<string, readonly string[]>>;
  readonly copies: (thing: Thing<T>, look: Look<AwsSession>) => Promise<Seen<readonly Copy[]>> | readonly Copy[];
}

/** Of the kind: what is told of a thing's place, and not of an account's limits. */
export const PLACES = { [location.id]: ['regions', 'reach', 'countries', 'elsewhere', 'knownBy'] };

/** Where things of one sort lie: in the region that lists them, and where their settings put copies. What was copied by hand is a thing of its own there. */
export function located<T>({ id, sort, reach, calls = {}, copies }: Located<T>): Collector {
  return eachOf({
    id,
    kind: location,
    sort,
    calls,
    answers: PLACES,
    open: () => async (thing, look) => {
      const told = await look.attempt({ kinds: [location], subject: thing.subject, fields: ['elsewhere'] }, async () =>
        copies(thing, look),
      );
      const from = told !== undefined && 'data' in told ? told : undefined;
      const places = { regions: [look.region], ...countriesOf([look.region]), ...elsewhere(from?.data ?? listed(told), look.region) };
      const data = { ...places, reach: reach ?? ('region' as const), holdsData: true, knownBy: 'provider' as const };
      return { data, from: [from] };
    },
  });
}

function listed(told: Seen<readonly Copy[]> | readonly Copy[] | undefined): readonly Copy[] | undefined {
  return told === undefined || 'data' in told ? undefined : told;
}

/** Copies in other regions, each with its country where that is known. */
export function elsewhere(copies: readonly Copy[] | undefined, home: string) {
  if (copies === undefined) return {};
  const others = copies.filter(({ region }) => region !== home).sort((a, b) => (a.region < b.region ? -1 : 1));
  return {
    elsewhere: others.map((copy) => {
      const country = countryOf(copy.region);
      return country === undefined ? copy : { ...copy, country };
    }),
  };
}
