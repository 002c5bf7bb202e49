import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { CannotObserve } from 'claimcheck/plugin';
import { givenRoots, type Roots } from './trust/roots.ts';

/** Bytes. A device never ends. */
const MOST = 1 << 20;

/** A PEM file of roots, of at most 1 MiB. Without roots nothing could be said about trust: better not to look at all than to call it untrusted. */
export async function readRoots(file: string): Promise<Roots> {
  try {
    const pem = await buffer(createReadStream(file, { end: MOST })); // one byte more than that
    if (pem.length > MOST) throw new RangeError(`it has more than ${MOST} bytes`);
    return givenRoots(pem.toString('utf8'));
  } catch (cause) {
    throw new CannotObserve('malformed', `${file}: expected a readable PEM file of CA certificates, of at most 1 MiB`, {
      code: 'NoRoots',
      cause,
    });
  }
}
