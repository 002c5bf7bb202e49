import { openRegular } from '../bundle/hostile.ts';
import { readLines } from '../bundle/read.ts';
import type { BundleView, Fact, Instant, Judgement, Manifest, ManifestStream } from '../model.ts';
import { whyUnderivable } from './derivable.ts';
import { startGathering } from './gather.ts';
import { eachFact, factStreams, judgeStreams } from './judge-streams.ts';
import { readShownRun, type SealedRun, wholeRun } from './read-run.ts';

/** A bundle read and judged again, at its own judgedAt or at another time, as far as it is shown. */
export async function readView(directory: string, manifest: Manifest, asOf: Instant = manifest.run.judgedAt): Promise<BundleView> {
  const { shown, withheld: ofRun } = await readShownRun(directory, manifest.streams);
  const sealed = ofRun === 0 ? wholeRun(shown) : undefined;
  const withheld = new Map([['run', ofRun]]);
  const gathering = startGathering();
  const judgements = await judgeShown(directory, manifest, sealed, asOf, gathering.watch, withheld);
  for (const stream of manifest.streams) {
    if (!withheld.has(stream.name)) withheld.set(stream.name, await withheldIn(directory, stream));
  }
  const derived = judgements.filter((_, index) => whyUnderivable(index, sealed, manifest.streams, withheld) === undefined);
  return gathering.view(directory, manifest, sealed ?? shown, derived, withheld);
}

async function judgeShown(
  directory: string,
  { streams }: Manifest,
  sealed: SealedRun | undefined,
  asOf: Instant,
  watch: (fact: Fact) => void,
  withheld: Map<string, number>,
): Promise<readonly Judgement[]> {
  const ended = (stream: string, lines: number): void => void withheld.set(stream, lines);
  if (sealed !== undefined) return judgeStreams(directory, streams, sealed.claims, sealed, asOf, watch, ended);
  for (const stream of factStreams(streams)) ended(stream.name, await eachFact(directory, stream, watch));
  return [];
}

/** Of a stream that nothing else reads: one that has its full size withholds nothing. */
async function withheldIn(directory: string, stream: ManifestStream): Promise<number> {
  const { handle, size } = await openRegular(directory, stream.file);
  await handle.close();
  return size === stream.bytes ? 0 : readLines(directory, stream, { line: () => {} });
}
