import { newSalt, lineWithSalt, saltedDigest } from '../bundle/line.ts';
import type { BundleWriter } from '../bundle/write.ts';
import { instant } from '../collect/clock.ts';
import type { Judgement, ManifestClaim, Run } from '../model.ts';
import type { Signer } from '../signers/signer.ts';
import { assembleTargets } from './assemble.ts';
import type { Configured } from './configure.ts';
import { controlsOf } from './controls-of.ts';
import { judgeStreams } from './judge-streams.ts';
import type { Io } from './io.ts';
import { questionsOf } from './needs.ts';
import type { Prepared } from './prepare.ts';
import { thisTool } from './tool.ts';

/** A run that has ended, and where its spools lie. */
export interface EndedRun {
  readonly configured: Configured;
  readonly subset: boolean;
  readonly prepared: Prepared;
  readonly spools: string;
  readonly writer: BundleWriter;
  readonly runId: string;
  readonly startedAt: string;
  readonly documents: readonly { readonly file: string; readonly bytes: Buffer }[];
  readonly signer: Signer;
}

/** Writes the streams, judges what was written, and seals it. */
export async function seal({ configured, subset, prepared, spools, writer, runId, startedAt, documents, signer }: EndedRun, io: Io): Promise<void> {
  const { config, claims } = configured;
  const judgedAt = instant(io.clock.now());
  const tool = await thisTool();
  const { page } = config;
  const run: Run = {
    record: 'run',
    id: runId,
    ...(page === undefined ? {} : { page: { name: page.name, ...(page.url === undefined ? {} : { url: page.url }) } }),
    startedAt,
    judgedAt,
    subset,
    environment: { node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    tool,
  };
  const runStream = writer.stream('run');
  runStream.write(run);
  const quoteDigests = new Map<string, string>();
  for (const { claim } of claims) {
    const salt = newSalt(io.randomBytes);
    if (claim.private) quoteDigests.set(claim.id, saltedDigest(salt, claim.quote));
    runStream.writeLine(lineWithSalt(claim, salt));
  }
  for (const { target } of prepared.plan.targets) runStream.write(target);
  for (const { task } of prepared.plan.tasks) runStream.write(task);
  for (const { file, bytes } of documents) runStream.writeLine((await writer.document(file, bytes)).line);
  const runReplies = writer.stream('run.replies');
  for (const line of prepared.resolvingReplies) runReplies.writeLine(line);

  const { streams, totals } = await assembleTargets(prepared.plan, spools, writer, judgedAt);
  const all = [await runStream.end(), await runReplies.end(), ...streams];
  const judgements = await judgeStreams(writer.directory, all, claims, judgedAt);
  await writer.seal(
    {
      run: { id: runId, startedAt, judgedAt, complete: !subset && isComplete(judgements) },
      tool,
      origins: totals.origins,
      records: totals.records,
      claims: claims.map((resolved, index) => manifestClaim(resolved, judgements[index], quoteDigests.get(resolved.claim.id), index)),
      previous: null,
    },
    signer,
  );
}

/** Whether every planned task of every claim was swept without a gap. */
function isComplete(judgements: readonly Judgement[]): boolean {
  return judgements.every(({ counts }) => counts.swept === counts.tasks && counts.gaps === 0 && counts.unseen === 0);
}

function manifestClaim(resolved: Configured['claims'][number], judgement: Judgement | undefined, quoteDigest: string | undefined, index: number): ManifestClaim {
  if (judgement === undefined) throw new TypeError(`claim ${resolved.claim.id} was not judged`);
  const { claim } = resolved;
  return {
    ...(quoteDigest === undefined ? { id: claim.id, quote: claim.quote } : { id: `private-${index + 1}`, quoteDigest }),
    verdict: judgement.verdict,
    counts: judgement.counts,
    controls: [...new Set(controlsOf(resolved).map(({ id }) => id))].sort(),
    checks: [...new Set(questionsOf(resolved).map(({ label }) => label))].sort(),
  };
}
