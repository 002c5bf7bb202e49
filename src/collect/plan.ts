import { type ExclusionReason, GLOBAL, type Target, type Task } from '../model.ts';
import type { Collector, Resolved, Seen, Source } from '../plugin.ts';

/** What some proof of some claim asks to be seen. */
export interface Need {
  readonly kind: string;
  /** Fields that are asked for. Absent: all of the kind. */
  readonly reads?: readonly string[];
  /** Absent: every service of the kind. */
  readonly services?: readonly string[];
  /** Config targets; absent: all. */
  readonly targets?: readonly string[];
}

/** A target as the config names it. */
export interface ConfigTarget {
  readonly name: string;
  readonly source: string;
  readonly body: unknown;
}

/** One account (or endpoint) to look at, with what was found out about it. */
export interface PlannedTarget {
  readonly target: Target;
  readonly source: Source;
  readonly resolved: Resolved<object>;
  readonly collectors: readonly Collector[];
}

/** A target with its tasks, and the regions that are rightly left out. */
export interface Plan {
  readonly targets: readonly PlannedTarget[];
  readonly tasks: readonly { readonly task: Task; readonly collector: Collector; readonly of: PlannedTarget }[];
  readonly exclusions: readonly {
    readonly of: PlannedTarget;
    readonly region: string;
    readonly reason: ExclusionReason;
    readonly from: readonly Seen<unknown>[];
  }[];
}

/** The collectors that answer a need on a config target. */
export function collectorsFor(
  target: Pick<ConfigTarget, 'name' | 'source'>,
  collectors: readonly Collector[],
  needs: readonly Need[],
): readonly Collector[] {
  const own = needs.filter(({ targets }) => targets === undefined || targets.includes(target.name));
  return collectors.filter((collector) => collector.source === target.source && own.some((need) => meets(collector, need)));
}

function meets({ kinds, services, answers }: Collector, need: Need): boolean {
  if (!kinds.some(({ id }) => id === need.kind)) return false;
  if (need.services !== undefined && !need.services.some((service) => services.includes(service))) return false;
  const told = answers?.[need.kind];
  return told === undefined || need.reads === undefined || need.reads.some((field) => told.includes(field));
}

/** Targets × collectors × regions, numbered in the config's order. */
export function makePlan(
  found: readonly { readonly config: ConfigTarget; readonly source: Source; readonly resolved: readonly Resolved<object>[] }[],
  collectors: readonly Collector[],
  needs: readonly Need[],
): Plan {
  const targets = found
    .flatMap(({ config, source, resolved }) => resolved.map((one) => ({ config, source, resolved: one })))
    .map(
      ({ config, source, resolved }, index): PlannedTarget => ({
        target: {
          record: 'target',
          target: `t${String(index + 1).padStart(4, '0')}`,
          config: config.name,
          source: source.id,
          name: resolved.name,
          ...(resolved.identity === undefined ? {} : { identity: resolved.identity }),
          regions: resolved.regions,
          ...(resolved.because === undefined ? {} : { because: resolved.because }),
        },
        source,
        resolved,
        collectors: collectorsFor(config, collectors, needs),
      }),
    );
  return {
    targets,
    tasks: targets.flatMap((of) =>
      of.collectors.flatMap((collector) =>
        regionsOf(collector, of.resolved.regions).map((region) => ({ task: toTask(collector, of.target.target, region), collector, of })),
      ),
    ),
    exclusions: targets.flatMap((of) => of.resolved.exclusions.map((exclusion) => ({ of, ...exclusion }))),
  };
}

/**
 * A collector that looks once per target does so without a region; where regions could not be listed, ["*"] is one task that stands for all;
 * no region at all (a suspended account) is no task.
 */
export function regionsOf(collector: Collector, regions: readonly string[]): readonly string[] {
  if (collector.per === 'target' && regions.length > 0) return [GLOBAL];
  return regions;
}

export function toTask(collector: Collector, target: string, region: string): Task {
  const { id, version, kinds, services, calls } = collector;
  return { record: 'task', target, collector: id, region, version, kinds: kinds.map((kind) => kind.id), services, calls };
}
