import { type Cause, type Counts, type Fact, type Finding, type ProofJudgement, SAMPLE } from '../model.ts';

type MutableCounts = { -readonly [Name in keyof Counts]: number };
type CauseCount = { -readonly [Name in keyof Cause]: Cause[Name] } & { places: Set<string> };

export const noCounts: Counts = {
  observations: 0,
  holds: 0,
  contradicts: 0,
  excepted: 0,
  notApplicable: 0,
  unseen: 0,
  outOfScope: 0,
  gaps: 0,
  exclusions: 0,
  tasks: 0,
  swept: 0,
};

/** What one proof has gathered so far: numbers, and samples bounded by `SAMPLE`. */
export interface Tally {
  readonly counts: MutableCounts;
  readonly contradicted: (spot: Omit<Finding, 'why'>, why: string) => void;
  readonly excepted: (spot: Omit<Finding, 'why'>, why: string) => void;
  readonly notApplicable: (why: string) => void;
  readonly foundIn: (service: string) => void;
  readonly planned: (services: readonly string[]) => void;
  readonly cause: (cause: Omit<Cause, 'where' | 'count'>, place: Pick<Fact, 'target' | 'region'>) => void;
  readonly causes: () => readonly Cause[];
  readonly result: () => Omit<ProofJudgement, 'proof' | 'verdict' | 'notLookedAt'>;
}

export function createTally(): Tally {
  const counts: MutableCounts = { ...noCounts };
  const contradictions: Finding[] = [];
  const exceptions: Finding[] = [];
  const notApplicable = new Map<string, number>();
  const services = new Map<string, number>();
  const causes = new Map<string, CauseCount>();

  return {
    counts,
    contradicted: (spot, why) => sample(contradictions, spot, why),
    excepted: (spot, why) => sample(exceptions, spot, why),
    notApplicable: (why) => increment(notApplicable, why),
    foundIn: (service) => increment(services, service),
    planned: (slugs) => {
      for (const slug of slugs) if (!services.has(slug)) services.set(slug, 0);
    },
    cause: addCause,
    causes: listCauses,
    result: () => ({
      counts: { ...counts },
      contradictions: contradictions.toSorted(byPlace),
      excepted: exceptions.toSorted(byPlace),
      causes: listCauses(),
      notApplicable: sorted(notApplicable),
      services: sorted(services),
    }),
  };

  function addCause(cause: Omit<Cause, 'where' | 'count'>, { target, region }: Pick<Fact, 'target' | 'region'>): void {
    const key = JSON.stringify([cause.reason, cause.collector, cause.call, cause.permissions, cause.code, cause.fields]);
    let known = causes.get(key);
    if (known === undefined) {
      known = { ...cause, where: [], count: 0, places: new Set() };
      causes.set(key, known);
    }
    known.count += 1;
    if (known.places.size < 50) known.places.add(`${target}/${region}`);
  }

  /** A field that a gap already explains is not told a second time as unseen. */
  function listCauses(): readonly Cause[] {
    const all = [...causes.values()];
    const explained = new Set(all.flatMap(({ reason, fields }) => (reason === 'unseen' ? [] : (fields ?? []))));
    return all
      .filter(({ reason, fields }) => reason !== 'unseen' || !fields?.every((field) => explained.has(field)))
      .map(({ places, ...cause }) => ({ ...cause, where: [...places].sort() }))
      .sort((a, b) => compare(causeKey(a), causeKey(b)));
  }
}

/** Adds up the counts of several proofs. */
export function addCounts(all: readonly Counts[]): Counts {
  const sum: MutableCounts = { ...noCounts };
  for (const counts of all) {
    for (const name of Object.keys(noCounts)) if (isCount(name)) sum[name] += counts[name];
  }
  return sum;
}

const isCount = (name: string): name is keyof Counts => name in noCounts;
const causeKey = ({ reason, call, collector, where }: Cause): string => [reason, call, collector, where[0]].join(' ');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPlace = (a: Finding, b: Finding): number =>
  compare(a.target, b.target) || compare(a.region, b.region) || compare(a.subject ?? '', b.subject ?? '') || compare(a.why, b.why);

function sample(findings: Finding[], { target, region, service, subject }: Omit<Finding, 'why'>, why: string): void {
  if (findings.length < SAMPLE) findings.push({ target, region, service, ...(subject === undefined ? {} : { subject }), why });
}

function increment(numbers: Map<string, number>, key: string): void {
  numbers.set(key, (numbers.get(key) ?? 0) + 1);
}

function sorted(numbers: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...numbers].sort(([a], [b]) => compare(a, b)));
}
