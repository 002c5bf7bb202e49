import type { Fact, Target } from '../../src/model.ts';
import type { Scanned } from './world.ts';

/** How a target's collectors are to end: with so many things seen, and with what is told besides. */
export interface Ends {
  readonly seen?: number;
  readonly told?: string;
}

/** The words of `cellsOf` for one collector; `each`: how many observations it makes of one thing. */
export function wordsOf({ seen, told }: Ends, each: number): string {
  return [...(seen === undefined ? [] : [`${seen * each} seen`]), ...(told === undefined ? [] : [told])].join(', ');
}

/**
 * How each collector ended in each target, in a few words: "4 seen", "excluded: api-off", "gap: denied AuthorizationFailed", or what was seen before
 * and beside a gap: "2 seen, gap: unreachable ECONNRESET". A target without tasks has its exclusion under "*".
 */
export function cellsOf({ facts, view }: Scanned): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(view.targets.map((target) => [target.name, cellsOfTarget(target)]));

  function cellsOfTarget({ target }: Target): Readonly<Record<string, string>> {
    const own = facts.filter((fact) => fact.target === target);
    const collectors = new Set([...own, ...view.tasks.filter((task) => task.target === target)].map(({ collector }) => collector));
    return Object.fromEntries(
      [...collectors].sort().map((collector) => [collector, cell(own.filter((fact) => fact.collector === collector))]),
    );
  }
}

function cell(facts: readonly Fact[]): string {
  const seen = facts.filter(({ record }) => record === 'observation').length;
  const swept = facts.some(({ record }) => record === 'sweep');
  const others = facts.flatMap((fact) => {
    if (fact.record === 'exclusion') return [`excluded: ${fact.reason}`];
    return fact.record === 'gap'
      ? [[`gap: ${fact.reason}`, fact.code, ...(fact.fields ?? [])].filter((word) => word !== undefined).join(' ')]
      : [];
  });
  return [...(swept || seen > 0 ? [`${seen} seen`] : []), ...(swept && others.length > 0 ? ['swept'] : []), ...new Set(others)].join(', ');
}
