import { dayCount } from './day-count.ts';

/** How long something is kept: three different sentences, of which a claim makes one. */
export const keptBounds = {
  exactly: dayCount.optional().describe('Kept for so many days, and then deleted: 35 or "35d".'),
  atLeast: dayCount.optional().describe('Kept for so many days, or longer.'),
  atMost: dayCount.optional().describe('Deleted after so many days, or sooner.'),
};

interface Bounds {
  readonly exactly?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export const oneBound = ({ exactly, atLeast, atMost }: Bounds) =>
  [exactly, atLeast, atMost].filter((bound) => bound !== undefined).length === 1;
export const BOUNDS = 'one of exactly, atLeast and atMost';

/** The shortest and the longest that it may be. */
export function rangeOf({ exactly, atLeast, atMost }: Bounds): { readonly least: number; readonly most: number } {
  return { least: exactly ?? atLeast ?? 0, most: exactly ?? atMost ?? Number.POSITIVE_INFINITY };
}
