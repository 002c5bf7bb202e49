import type { SealingKey } from '../bundle/attestation.ts';
import { lineWithSalt, newSalt } from '../bundle/line.ts';
import type { BundleWriter } from '../bundle/write.ts';
import { instant } from '../collect/clock.ts';
import { startJudging } from '../judge/evaluate.ts';
import type { BundleView, Judgement, Run } from '../model.ts';
import { isComplete } from './agreement.ts';
import { assembleTargets } from './assemble.ts';
import type { Configured } from './configure.ts';
import { controlsOf } from './controls-of.ts';
import { startGathering } from './gather.ts';
import type { Io } from './io.ts';
import { manifestClaim } from './manifest-claim.ts';
import type { Prepared } from './prepare.ts';
import type { SealedRun } from './read-run.ts';
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
  readonly signer: SealingKey;
}

/** Writes the streams, judges what is written, and seals it. */
export async function seal(
  { configured, subset, prepared, spools, writer, runId, startedAt, documents, signer }: EndedRun,
  io: Io,
): Promise<BundleView> {
  const { config, claims } = configured;
  const judgedAt = instant(io.clock.now());
  const tool = await thisTool();
  const run: Run = {
    record: 'run',
    id: runId,
    ...(config.page === undefined ? {} : { page: pageOf(config.page) }),
    startedAt,
    judgedAt,
    subset,
    environment: { node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    tool,
  };
  const salts = claims.map(() => newSalt(io.randomBytes));
  const kept = await Promise.all(documents.map(({ file, bytes }) => writer.document(file, bytes)));
  const sealed: SealedRun = {
    run,
    claims,
    salts,
    targets: prepared.plan.targets.map(({ target }) => target),
    tasks: prepared.plan.tasks.map(({ task }) => task),
    documents: kept.map(({ fact }) => fact),
  };
  const runStream = writer.stream('run');
  runStream.write(run);
  for (const [index, { claim }] of claims.entries()) runStream.writeLine(lineWithSalt(claim, salts[index] ?? ''));
  for (const record of [...sealed.targets, ...sealed.tasks]) runStream.write(record);
  for (const { line } of kept) runStream.writeLine(line);
  await runStream.end();
  const runReplies = writer.stream('run.replies');
  for (const line of prepared.resolvingReplies) runReplies.writeLine(line);
  await runReplies.end();

  const judging = startJudging(claims, sealed, judgedAt);
  const gathering = startGathering();
  const totals = await assembleTargets(
    prepared.plan,
    spools,
    writer,
    judgedAt,
    (fact, name) => {
      judging.see(fact, name);
      gathering.watch(fact);
    },
    judging.needsNames,
  );
  const judgements = judging.finish();
  const manifest = await writer.seal(
    {
      run: { id: runId, startedAt, judgedAt, complete: isComplete(sealed, judgements) },
      tool,
      ...totals,
      claims: claims.map((resolved, index) =>
        manifestClaim(resolved, judgementOf(judgements, index), controlsOf(resolved, sealed), salts[index], index),
      ),
      previous: null,
    },
    signer,
  );
  return gathering.view(writer.directory, manifest, sealed, judgements);
}

function pageOf({ name, url }: { readonly name: string; readonly url?: string }): { name: string; url?: string } {
  return { name, ...(url === undefined ? {} : { url }) };
}

function judgementOf(judgements: readonly Judgement[], index: number): Judgement {
  const judgement = judgements[index];
  if (judgement === undefined) throw new TypeError(`claim ${index + 1} was not judged`);
  return judgement;
}
