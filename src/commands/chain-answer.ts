import { hash } from 'node:crypto';
import { readSmall } from '../bundle/hostile.ts';
import { MANIFEST, MANIFEST_LIMIT } from '../bundle/layout.ts';
import { parseManifest } from '../bundle/manifest.ts';
import { BundleError } from '../errors.ts';
import type { Manifest, VerifyAnswer } from '../model.ts';

/** Whether the bundle comes after the one in `before`, as it says. BundleError inconsistent. */
export async function chainAnswer({ previous, run }: Manifest, before: string | undefined): Promise<VerifyAnswer> {
  const question = 'chain';
  if (previous === null) {
    if (before !== undefined) throw new BundleError('inconsistent', 'the bundle names no run before it');
    return { question, answer: 'not-checked', says: 'the bundle names no run before it' };
  }
  const named = `${previous.digest.slice(0, 16)}…, number ${previous.sequence} of its chain`;
  if (before === undefined) return { question, answer: 'not-checked', says: `it names ${named}: give that one with --previous` };
  const bytes = await readSmall(before, MANIFEST, MANIFEST_LIMIT);
  if (hash('sha256', bytes, 'hex') !== previous.digest)
    throw new BundleError('inconsistent', `the bundle comes after ${named}, and not after the one that was given`);
  const earlier = parseManifest(bytes);
  const sequence = earlier.previous === null ? 1 : earlier.previous.sequence + 1;
  if (sequence !== previous.sequence || Date.parse(earlier.run.judgedAt) > Date.parse(run.startedAt))
    throw new BundleError('inconsistent', `the run before it is number ${sequence}, of ${earlier.run.judgedAt}: that does not fit`);
  return { question, answer: 'yes', says: `it comes after ${earlier.run.id}, ${named}` };
}
