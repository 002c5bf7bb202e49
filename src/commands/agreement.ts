/** What of a sealed bundle must agree with the rest: a signature over things that contradict each other proves nothing. */
import { isDeepStrictEqual } from 'node:util';
import type { Withheld } from '../bundle/content.ts';
import { createLeafSet } from '../bundle/leaf-set.ts';
import { BundleError } from '../errors.ts';
import { createLedger, placeKey } from '../judge/ledger.ts';
import {
  EVERY,
  type Fact,
  GLOBAL,
  type Judgement,
  type LeafHash,
  type Manifest,
  type Origin,
  type SubjectName,
  type Task,
} from '../model.ts';
import { factStreams } from './judge-streams.ts';
import { manifestClaim } from './manifest-claim.ts';
import type { SealedRun } from './read-run.ts';
import { createSubjectSet } from './subject-set.ts';

/** A verdict that was derived again, or why it cannot be. */
export type Derived = Judgement | { readonly why: string };

/**
 * Hears the names and replies of each stream of facts before the facts, and throws at the first thing that does not agree (BundleError
 * inconsistent or verdicts). What is withheld is not there to disagree.
 */
export interface Agreement {
  /** A stream begins. */
  readonly begin: (stream: string) => void;
  readonly name: (name: SubjectName) => void;
  readonly reply: (stream: string, leaf: LeafHash) => void;
  readonly fact: (stream: string, fact: Fact) => void;
  /** `derived`: by claim, in the manifest's order. */
  readonly settle: (derived: readonly Derived[]) => void;
  /** Planned tasks that were looked at to the end, or rightly not. */
  readonly swept: () => number;
}

/** `sealed`: absent where part of run.jsonl is withheld. `withheld` grows as the streams end. BundleError inconsistent. */
export function createAgreement(manifest: Manifest, sealed: SealedRun | undefined, withheld: Withheld): Agreement {
  const ledger = createLedger(sealed?.tasks ?? []);
  const targets = new Set(sealed?.targets.map(({ target }) => target));
  const explained = new Set<string>();
  const records = { observation: 0, gap: 0, exclusion: 0, sweep: 0 };
  const origins: Partial<Record<Origin, number>> = {};
  const runReplies = createLeafSet();
  let own = { group: '', named: createSubjectSet(), replies: createLeafSet() };
  let lastCited = '';
  if (sealed !== undefined) {
    agreeRun(sealed, manifest);
    agreePlan(sealed);
  }

  return { begin, name, reply, fact, settle, swept };

  /** Facts, names and replies of the same targets come one after the other; nothing of them is needed any more when the next begin. */
  function begin(stream: string): void {
    const [group = ''] = stream.split('.');
    if (group === own.group) return;
    own = { group, named: createSubjectSet(), replies: createLeafSet() };
    lastCited = '';
  }

  function name({ target, subject }: SubjectName): void {
    if (!own.named.add(target, subject)) throw inconsistent(`${target}/${subject} is named twice`);
  }

  function reply(stream: string, leaf: LeafHash): void {
    (stream === 'run.replies' ? runReplies : own.replies).add(leaf);
  }

  function fact(stream: string, seen: Fact): void {
    records[seen.record] += 1;
    if (seen.record === 'sweep') origins[seen.origin] = (origins[seen.origin] ?? 0) + 1;
    else for (const leaf of seen.replies) if (leaf !== lastCited) cite(stream, leaf);
    if (seen.record === 'gap') explained.add(placeKey(seen));
    if ('subject' in seen && seen.subject !== undefined && !own.named.has(seen.target, seen.subject) && !isWithheld(`${stream}.names`))
      throw inconsistent(`${seen.target}/${seen.subject} has no name`);
    if (sealed === undefined) return;
    ledger.see(seen);
    if (targets.has(seen.target) && (isOfAll(seen) || ledger.planned(seen))) return;
    throw inconsistent(`there is a ${seen.record} of ${seen.target}/${seen.collector}/${seen.region}, which the plan does not have`);
  }

  function cite(stream: string, leaf: LeafHash): void {
    if (!own.replies.has(leaf) && !runReplies.has(leaf) && !isWithheld(`${stream}.replies`) && !isWithheld('run.replies'))
      throw inconsistent(`a record cites the reply ${leaf.slice(0, 16)}…, which is not there`);
    lastCited = leaf;
  }

  function isWithheld(stream: string): boolean {
    return (withheld.get(stream) ?? 0) > 0;
  }

  function swept(): number {
    return (sealed?.tasks ?? []).filter((task) => ['swept', 'excluded'].includes(ledger.end(task))).length;
  }

  function settle(derived: readonly Derived[]): void {
    if (!factStreams(manifest.streams).some((stream) => isWithheld(stream.name))) {
      agree('the counts of its records', manifest.records, records);
      agree('the counts of its origins', manifest.origins, origins);
      for (const task of sealed?.tasks ?? []) agreeTask(task);
    }
    if (sealed !== undefined) agreeClaims(sealed, manifest, derived);
  }

  function agreeTask(task: Task): void {
    const end = ledger.end(task);
    const place = `${task.target}/${task.collector}/${task.region}`;
    if (end === 'counts-differ') throw inconsistent(`the sweep of ${place} counts other than what is there`);
    if (end === 'not-swept' && !explained.has(placeKey(task)))
      throw inconsistent(`${place} was planned, but has neither a sweep nor a gap`);
  }
}

function agreeRun({ run }: SealedRun, manifest: Manifest): void {
  const { id, startedAt, judgedAt } = manifest.run;
  agree(
    'the run',
    { id, startedAt, judgedAt, tool: manifest.tool },
    { id: run.id, startedAt: run.startedAt, judgedAt: run.judgedAt, tool: run.tool },
  );
}

/** Every regional collector of a target has a task in every region that the target lists, and in no other. */
function agreePlan({ targets, tasks }: SealedRun): void {
  const keys = new Set(tasks.map(placeKey));
  if (keys.size !== tasks.length) throw inconsistent('a task is planned twice');
  const tasksOf = Map.groupBy(tasks, ({ target }) => target);
  for (const { target, regions } of targets) {
    const own = tasksOf.get(target) ?? [];
    for (const collector of new Set(own.filter(({ region }) => region !== GLOBAL).map((task) => task.collector))) {
      const missing = regions.find((region) => !keys.has(placeKey({ target, collector, region })));
      if (missing !== undefined) throw inconsistent(`${collector} has no task in ${missing}, a region of ${target}`);
    }
    const foreign = own.find(({ region }) => region !== GLOBAL && !regions.includes(region));
    if (foreign !== undefined) throw inconsistent(`${foreign.collector} has a task in ${foreign.region}, which is no region of ${target}`);
  }
}

function agreeClaims(sealed: SealedRun, manifest: Manifest, derived: readonly Derived[]): void {
  if (manifest.claims.length !== sealed.claims.length)
    throw inconsistent(`the manifest has ${manifest.claims.length} claims, the run ${sealed.claims.length}`);
  for (const index of sealed.claims.keys()) agreeClaim(sealed, manifest, derived[index], index);
  if (!derived.every((one) => 'verdict' in one)) return;
  const complete = isComplete(sealed, derived);
  if (manifest.run.complete !== complete)
    throw inconsistent(`the manifest says complete: ${manifest.run.complete}; its records say ${complete}`);
}

/** What a claim says must be what was sealed, also where its verdict cannot be derived. */
function agreeClaim(sealed: SealedRun, { claims }: Manifest, derived: Derived | undefined, index: number): void {
  const [resolved, sealedClaim, salt] = [sealed.claims[index], claims[index], sealed.salts[index]];
  if (resolved === undefined || sealedClaim === undefined || salt === undefined) throw inconsistent(`claim ${index + 1} is missing`);
  const judgement = derived !== undefined && 'verdict' in derived ? derived : sealedClaim;
  const controls = sealedClaim.controls.map((id) => ({ id }));
  const said = manifestClaim(resolved, judgement, controls, salt, index);
  const known = sealed.unknown?.has(index) === true ? { ...said, checks: sealedClaim.checks } : said;
  if (sealedClaim.verdict !== known.verdict)
    throw new BundleError('verdicts', `claim ${sealedClaim.id} is sealed as ${sealedClaim.verdict}; its records say ${known.verdict}`);
  agree(`claim ${sealedClaim.id}`, sealedClaim, known);
  const left = resolved.claim.controls.find((control) => !sealedClaim.controls.includes(control));
  if (left !== undefined) throw inconsistent(`claim ${sealedClaim.id} names the control ${left}, the manifest does not`);
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
