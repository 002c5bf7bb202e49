/** Runs a collector once more over stored answers: without network, without credentials. */
import type { Task } from '../model.ts';
import type { Collector, Source } from '../plugin.ts';
import type { Clock } from './clock.ts';
import { createLook, type Numbers } from './look.ts';
import { createReplayWire, type StoredReplies } from './replay.ts';
import type { Spooled } from './spool.ts';
import { toGap } from './to-gap.ts';

/** What is here to read with. */
export interface Readers {
  readonly sources: readonly Source[];
  readonly collectors: readonly Collector[];
}

/** The target of a task, as the bundle names it. */
export interface StoredTarget {
  readonly source: string;
  readonly name: string;
  readonly identity?: string;
}

/**
 * `add` receives what it sees and misses; that its walk broke off is a gap too. `missing`: a call that no answer is stored of.
 * False: the collector, this version of it, its source or its SDK is not here, or cannot replay.
 */
export async function runStored(
  task: Pick<Task, 'target' | 'collector' | 'version' | 'region'>,
  target: StoredTarget,
  stored: StoredReplies,
  { sources, collectors }: Readers,
  clock: Clock,
  { add, missing = () => {} }: { readonly add: (record: Spooled) => void; readonly missing?: (call: string) => void },
): Promise<boolean> {
  const collector = collectors.find(({ id, version }) => id === task.collector && version === task.version);
  const source = sources.find(({ id }) => id === target.source);
  if (collector === undefined || source?.reopen === undefined) return false;
  const wire = createReplayWire(stored, missing);
  const reopened = source.reopen({ name: target.name, ...(target.identity === undefined ? {} : { identity: target.identity }) }, wire.tap);
  const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  const place = { target: task.target, collector: task.collector, region: task.region };
  const ground = {
    wire,
    clock,
    caller: { target: task.target, key: '', place, meaning: source.meaning, allowance: source.allowance, numbers, keep: () => '' },
    collector,
    place,
    permissions: { ...source.calls, ...collector.calls },
    cloud: source.id,
    account: target.name,
    session: reopened.open(task.region),
    numbers,
    drained: async () => {},
  };
  try {
    await collector.collect(createLook(ground, add));
  } catch (error) {
    if (isPackageMissing(error)) return false;
    add(toGap(error, ground, {}));
  } finally {
    reopened.close();
  }
  return true;
}

/** An SDK that is not installed here. */
function isPackageMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

/** An observation's data with the names of what its placeholders stand for. */
export function namedData({ data, refers = {} }: Extract<Spooled, { readonly record: 'observation' }>): unknown {
  return placed(data, new Map(Object.entries(refers).map(([path, { id }]) => [path, id])), []);
}

function placed(data: unknown, ids: ReadonlyMap<string, string>, path: readonly string[]): unknown {
  const here = ids.get(path.join('.'));
  if (here !== undefined) return here;
  if (Array.isArray(data)) return data.map((item, index) => placed(item, ids, [...path, String(index)]));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, placed(value, ids, [...path, key])]));
}

/** Data out of a bundle, with its pseudonyms turned into names wherever they stand. */
export function withNames(data: unknown, nameOf: (pseudonym: string) => string): unknown {
  if (typeof data === 'string') return /^s\d{6,}$/.test(data) ? nameOf(data) : data;
  if (Array.isArray(data)) return data.map((item) => withNames(item, nameOf));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withNames(value, nameOf)]));
}
