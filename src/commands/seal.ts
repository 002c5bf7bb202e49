import { newSalt, lineWithSalt, saltedDigest } from '../bundle/line.ts';
import type { BundleWriter } from '../bundle/write.ts';
import { instant } from '../collect/clock.ts';
import type { Judgement, Run } from '../model.ts';
import type { Signer } from '../signers/signer.ts';
import { isComplete } from './agreement.ts';
import { controlsOf } from './controls-of.ts';
import { assembleTargets } from './assemble.ts';
import type { Configured } from './configure.ts';
import { judgeStreams } from './judge-streams.ts';
import type { Io } from './io.ts';
import { manifestClaim } from './manifest-claim.ts';
import type { Prepared } from './prepare.ts';
import { readRun } from './read-run.ts';
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
  const sealed = await readRun(writer.directory, all);
  const judgements = await judgeStreams(writer.directory, all, sealed.claims, sealed, judgedAt);
  await writer.seal(
    {
      run: { id: runId, startedAt, judgedAt, complete: isComplete({ run }, judgements) },
      tool,
      origins: totals.origins,
      records: totals.records,
      claims: sealed.claims.map((resolved, index) => manifestClaim(resolved, judgementOf(judgements, index), controlsOf(resolved, sealed), quoteDigests.get(resolved.claim.id), index)),
      previous: null,
    },
    signer,
  );
}

function judgementOf(judgements: readonly Judgement[], index: number): Judgement {
  const judgement = judgements[index];
  if (judgement === undefined) throw new TypeError(`claim ${index + 1} was not judged`);
  return judgement;
}
