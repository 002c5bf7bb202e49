/** `verify --reread`: the stored replies go through today's collectors and SDKs again, and the observations are compared with the sealed ones. */
import { hash } from 'node:crypto';
import { parseReply } from '../bundle/parse-fact.ts';
import { openStream } from '../bundle/read.ts';
import { createLook, type Numbers } from '../collect/look.ts';
import { createReplayWire, createStoredReplies, type StoredReplies } from '../collect/replay.ts';
import type { Spooled } from '../collect/spool.ts';
import type { Fact, Manifest, Observation, Target, Task } from '../model.ts';
import type { Collector, Source } from '../plugin.ts';
import type { Io } from './io.ts';
import { eachFact, eachName, factStreams } from './judge-streams.ts';
import type { SealedRun } from './read-run.ts';

/** Numbers of sealed observations. again + differently + absent = all. */
export interface Reread {
  readonly all: number;
  /** Read to the same data from the same replies. */
  readonly again: number;
  /** Of tasks that were run again, but did not come out the same. */
  readonly differently: number;
  /** Of collectors, versions, SDKs or sources that are not here to replay with: counted, not failed. */
  readonly absent: number;
}

/** What is here to read with. */
export interface Readers {
  readonly sources: readonly Source[];
  readonly collectors: readonly Collector[];
}

/** Reads every target of a full bundle again, one target after the other. */
export async function reread(
  directory: string,
  manifest: Manifest,
  sealed: SealedRun,
  readers: Readers,
  io: Pick<Io, 'clock'>,
): Promise<Reread> {
  const sum = { all: 0, again: 0, differently: 0, absent: 0 };
  for (const stream of factStreams(manifest.streams)) {
    const names = new Map<string, string>();
    await eachName(directory, manifest.streams, stream.name, ({ target, subject, id }) => names.set(`${target}/${subject}`, id));
    const expected = await sealedObservations(directory, stream, names);
    const replies = await storedReplies(directory, manifest, `${stream.name}.replies`);
    for (const [key, digests] of expected) {
      const task = sealed.tasks.find((one) => taskKey(one) === key);
      const target = sealed.targets.find((one) => one.target === task?.target);
      const size = [...digests.values()].reduce((total, count) => total + count, 0);
      sum.all += size;
      const found = task === undefined || target === undefined ? undefined : await runAgain(task, target, replies, readers, io);
      if (found === undefined) {
        sum.absent += size;
        continue;
      }
      for (const [digest, count] of digests) {
        const same = Math.min(count, found.get(digest) ?? 0);
        sum.again += same;
        sum.differently += count - same;
      }
    }
  }
  return sum;
}

type Digests = Map<string, number>;
const taskKey = ({ target, collector, region }: Pick<Fact, 'target' | 'collector' | 'region'>): string =>
  JSON.stringify([target, collector, region]);

async function sealedObservations(
  directory: string,
  stream: Manifest['streams'][number],
  names: ReadonlyMap<string, string>,
): Promise<Map<string, Digests>> {
  const byTask = new Map<string, Digests>();
  await eachFact(directory, stream, (fact) => {
    if (fact.record !== 'observation') return;
    const digests = byTask.get(taskKey(fact)) ?? new Map<string, number>();
    byTask.set(taskKey(fact), digests);
    const nameOf = (pseudonym: string): string => names.get(`${fact.target}/${pseudonym}`) ?? pseudonym;
    count(digests, digestOf(fact, nameOf(fact.subject), withNames(fact.data, nameOf)));
  });
  return byTask;
}

async function storedReplies(directory: string, { streams }: Manifest, name: string): Promise<StoredReplies> {
  const stored = createStoredReplies();
  const stream = streams.find((one) => one.name === name);
  if (stream === undefined) return stored;
  for await (const batch of openStream(directory, stream)) {
    for (const { record, leaf, line } of batch) stored.add({ reply: parseReply(record, { file: stream.file, line }), leaf });
  }
  return stored;
}

/** The digests of what the task's collector observes from stored replies; undefined where it cannot be run here. */
async function runAgain(
  task: Task,
  target: Target,
  replies: StoredReplies,
  { sources, collectors }: Readers,
  { clock }: Pick<Io, 'clock'>,
): Promise<Digests | undefined> {
  const collector = collectors.find(({ id, version }) => id === task.collector && version === task.version);
  const source = sources.find(({ id }) => id === target.source);
  if (collector === undefined || source?.reopen === undefined) return undefined;
  const wire = createReplayWire(replies);
  const reopened = source.reopen({ name: target.name, ...(target.identity === undefined ? {} : { identity: target.identity }) }, wire.tap);
  const digests: Digests = new Map();
  const numbers: Numbers = { calls: 0, retries: 0, pages: 0, observations: 0, gaps: 0 };
  const place = { target: task.target, collector: task.collector, region: task.region };
  const caller = { target: task.target, key: '', place, meaning: source.meaning, allowance: source.allowance, numbers, keep: () => '' };
  const permissions = { ...source.calls, ...collector.calls };
  const ground = {
    wire,
    clock,
    caller,
    collector,
    place,
    permissions,
    cloud: source.id,
    account: target.name,
    session: reopened.open(task.region),
    numbers,
    drained: async () => {},
  };
  try {
    await collector.collect(createLook(ground, (record) => add(digests, record)));
  } catch (error) {
    return isPackageMissing(error) ? undefined : digests; // what it could not read again is missing from the digests: it counts as different
  } finally {
    reopened.close();
  }
  return digests;
}

/** An SDK that is not installed here. */
function isPackageMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

function add(digests: Digests, record: Spooled): void {
  if (record.record !== 'observation') return;
  const ids = new Map(Object.entries(record.refers ?? {}).map(([path, subject]) => [path, subject.id]));
  count(
    digests,
    digestOf({ ...record, service: record.subject.service, type: record.subject.type }, record.subject.id, placed(record.data, ids)),
  );
}

/** An observation without what differs from run to run: its time, its pseudonyms. */
function digestOf(
  { kind, service, type, basis, replies }: Pick<Observation, 'kind' | 'service' | 'type' | 'basis' | 'replies'>,
  id: string,
  data: unknown,
): string {
  return hash('sha256', JSON.stringify([kind, service, type, basis ?? null, id, data, replies]), 'base64');
}

function count(digests: Digests, digest: string): void {
  digests.set(digest, (digests.get(digest) ?? 0) + 1);
}

/** Data with pseudonyms turned into names, wherever they stand. */
function withNames(data: unknown, nameOf: (pseudonym: string) => string): unknown {
  if (typeof data === 'string') return /^s\d{6,}$/.test(data) ? nameOf(data) : data;
  if (Array.isArray(data)) return data.map((item) => withNames(item, nameOf));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withNames(value, nameOf)]));
}

/** Data with the names of what its placeholders stand for. */
function placed(data: unknown, ids: ReadonlyMap<string, string>, path: readonly string[] = []): unknown {
  const here = ids.get(path.join('.'));
  if (here !== undefined) return here;
  if (Array.isArray(data)) return data.map((item, index) => placed(item, ids, [...path, String(index)]));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, placed(value, ids, [...path, key])]));
}
