import { CannotObserve } from '../errors.ts';
import type { Target, Task } from '../model.ts';
import type { Collector, Resolved, Source } from '../plugin.ts';
import type { Plan, PlannedTarget } from './plan.ts';

/** What was planned before, by others or elsewhere: these tasks are done, no more and no fewer. Plain data. */
export interface Following {
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
}

/**
 * The plan that does the tasks of another with what was found here and now. A target that is not found again is one that nothing can be seen
 * of; an identity is that of who looks now. Exclusions are those found now, of regions that were not planned.
 */
export function followPlan(
  found: Plan,
  { targets, tasks }: Following,
  { sources, collectors }: { readonly sources: readonly Source[]; readonly collectors: readonly Collector[] },
): Plan {
  const used = new Set<Resolved<object>>();
  const followed = new Map(targets.map((target) => [target.target, follow(target)]));
  const byResolved = new Map([...followed.values()].map((of) => [of.resolved, of]));
  for (const { resolved } of found.targets) if (!used.has(resolved)) resolved.close();
  return {
    targets: [...followed.values()],
    tasks: tasks.map((task) => {
      const of = followed.get(task.target);
      const collector = collectors.find(({ id }) => id === task.collector);
      if (of === undefined || collector === undefined) throw new TypeError(`nothing here does ${task.collector} on ${task.target}`);
      return { task, collector, of };
    }),
    exclusions: found.exclusions.flatMap((exclusion) => {
      const of = byResolved.get(exclusion.of.resolved);
      return of === undefined || of.target.regions.includes(exclusion.region) ? [] : [{ ...exclusion, of }];
    }),
  };

  function follow(target: Target): PlannedTarget {
    const { identity: _theirs, ...rest } = target;
    const own = found.targets.filter((one) => one.target.config === target.config);
    const same =
      own.find(({ target: { name }, resolved }) => name === target.name && !used.has(resolved)) ??
      own.find(({ resolved }) => resolved.gap !== undefined);
    if (same === undefined) return { target: rest, source: sourceOf(target), resolved: notFound(target), collectors: [] };
    used.add(same.resolved);
    const { identity } = same.target;
    return { ...same, target: { ...rest, ...(identity === undefined ? {} : { identity }) } };
  }

  function sourceOf({ source }: Target): Source {
    const known = sources.find(({ id }) => id === source);
    if (known === undefined) throw new TypeError(`no source ${source}`);
    return known;
  }
}

/** What was found now and is not in the plan: "prod 444455556666", "prod 111122223333 eu-north-1". */
export function beyondPlan(found: Plan, { targets }: Following): readonly string[] {
  return found.targets.flatMap(({ target: { config, name, regions }, resolved }) => {
    if (resolved.gap !== undefined) return [];
    const planned = targets.filter((one) => one.config === config && one.name === name);
    if (planned.length === 0) return [`${config} ${name}`];
    return regions.filter((region) => planned.every((one) => !one.regions.includes(region))).map((region) => `${config} ${name} ${region}`);
  });
}

function notFound({ name, regions }: Target): Resolved<object> {
  return {
    name,
    regions,
    exclusions: [],
    gap: new CannotObserve('unreachable', `${name} was planned, and is not among the accounts that were found now`, {
      code: 'NotFoundAgain',
    }),
    open: () => Object.freeze({}),
    close: () => {},
  };
}
