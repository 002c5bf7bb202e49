import { readFile } from 'node:fs/promises';
import { CannotObserve } from 'claimcheck/plugin';
import { givenRoots, type Roots } from './trust/roots.ts';

/** A PEM file of roots. Without roots nothing could be said about trust: better not to look at all than to call it untrusted. */
export async function readRoots(file: string): Promise<Roots> {
  try {
    return givenRoots(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CannotObserve('malformed', `${file}: expected a readable PEM file of CA certificates`, { code: 'NoRoots', cause });
  }
}
