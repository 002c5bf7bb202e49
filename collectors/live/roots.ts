import { readFile } from 'node:fs/promises';
import { CannotObserve } from 'claimcheck/plugin';
import { pemCertificates } from './trust.ts';

/** A PEM file of roots. Without roots nothing could be said about trust: better not to look at all than to call it untrusted. */
export async function readRoots(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (pemCertificates(text).length === 0) throw new TypeError('no certificate in it');
    return text;
  } catch (cause) {
    throw new CannotObserve('malformed', `${file}: expected a readable PEM file of CA certificates`, { code: 'NoRoots', cause });
  }
}
