/** What of a sealed bundle must agree with the rest: a signature over things that contradict each other proves nothing. */
import { isDeepStrictEqual } from 'node:util';
import { parseReply } from '../bundle/parse-fact.ts';
import { openStream } from '../bundle/read.ts';
import { BundleError } from '../errors.ts';
import { createLedger, placeKey } from '../judge/ledger.ts';
import { EVERY, type Fact, GLOBAL, type Judgement, type Manifest, type Origin, type Task } from '../model.ts';
import { eachName, factStreams } from './judge-streams.ts';
import { manifestClaim } from './manifest-claim.ts';
import type { SealedRun } from './read-run.ts';

/** Watches the facts as they are judged, and in the end names the first thing that does not agree. */
export interface Agreement {
  readonly watch: (fact: Fact) => void;
  /** BundleError inconsistent or verdicts. */
  readonly settle: (judgements: readonly Judgement[]) => Promise<void>;
}

export function createAgreement(directory: string, manifest: Manifest, sealed: SealedRun): Agreement {
  const ledger = createLedger(sealed.tasks);
  const explained = new Set<string>();
  const records = { observation: 0, gap: 0, exclusion: 0, sweep: 0 };
  const origins: Partial<Record<Origin, number>> = {};
  const used = new Map<string, Set<string>>(); // target to its facts' subjects
  const cited = new Set<string>();
  const targets = new Set(sealed.targets.map(({ target }) => target));
  let stray: Fact | undefined;

  return { watch, settle };

  function watch(fact: Fact): void {
    records[fact.record] += 1;
    ledger.see(fact);
    if (!targets.has(fact.target) || (!isOfAll(fact) && !ledger.planned(fact))) stray ??= fact;
    if (fact.record === 'sweep') origins[fact.origin] = (origins[fact.origin] ?? 0) + 1;
    else for (const leaf of fact.replies) cited.add(leaf);
    if (fact.record === 'gap') explained.add(placeKey(fact));
    if ('subject' in fact && fact.subject !== undefined) {
      const own = used.get(fact.target) ?? new Set();
      used.set(fact.target, own.add(fact.subject));
    }
  }

  async function settle(judgements: readonly Judgement[]): Promise<void> {
    agreeRun();
    agreePlan();
    agree('the counts of its records', manifest.records, records);
    agree('the counts of its origins', manifest.origins, origins);
    if (stray !== undefined)
      throw inconsistent(`there is a ${stray.record} of ${stray.target}/${stray.collector}/${stray.region}, which the plan does not have`);
    for (const task of sealed.tasks) agreeTask(task);
    await agreeNames();
    await agreeReplies();
    agreeClaims(judgements);
  }

  function agreeRun(): void {
    const { run } = sealed;
    const { id, startedAt, judgedAt } = manifest.run;
    agree(
      'the run',
      { id, startedAt, judgedAt, tool: manifest.tool },
      { id: run.id, startedAt: run.startedAt, judgedAt: run.judgedAt, tool: run.tool },
    );
  }

  /** Every regional collector of a target has a task in every region that the target lists, and in no other. */
  function agreePlan(): void {
    const keys = new Set(sealed.tasks.map(placeKey));
    if (keys.size !== sealed.tasks.length) throw inconsistent('a task is planned twice');
    for (const { target, regions } of sealed.targets) {
      const own = sealed.tasks.filter((task) => task.target === target);
      for (const collector of new Set(own.filter(({ region }) => region !== GLOBAL).map((task) => task.collector))) {
        const missing = regions.find((region) => !keys.has(placeKey({ target, collector, region })));
        if (missing !== undefined) throw inconsistent(`${collector} has no task in ${missing}, a region of ${target}`);
      }
      const foreign = own.find(({ region }) => region !== GLOBAL && !regions.includes(region));
      if (foreign !== undefined)
        throw inconsistent(`${foreign.collector} has a task in ${foreign.region}, which is no region of ${target}`);
    }
  }

  function agreeTask(task: Task): void {
    const end = ledger.end(task);
    const place = `${task.target}/${task.collector}/${task.region}`;
    if (end === 'counts-differ') throw inconsistent(`the sweep of ${place} counts other than what is there`);
    if (end === 'not-swept' && !explained.has(placeKey(task)))
      throw inconsistent(`${place} was planned, but has neither a sweep nor a gap`);
  }

  /** Every subject that a fact is about has one name line. */
  async function agreeNames(): Promise<void> {
    for (const { name: stream } of factStreams(manifest.streams)) {
      const named = new Set<string>();
      await eachName(directory, manifest.streams, stream, ({ target, subject }) => {
        const key = `${target}/${subject}`;
        if (named.has(key)) throw inconsistent(`${key} is named twice`);
        named.add(key);
        used.get(target)?.delete(subject);
      });
    }
    for (const [target, subjects] of used) for (const subject of subjects) throw inconsistent(`${target}/${subject} has no name`);
  }

  async function agreeReplies(): Promise<void> {
    for (const stream of manifest.streams.filter(({ name }) => name.endsWith('.replies'))) {
      for await (const batch of openStream(directory, stream)) {
        for (const { leaf, record, line } of batch) {
          parseReply(record, { file: stream.file, line });
          cited.delete(leaf);
        }
      }
    }
    for (const leaf of cited) throw inconsistent(`a record cites the reply ${leaf.slice(0, 16)}…, which is not there`);
  }

  function agreeClaims(judgements: readonly Judgement[]): void {
    if (manifest.claims.length !== sealed.claims.length)
      throw inconsistent(`the manifest has ${manifest.claims.length} claims, the run ${sealed.claims.length}`);
    for (const [index, resolved] of sealed.claims.entries()) {
      const sealedClaim = manifest.claims[index];
      const judgement = judgements[index];
      const salt = sealed.salts[index];
      if (sealedClaim === undefined || judgement === undefined || salt === undefined) throw inconsistent(`claim ${index + 1} is missing`);
      const derived = manifestClaim(
        resolved,
        judgement,
        sealedClaim.controls.map((id) => ({ id })),
        salt,
        index,
      );
      if (sealedClaim.verdict !== derived.verdict)
        throw new BundleError(
          'verdicts',
          `claim ${sealedClaim.id} is sealed as ${sealedClaim.verdict}; its records say ${derived.verdict}`,
        );
      agree(`claim ${sealedClaim.id}`, sealedClaim, derived);
      const left = resolved.claim.controls.find((control) => !sealedClaim.controls.includes(control));
      if (left !== undefined) throw inconsistent(`claim ${sealedClaim.id} names the control ${left}, the manifest does not`);
    }
    const complete = isComplete(sealed, judgements);
    if (manifest.run.complete !== complete)
      throw inconsistent(`the manifest says complete: ${manifest.run.complete}; its records say ${complete}`);
  }
}

/** Whether nothing was chosen away and every planned task of every claim was swept without a gap. */
export function isComplete({ run }: Pick<SealedRun, 'run'>, judgements: readonly Judgement[]): boolean {
  return !run.subset && judgements.every(({ counts }) => counts.swept === counts.tasks && counts.gaps === 0 && counts.unseen === 0);
}

/** An exclusion of a whole place stands beside the plan: there is no task in it. */
function isOfAll({ record, collector }: Fact): boolean {
  return record === 'exclusion' && collector === EVERY;
}

function agree(what: string, sealedAs: object, derived: object): void {
  if (!isDeepStrictEqual(sealedAs, derived)) throw inconsistent(`${what} in the manifest is not what the records say`);
}

function inconsistent(what: string): BundleError {
  return new BundleError('inconsistent', `the bundle does not agree with itself: ${what}`);
}
