import { EVERY, type Finding, GLOBAL, type Observation, type SubjectId, type SubjectName, type Task } from '../model.ts';
import type { Scope } from './scope.ts';
import type { Tally } from './tally.ts';

type CauseCodes = Parameters<Tally['cause']>[0];
interface Spot {
  readonly target: string;
  readonly region: string;
  readonly subject?: SubjectId;
}
interface Trouble {
  readonly cause: CauseCodes;
  readonly spot: Spot;
}
interface Group extends Spot {
  satisfied: 'no' | 'fresh' | 'stale';
  missed: { finding: Finding; name: SubjectName | undefined } | undefined;
}

/** The groups of a `some` check: accounts and regions come from the plan, subjects from what was seen. */
export interface Groups {
  /** A place that was to be looked at, and is not excluded. */
  readonly planned: (task: Task) => void;
  readonly satisfied: (observation: Observation, stale: boolean) => void;
  readonly missed: (observation: Observation, why: string, name: SubjectName | undefined) => void;
  readonly gap: (spot: Spot, cause: CauseCodes) => void;
  /** Writes the outcome into the tally; returns how many groups rest on evidence that is too old. */
  readonly settle: (tally: Tally, scope: Scope) => number;
}

export function createGroups(per: 'account' | 'region' | 'subject', absence?: 'told'): Groups {
  const groups = new Map<string, Group>();
  const troubles: Trouble[] = [];

  return { planned, satisfied, missed, gap, settle };

  function planned(task: Task): void {
    if (per !== 'subject') group(task);
  }

  /** A gap is evidence that its place was to be looked at, whatever the plan says. */
  function gap(spot: Spot, cause: CauseCodes): void {
    troubles.push({ cause, spot });
    if (per !== 'subject' || spot.subject !== undefined) group(spot);
  }

  function satisfied(observation: Observation, stale: boolean): void {
    const its = group(observation);
    if (its.satisfied !== 'fresh') its.satisfied = stale ? 'stale' : 'fresh';
  }

  function missed(observation: Observation, why: string, name: SubjectName | undefined): void {
    const { target, region, service, subject } = observation;
    const its = group(observation);
    const finding: Finding = { target, region, service, subject, why };
    if (its.missed === undefined || finding.why < its.missed.finding.why) its.missed = { finding, name };
  }

  function settle(tally: Tally, scope: Scope): number {
    let stale = 0;
    for (const its of groups.values()) {
      if (its.satisfied !== 'no') {
        tally.counts.holds += 1;
        if (its.satisfied === 'stale') stale += 1;
        continue;
      }
      const own = troubles.filter(({ spot }) => concerns(spot, its));
      for (const { cause, spot } of own) tally.cause(cause, spot);
      if (own.length > 0) continue;
      if (absence === 'told' && its.missed === undefined) tally.cause({ reason: 'not-planned' }, its);
      else settleMissed(its, tally, scope);
    }
    if (per === 'subject') for (const { cause, spot } of troubles) if (spot.subject === undefined) tally.cause(cause, spot);
    return stale;
  }

  function settleMissed(its: Group, tally: Tally, scope: Scope): void {
    const { target, region } = its;
    const finding = its.missed?.finding ?? { target, region, service: '', why: 'nothing was found that satisfies it' };
    const reported = per === 'subject' ? finding : { target, region, service: finding.service, why: finding.why };
    if (per === 'subject' && scope.exception(its.missed?.name) !== undefined) {
      tally.counts.excepted += 1;
      return tally.excepted(reported, reported.why);
    }
    tally.counts.contradicts += 1;
    tally.contradicted(reported, reported.why);
  }

  function group(spot: Spot): Group {
    const key = [spot.target, per === 'region' ? spot.region : '', per === 'subject' ? spot.subject : ''].join('\u0000');
    let its = groups.get(key);
    if (its === undefined) {
      const region = per === 'account' ? EVERY : spot.region;
      its = {
        target: spot.target,
        region,
        satisfied: 'no',
        missed: undefined,
        ...(spot.subject === undefined || per !== 'subject' ? {} : { subject: spot.subject }),
      };
      groups.set(key, its);
    }
    return its;
  }

  function concerns(spot: Spot, its: Group): boolean {
    if (spot.target !== its.target) return false;
    if (per === 'subject') return spot.subject === undefined || spot.subject === its.subject;
    return per === 'account' || spot.region === its.region || spot.region === EVERY || spot.region === GLOBAL;
  }
}
