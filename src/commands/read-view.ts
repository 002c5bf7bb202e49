import type { BundleView, Instant, Manifest } from '../model.ts';
import { startGathering } from './gather.ts';
import { judgeStreams } from './judge-streams.ts';
import { readRun } from './read-run.ts';

/** A bundle read and judged again, at its own judgedAt or at another time. */
export async function readView(directory: string, manifest: Manifest, asOf: Instant = manifest.run.judgedAt): Promise<BundleView> {
  const sealed = await readRun(directory, manifest.streams);
  const gathering = startGathering();
  const judgements = await judgeStreams(directory, manifest.streams, sealed.claims, sealed, asOf, gathering.watch);
  return gathering.view(directory, manifest, sealed, judgements);
}
