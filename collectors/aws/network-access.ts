import type { publicAccess } from 'claimcheck/plugin';
import type { z } from 'zod';
import type { Thing, Told } from './things.ts';

/** What has no public address is not open to everybody; what has one may be, and who gets there is not known. */
export function fromNetwork({
  data: { PubliclyAccessible: open },
}: Thing<{ readonly PubliclyAccessible?: boolean | undefined }>): Told<z.infer<typeof publicAccess.data>> {
  const address = open === false ? ({ public: false, network: 'private' } as const) : {};
  return { data: { about: 'thing', sharingBlocked: 'none', ...address } };
}
