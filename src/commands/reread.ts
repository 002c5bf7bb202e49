/** `verify --reread`: the stored replies go through today's collectors and SDKs again, and the observations are compared with the sealed ones. */
import { hash } from 'node:crypto';
import { parseReply } from '../bundle/parse-fact.ts';
import { readLines } from '../bundle/read.ts';
import { createStoredReplies, type StoredReplies } from '../collect/replay.ts';
import type { Spooled } from '../collect/spool.ts';
import { namedData, type Readers, runStored, withNames } from '../collect/stored-run.ts';
import type { Fact, Manifest, Observation, Target, Task } from '../model.ts';
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
  await readLines(directory, stream, { line: (line) => stored.add({ reply: parseReply(line.record(), line), leaf: line.leaf() }) });
  return stored;
}

/** The digests of what the task's collector observes from stored replies; undefined where it cannot be run here. */
async function runAgain(
  task: Task,
  target: Target,
  replies: StoredReplies,
  readers: Readers,
  { clock }: Pick<Io, 'clock'>,
): Promise<Digests | undefined> {
  const digests: Digests = new Map();
  const add = (record: Spooled): void => {
    if (record.record !== 'observation') return; // what it could not read again is missing from the digests: it counts as different
    const { id, service, type } = record.subject;
    count(digests, digestOf({ ...record, service, type }, id, namedData(record)));
  };
  return (await runStored(task, target, replies, readers, clock, { add })) ? digests : undefined;
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
