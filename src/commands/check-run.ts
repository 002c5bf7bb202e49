import type { Manifest } from '../model.ts';
import { createAgreement } from './agreement.ts';
import { judgeStreams } from './judge-streams.ts';
import { readRun } from './read-run.ts';

/** Reads a concluded run as a stranger would, and judges it again. BundleError: it is not what its manifest says, or does not agree with itself. */
export async function checkRun(directory: string, manifest: Manifest): Promise<void> {
  const sealed = await readRun(directory, manifest.streams);
  const agreement = createAgreement(directory, manifest, sealed);
  const judgements = await judgeStreams(directory, manifest.streams, sealed.claims, sealed, manifest.run.judgedAt, agreement.watch);
  await agreement.settle(judgements);
}
