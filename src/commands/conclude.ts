import { lineWithSalt, newSalt } from '../bundle/line.ts';
import type { StreamWriter } from '../bundle/stream-writer.ts';
import type { BundleWriter } from '../bundle/write.ts';
import { instant } from '../collect/clock.ts';
import type { Outline } from '../collect/outline.ts';
import { BundleError, UserError } from '../errors.ts';
import { startJudging } from '../judge/evaluate.ts';
import type { BundleView, Claim, Judgement, Run } from '../model.ts';
import { isComplete } from './agreement.ts';
import { assembleResolving, assembleTargets, type Spools } from './assemble.ts';
import type { Configured } from './configure.ts';
import { controlsOf } from './controls-of.ts';
import { startGathering } from './gather.ts';
import type { Io } from './io.ts';
import { judgeStreams } from './judge-streams.ts';
import { manifestClaim } from './manifest-claim.ts';
import type { SealedRun } from './read-run.ts';
import { thisTool } from './tool.ts';

/** A run that is under way. */
export interface StartedRun {
  readonly configured: Configured;
  readonly subset: boolean;
  readonly looking: { readonly plan: Outline; readonly spools: Spools };
  /** When the plan was known; absent: now. */
  readonly plannedAt?: string;
  readonly writer: BundleWriter;
  readonly runId: string;
  readonly startedAt: string;
  readonly documents: readonly { readonly file: string; readonly bytes: Buffer }[];
}

/** Writes the streams and judges what is written, while the collectors still look; then all is there but the signature. `looked`: all is written. */
export async function conclude(
  { configured, subset, looking, plannedAt: known, writer, runId, startedAt, documents }: StartedRun,
  io: Io,
  looked: () => void,
): Promise<BundleView> {
  const { config, claims } = configured;
  const plannedAt = known ?? instant(io.clock.now());
  const kept = await Promise.all(documents.map(({ file, bytes }) => writer.document(file, bytes)));
  const setting = { ...looking.plan, documents: kept.map(({ fact }) => fact) };
  const judging = startJudging(claims, setting, plannedAt);
  const gathering = startGathering();
  const runReplies = writer.stream('run.replies');
  const resolving = await assembleResolving(looking.spools, runReplies);
  await runReplies.end();
  const totals = await assembleTargets(
    looking.plan,
    looking.spools,
    resolving,
    writer,
    plannedAt,
    (fact, name) => {
      judging.see(fact, name);
      gathering.watch(fact);
    },
    judging.needsNames,
  );
  looked();

  const judgedAt = instant(io.clock.now());
  const judgements = saysTheSame(plannedAt, judgedAt, startedAt, claims)
    ? judging.finish()
    : await judgeStreams(writer.directory, writer.ended(), claims, setting, judgedAt);
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
  const sealed: SealedRun = { run, claims, salts: claims.map(() => newSalt(io.randomBytes)), ...setting };
  const { salts } = sealed;
  const runStream = writer.stream('run');
  runStream.write(run);
  for (const [index, { claim }] of claims.entries()) writeClaim(runStream, claim, salts[index] ?? '');
  for (const record of [...sealed.targets, ...sealed.tasks]) runStream.write(record);
  for (const { line } of kept) runStream.writeLine(line);
  await runStream.end();

  const manifest = await writer.conclude({
    run: { id: runId, startedAt, judgedAt, complete: isComplete(sealed, judgements) },
    tool,
    ...totals,
    claims: claims.map((resolved, index) =>
      manifestClaim(resolved, judgementOf(judgements, index), controlsOf(resolved, sealed), salts[index], index),
    ),
    previous: null,
  });
  return gathering.view(writer.directory, manifest, sealed, judgements);
}

/**
 * Whether judging as of the one time is judging as of the other. What a time decides is whether a day has come, and whether evidence, none of
 * which is older than the run, has outlived its maxAge.
 */
function saysTheSame(plannedAt: string, judgedAt: string, startedAt: string, claims: Configured['claims']): boolean {
  const seconds = (Date.parse(judgedAt) - Date.parse(startedAt)) / 1000;
  return (
    plannedAt.slice(0, 10) === judgedAt.slice(0, 10) && claims.every(({ claim }) => claim.maxAge === undefined || claim.maxAge >= seconds)
  );
}

function writeClaim(stream: StreamWriter, claim: Claim, salt: string): void {
  try {
    stream.writeLine(lineWithSalt(claim, salt));
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    throw new UserError('config-wrong', `the claim ${claim.id} is more than one line can hold: ${cause.message}`, { cause });
  }
}

function pageOf({ name, url }: { readonly name: string; readonly url?: string }): { name: string; url?: string } {
  return { name, ...(url === undefined ? {} : { url }) };
}

function judgementOf(judgements: readonly Judgement[], index: number): Judgement {
  const judgement = judgements[index];
  if (judgement === undefined) throw new TypeError(`claim ${index + 1} was not judged`);
  return judgement;
}
