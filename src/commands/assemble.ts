/** From spools to streams, in plan order, while the spools are still being written. */
import type { StreamWriter } from '../bundle/stream-writer.ts';
import type { BundleWriter } from '../bundle/write.ts';
import type { Outline } from '../collect/outline.ts';
import { readSpool } from '../collect/read-spool.ts';
import type { SpoolFiles } from '../collect/spool.ts';
import type { Watermarks } from '../collect/watermarks.ts';
import type { Fact, Origin, SubjectName, Target } from '../model.ts';
import { type TargetStreams, writeTarget } from './assemble-target.ts';
import { createLeaves, type Leaves } from './leaves.ts';

/** What the manifest counts over all facts. */
export interface Totals {
  readonly records: { observation: number; gap: number; exclusion: number; sweep: number };
  readonly origins: Partial<Record<Origin, number>>;
}

/** What collecting leaves, and where: of one scan, or of the parts that share a plan. */
export interface Spools {
  /** Of a task by its number in the plan, or of one of `resolving`. */
  readonly files: (spool: number) => SpoolFiles;
  readonly marks: Pick<Watermarks, 'beyond'>;
  /** The spools of replies that told which targets there are, the plan's own first. */
  readonly resolving: readonly number[];
  /** Which of them the records of a task cite. */
  readonly resolvedBy: (task: number) => number;
}

/** The leaf hashes of the replies in one spool of `resolving`. */
export type Resolving = (spool: number) => Leaves;

/** Targets beyond this share streams, in plan order, so that the manifest stays small. */
const STREAM_PAIRS = 1000;

/** Writes the replies that told which targets there are; gives the leaf hashes that their tokens stand for. */
export async function assembleResolving({ files, marks, resolving }: Spools, replies: StreamWriter): Promise<Resolving> {
  const known = new Map<number, Leaves>();
  const early = (): never => {
    throw new TypeError('a record was spooled before there was a plan');
  };
  for (const spool of resolving) {
    const leaves = createLeaves('@');
    known.set(spool, leaves);
    await readSpool(files(spool), spool, marks, {
      reply: (head, body) => leaves.add(replies.writeReply(head, body)),
      observation: early,
      other: early,
    });
  }
  return (spool) => {
    const leaves = known.get(spool);
    if (leaves === undefined) throw new TypeError(`no spool ${spool} of replies that told which targets there are`);
    return leaves;
  };
}

/**
 * Writes the facts, names and replies of every target, in plan order, each as soon as it is there; `see` gets each fact as it was written.
 * `at`: when the plan was known, for the exclusions that stand in it.
 */
export async function assembleTargets(
  plan: Outline,
  spools: Spools,
  resolving: Resolving,
  writer: BundleWriter,
  at: string,
  see: (fact: Fact, name: SubjectName | undefined) => void,
  needsNames: boolean,
): Promise<Totals> {
  const totals: Totals = { records: { observation: 0, gap: 0, exclusion: 0, sweep: 0 }, origins: {} };
  const planned = resolving(spools.resolving[0] ?? 0);
  const perStream = Math.max(1, Math.ceil(plan.targets.length / STREAM_PAIRS));
  for (let first = 0; first < plan.targets.length; first += perStream) {
    const name = `t${String(first / perStream + 1).padStart(4, '0')}`;
    const streams = { facts: writer.stream(name), names: writer.stream(`${name}.names`), replies: writer.stream(`${name}.replies`) };
    for (const target of plan.targets.slice(first, first + perStream)) await assembleTarget(target, streams);
    await Promise.all(Object.values(streams).map((stream) => stream.end()));
  }
  return totals;

  async function assembleTarget({ target }: Target, streams: TargetStreams): Promise<void> {
    const written = writeTarget(target, streams, count, needsNames);
    for (const exclusion of plan.exclusions.filter((one) => one.target === target)) {
      written.exclusion({ record: 'exclusion', collector: '*', at, ...exclusion, replies: exclusion.replies.map(planned.of) });
    }
    for (const [index, task] of plan.tasks.entries()) {
      if (task.target !== target) continue;
      const reader = written.task(index + 1, createLeaves('#', resolving(spools.resolvedBy(index))));
      await readSpool(spools.files(index), index, spools.marks, reader);
    }
    written.end();
  }

  function count(fact: Fact, name: SubjectName | undefined): void {
    totals.records[fact.record] += 1;
    if (fact.record === 'sweep') totals.origins[fact.origin] = (totals.origins[fact.origin] ?? 0) + 1;
    see(fact, name);
  }
}
