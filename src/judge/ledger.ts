import type { Fact, Instant, Place, Sweep, Task } from '../model.ts';

interface Entry {
  readonly task: Task | undefined;
  observations: number;
  gaps: number;
  exclusions: number;
  readonly sweeps: Sweep[];
}

/** How one planned task ended. `excluded`: the provider itself said that there is nothing to look at. */
export type TaskEnd = 'swept' | 'excluded' | 'not-swept' | 'counts-differ';

/** Counts what each task brought against what its sweep says it brought. */
export interface Ledger {
  readonly see: (fact: Fact) => void;
  readonly end: (task: Task) => TaskEnd;
  readonly planned: (place: Place) => boolean;
  /** When the task's sweep ended; undefined without one. */
  readonly sweptAt: (task: Task) => Instant | undefined;
}

export function createLedger(tasks: readonly Task[]): Ledger {
  const entries = new Map<string, Entry>(
    tasks.map((task) => [placeKey(task), { task, observations: 0, gaps: 0, exclusions: 0, sweeps: [] }]),
  );

  // Facts of one place come one after the other.
  let lastPlace: Place = { target: '', collector: '', region: '' };
  let lastEntry: Entry | undefined;

  return { see, end, planned: (place) => entryOf(place)?.task !== undefined, sweptAt };

  function entryOf(place: Place): Entry | undefined {
    const { target, collector, region } = place;
    if (region === lastPlace.region && collector === lastPlace.collector && target === lastPlace.target) return lastEntry;
    lastEntry = entries.get(placeKey(place));
    lastPlace = place;
    return lastEntry;
  }

  function see(fact: Fact): void {
    let entry = entryOf(fact);
    if (entry === undefined) {
      entry = { task: undefined, observations: 0, gaps: 0, exclusions: 0, sweeps: [] };
      entries.set(placeKey(fact), entry);
      lastEntry = entry;
    }
    if (fact.record === 'observation') entry.observations += 1;
    if (fact.record === 'gap') entry.gaps += 1;
    if (fact.record === 'exclusion') entry.exclusions += 1;
    if (fact.record === 'sweep') entry.sweeps.push(fact);
  }

  function end(task: Task): TaskEnd {
    const entry = entries.get(placeKey(task));
    const [sweep, ...more] = entry?.sweeps ?? [];
    if (entry !== undefined && entry.exclusions > 0)
      return entry.observations + entry.gaps + entry.sweeps.length === 0 ? 'excluded' : 'counts-differ';
    if (entry === undefined || sweep === undefined) return 'not-swept';
    const agrees = more.length === 0 && sweep.observations === entry.observations && sweep.gaps === entry.gaps;
    return agrees ? 'swept' : 'counts-differ';
  }

  function sweptAt(task: Task): Instant | undefined {
    return entries.get(placeKey(task))?.sweeps[0]?.endedAt;
  }
}

/** One string for one (target, collector, region). */
export function placeKey({ target, collector, region }: Place): string {
  return `${target}\u0000${collector}\u0000${region}`;
}
