import type { z } from 'zod';
import { CannotObserve } from '../errors.ts';
import type { Gap, Place } from '../model.ts';
import type { About, Collector } from '../plugin.ts';
import { type Clock, instant } from './clock.ts';

/** Where a gap stands, and what would have to be granted. */
interface Stands {
  readonly collector: Collector;
  readonly place: Place;
  readonly clock: Clock;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

/** Whatever a collector threw, as a gap: codes only. A foreign error is a bug of the collector. */
export function toGap(error: unknown, { collector, place, clock, permissions: needed }: Stands, about: About): Omit<Gap, 'subject'> {
  const seen = error instanceof CannotObserve ? error : undefined;
  const permissions = seen?.call === undefined ? undefined : needed[seen.call];
  return {
    record: 'gap',
    ...place,
    kinds: (about.kinds ?? collector.kinds).map(({ id }) => id),
    services: about.services ?? (about.subject === undefined ? collector.services : [about.subject.service]),
    reason: seen?.reason ?? 'bug',
    ...(seen?.call === undefined ? {} : { call: seen.call }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(seen?.code === undefined ? {} : { code: seen.code }),
    ...(seen?.status === undefined ? {} : { status: seen.status }),
    ...(about.fields === undefined ? {} : { fields: about.fields }),
    at: instant(clock.now()),
    replies: seen?.replies ?? [],
  };
}

/** What answered has a shape that is not known; nothing is guessed from it. */
export function malformed(call: string | undefined, error: z.ZodError, replies: readonly string[]): CannotObserve {
  const where = error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).slice(0, 5);
  return new CannotObserve('malformed', `${call ?? 'an item'} has an unknown shape: ${where.join('; ')}`, {
    ...(call === undefined ? {} : { call }),
    code: 'UnknownShape',
    replies,
    cause: error,
  });
}
