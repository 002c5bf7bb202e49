import {
  EVERY,
  type Exclusion,
  type Fact,
  type Gap,
  type Instant,
  type Observation,
  type ProofJudgement,
  type SubjectName,
  type Task,
  type Verdict,
} from '../model.ts';
import { createGroups, type Groups } from './groups.ts';
import { type Ledger, placeKey } from './ledger.ts';
import type { Question } from './resolve.ts';
import type { Scope } from './scope.ts';
import { createTally, type Tally } from './tally.ts';

/** Everything about the claim and the run that a proof needs to judge its records. */
export interface Circumstances {
  readonly scope: Scope;
  readonly ledger: Ledger;
  readonly asOf: Instant;
  /** Seconds; Infinity where evidence does not age. */
  readonly maxAge: number;
  /** Planned tasks of the targets in scope. */
  readonly tasks: readonly Task[];
}

/** A check or expression over the records of some targets. */
export interface QuestionProof {
  readonly see: (fact: Fact, name: SubjectName | undefined) => void;
  /** Whether anything was planned, tried or seen for it: if not, nobody looked. */
  readonly lookedAt: () => boolean;
  readonly finish: (notLookedAt: readonly string[]) => ProofJudgement;
}

/** DESIGN §2 rules 1 to 4 for one question. */
export function createQuestionProof(question: Question, circumstances: Circumstances): QuestionProof {
  const { scope, ledger, asOf, maxAge } = circumstances;
  const tally: Tally = createTally();
  const tasks = circumstances.tasks.filter((task) => concerns(task.kinds, task.services));
  const groups: Groups | undefined = question.mode === 'some' ? createGroups(question.per, question.absence) : undefined;
  const oldest = Date.parse(asOf) - maxAge * 1000;
  const gapped = new Set<string>();
  let stale = 0;
  let looked = tasks.length > 0;

  for (const task of tasks) tally.planned(task.services.filter(isAsked));
  return { see, lookedAt: () => looked, finish };

  function see(fact: Fact, name: SubjectName | undefined): void {
    if (fact.record === 'observation') return seeObservation(fact, name);
    if (fact.record === 'gap') return seeGap(fact, name);
    if (fact.record === 'exclusion' && isOurs(fact)) tally.counts.exclusions += 1;
  }

  function seeObservation(observation: Observation, name: SubjectName | undefined): void {
    if (!concerns([observation.kind], [observation.service])) return;
    if (!scope.covers(observation, name)) {
      tally.counts.outOfScope += 1;
      return;
    }
    looked = true;
    tally.counts.observations += 1;
    tally.foundIn(observation.service);
    if (!ledger.planned(observation)) tally.cause({ reason: 'not-planned', collector: observation.collector }, observation);
    judge(observation, name);
  }

  /**
   * Of a collector of ours, or of a target that the proof looks at, or of one that is left out as a whole: a suspended account has no task of any
   * sort.
   */
  function isOurs({ target, collector }: Exclusion): boolean {
    if (collector !== EVERY) return tasks.some((task) => task.target === target && task.collector === collector);
    return tasks.some((task) => task.target === target) || !circumstances.tasks.some((task) => task.target === target);
  }

  function judge(observation: Observation, name: SubjectName | undefined): void {
    const isStale = oldest > Number.NEGATIVE_INFINITY && Date.parse(observation.at) < oldest;
    const answer = question.judge(observation.data, observation);
    if (answer === undefined || answer.is === 'unseen') {
      tally.counts.unseen += 1;
      const { collector } = observation;
      const cause =
        answer === undefined
          ? ({ reason: 'not-evaluable', collector } as const)
          : ({ reason: 'unseen', collector, fields: [answer.field] } as const);
      if (groups !== undefined) return groups.gap(observation, cause);
      return tally.cause(cause, observation);
    }
    if (answer.is === 'not-applicable') {
      tally.counts.notApplicable += 1;
      tally.notApplicable(answer.why);
      return;
    }
    if (groups !== undefined)
      return answer.is === 'holds' ? groups.satisfied(observation, isStale) : groups.missed(observation, answer.why, name);
    if (answer.is === 'contradicts' && scope.exception(name) === undefined) {
      tally.counts.contradicts += 1;
      return tally.contradicted(observation, answer.why);
    }
    if (isStale) stale += 1;
    if (answer.is === 'holds') tally.counts.holds += 1;
    else {
      tally.counts.excepted += 1;
      tally.excepted(observation, answer.why);
    }
  }

  function seeGap(gap: Gap, name: SubjectName | undefined): void {
    if (!concerns(gap.kinds, gap.services)) return;
    if (gap.fields !== undefined && !gap.fields.some((field) => question.reads.includes(field))) return;
    if (!scope.covers(gap, name)) return;
    looked = true;
    tally.counts.gaps += 1;
    if (gap.subject === undefined) gapped.add(placeKey(gap));
    if (groups !== undefined) groups.gap(gap, gapCause(gap));
    else tally.cause(gapCause(gap), gap);
  }

  function finish(notLookedAt: readonly string[]): ProofJudgement {
    for (const task of tasks) {
      const end = ledger.end(task);
      if (end === 'excluded') continue;
      groups?.planned(task);
      tally.counts.tasks += 1;
      if (end === 'swept') tally.counts.swept += 1;
      else if (end === 'counts-differ' || !gapped.has(placeKey(task))) noteEnd(task, end);
      if (Date.parse(ledger.sweptAt(task) ?? asOf) < oldest) stale += 1;
    }
    if (!looked) tally.cause({ reason: 'not-planned' }, { target: EVERY, region: EVERY });
    if (groups !== undefined) stale += groups.settle(tally, scope);
    return { proof: question.label, verdict: verdict(), ...tally.result(), notLookedAt };
  }

  /** A task without a sweep needs no word of its own where its gap tells why. */
  function noteEnd(task: Task, reason: 'not-swept' | 'counts-differ'): void {
    const cause = { reason, collector: task.collector };
    if (groups !== undefined) groups.gap(task, cause);
    else tally.cause(cause, task);
  }

  function verdict(): Verdict {
    const { contradicts, holds } = tally.counts;
    if (contradicts > 0) return 'contradicted';
    if (tally.causes().length > 0) return 'unproven';
    if (stale > 0) return 'lapsed';
    return holds > 0 ? 'verified' : 'vacuous';
  }

  function concerns(kinds: readonly string[], services: readonly string[]): boolean {
    return kinds.includes(question.kind) && services.some(isAsked);
  }

  function isAsked(service: string): boolean {
    return question.services === undefined || question.services.includes(service);
  }
}

/** A gap as a cause: its codes, without its place. */
export function gapCause({ reason, collector, call, permissions, code, fields }: Gap): Parameters<Tally['cause']>[0] {
  return {
    reason,
    collector,
    ...(call === undefined ? {} : { call }),
    ...(permissions === undefined || reason !== 'denied' ? {} : { permissions }),
    ...(code === undefined ? {} : { code }),
    ...(fields === undefined ? {} : { fields }),
  };
}
