/** The one door for plugins: collectors and sources, built-in or third-party, import `claimcheck/plugin` and nothing else of ours. */
import type { Collector } from './plugin/collector.ts';
import type { Source } from './plugin/source.ts';

export { CannotObserve } from './errors.ts';
export * from './kinds/index.ts';
export type { Cloud, ExclusionReason, GapReason, Kind, Origin } from './model.ts';
export { EVERY, GLOBAL } from './model.ts';
export type { About, Ask, Collector, CollectorOf, Listing, Look, Seen, SourceOf, Subject } from './plugin/collector.ts';
export { defineCollector } from './plugin/collector.ts';
export type { Allowance, Environment, Meaning, RawReply, Resolved, Resolving, Source, SourceDefinition, Tap } from './plugin/source.ts';
export { defineSource } from './plugin/source.ts';

/** What a plugin's module exports by default. */
export interface Plugin {
  readonly sources: readonly Source[];
  readonly collectors: readonly Collector[];
}
