import { type Clock, type Pace, politePace, unhurriedPace } from '../probe/pace.ts';

/** After so long without a connection an address owes us nothing: its pace may begin anew. */
const FORGOTTEN = 1000;

/** One pace for each address and port, whoever scans it under whichever name. `rate`: connections a second. */
export function openPaces(rate: number | 'unlimited', clock: Clock): <T>(place: string, work: (pace: Pace) => Promise<T>) => Promise<T> {
  const paces = new Map<string, { readonly pace: Pace; users: number; idleSince: number }>();
  return async (place, work) => {
    for (const [other, { users, idleSince }] of paces) if (users === 0 && clock.now() - idleSince > FORGOTTEN) paces.delete(other);
    const entry = paces.get(place) ?? {
      pace: rate === 'unlimited' ? unhurriedPace() : politePace(clock, rate),
      users: 0,
      idleSince: 0,
    };
    paces.set(place, entry);
    entry.users += 1;
    try {
      return await work(entry.pace);
    } finally {
      entry.users -= 1;
      entry.idleSince = clock.now();
    }
  };
}
