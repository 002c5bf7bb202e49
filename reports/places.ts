import {
  type BundleView,
  type Cause,
  EVERY,
  type ExclusionReason,
  type ProofJudgement,
  type Sweep,
  type Target,
  type Task,
} from '../src/model.ts';

/** "111122223333", or the pseudonym where the name is withheld. */
export function targetName(targets: readonly Target[], id: string): string {
  return targets.find(({ target }) => target === id)?.name ?? id;
}

/** A region as people say it. */
export function regionName(region: string): string {
  return region === EVERY ? 'every region' : region;
}

/** Where a cause was met, by target. */
export function causePlaces(
  cause: Cause,
  targets: readonly Target[],
): readonly { readonly target: string; readonly regions: readonly string[] }[] {
  const places = new Map<string, string[]>();
  for (const where of cause.where) {
    const [id = where, region] = where.split('/');
    const name = id === EVERY ? 'every target' : targetName(targets, id);
    places.set(name, [...(places.get(name) ?? []), ...(region === undefined ? [] : [regionName(region)])]);
  }
  return [...places].map(([target, regions]) => ({ target, regions }));
}

/**
 * Regions and targets that a proof looked at. A judgement counts its tasks and does not list them: they are found again by service and
 * scope, and told only where some kind has exactly as many as the judgement counted, and no two such kinds differ.
 */
export function reach(
  view: BundleView,
  proof: ProofJudgement,
  scope?: readonly string[],
): { readonly regions: number; readonly targets: number; readonly sources: readonly string[] } | undefined {
  const tasks = tasksOf(view, proof, scope);
  const answers = new Map<string, { regions: number; targets: number; sources: readonly string[] }>();
  for (const kind of new Set(tasks.flatMap(({ kinds }) => kinds))) {
    const those = tasks.filter(({ kinds }) => kinds.includes(kind));
    if (those.length !== proof.counts.tasks || those.length === 0) continue;
    const targets = new Set(those.map(({ target }) => target));
    const sources = [...new Set(view.targets.filter(({ target }) => targets.has(target)).map(({ source }) => source))];
    const answer = { regions: new Set(those.map(({ region }) => region)).size, targets: targets.size, sources };
    answers.set(`${answer.regions}/${answer.targets}`, answer);
  }
  return answers.size === 1 ? [...answers.values()][0] : undefined;
}

export type Cell =
  | { readonly is: 'swept'; readonly subjects: number }
  | { readonly is: 'part'; readonly subjects: number; readonly gaps: number }
  | { readonly is: 'not-seen' }
  | { readonly is: 'excluded'; readonly reason: ExclusionReason }
  | { readonly is: 'none' };

export interface TargetMatrix {
  readonly target: Target;
  readonly collectors: readonly string[];
  readonly rows: readonly { readonly region: string; readonly cells: readonly Cell[] }[];
  readonly tasks: number;
  readonly swept: number;
  readonly excluded: number;
}

/** Each target's regions × collectors: swept, seen in part, not seen, excluded, not planned. */
export function matrices(view: BundleView): readonly TargetMatrix[] {
  const sweeps = new Map(view.sweeps.map((sweep) => [placeKey(sweep), sweep]));
  const plannedFor = Map.groupBy(view.tasks, ({ target }) => target);
  const excludedFor = Map.groupBy(view.exclusions, ({ target }) => target);
  return view.targets.map((target) => {
    const tasks = plannedFor.get(target.target) ?? [];
    const exclusions = excludedFor.get(target.target) ?? [];
    const planned = new Map(tasks.map((task) => [placeKey(task), task]));
    const named = exclusions.map(({ collector }) => collector).filter((collector) => collector !== '*');
    const collectors = [...new Set([...tasks.map(({ collector }) => collector), ...named])].sort();
    const regions = [...new Set([...tasks, ...exclusions].map(({ region }) => region))].sort();
    const reasonAt = new Map(exclusions.map((exclusion) => [placeKey(exclusion), exclusion.reason]));
    const cellAt = (region: string, collector: string): Cell => {
      const place = { target: target.target, collector, region };
      const reason = reasonAt.get(placeKey(place)) ?? reasonAt.get(placeKey({ ...place, collector: '*' }));
      return reason === undefined ? cell(planned.get(placeKey(place)), sweeps.get(placeKey(place))) : { is: 'excluded', reason };
    };
    return {
      target,
      collectors,
      rows: regions.map((region) => ({ region, cells: collectors.map((collector) => cellAt(region, collector)) })),
      tasks: tasks.filter((task) => !reasonAt.has(placeKey(task))).length,
      swept: tasks.filter((task) => sweeps.has(placeKey(task))).length,
      excluded: exclusions.length,
    };
  });
}

function cell(task: Task | undefined, sweep: Sweep | undefined): Cell {
  if (sweep !== undefined)
    return sweep.gaps > 0 ? { is: 'part', subjects: sweep.subjects, gaps: sweep.gaps } : { is: 'swept', subjects: sweep.subjects };
  return task === undefined ? { is: 'none' } : { is: 'not-seen' };
}

function placeKey({ target, collector, region }: { readonly target: string; readonly collector: string; readonly region: string }): string {
  return JSON.stringify([target, collector, region]);
}

/** Why places were rightly not looked at for a proof, told only where the records found are as many as the judgement counted. */
export function excludedFrom(
  view: BundleView,
  proof: ProofJudgement,
  scope?: readonly string[],
): readonly { readonly reason: ExclusionReason; readonly regions: readonly string[] }[] | undefined {
  const targets = new Set(tasksOf(view, proof, scope).map(({ target }) => target));
  const those = view.exclusions.filter(({ target }) => targets.has(target));
  if (those.length !== proof.counts.exclusions) return undefined;
  return [...Map.groupBy(those, ({ reason }) => reason)].map(([reason, ones]) => ({
    reason,
    regions: [...new Set(ones.map(({ region }) => regionName(region)))].sort(),
  }));
}

function tasksOf(view: BundleView, proof: ProofJudgement, scope: readonly string[] | undefined): readonly Task[] {
  const inScope = new Set(view.targets.filter(({ config }) => scope === undefined || scope.includes(config)).map(({ target }) => target));
  return view.tasks.filter((task) => inScope.has(task.target) && task.services.some((service) => Object.hasOwn(proof.services, service)));
}
