/** What one target answered, under pseudonyms, and what the collectors saw in it: a fixture that any machine can replay. */
import { z } from 'zod';
import type { Fact, Gap, Observation, Reply } from '../model.ts';
import type { Clock } from './clock.ts';
import { createStoredReplies } from './replay.ts';
import type { Spooled } from './spool.ts';
import { namedData, type Readers, runStored, withNames } from './stored-run.ts';

const text = z.string();
const texts = z.array(text).readonly();

/** What a collector saw, or could not see, as far as it is the same on every run: no times, no citations. */
const Sighting = z
  .strictObject({
    record: z.enum(['observation', 'gap']),
    /** Of the subject; of what a gap is about, where it is about one thing. */
    id: text.optional(),
    kinds: texts,
    services: texts,
    type: text.optional(),
    basis: text.optional(),
    data: z.unknown().optional(),
    reason: text.optional(),
    call: text.optional(),
    code: text.optional(),
    status: z.number().optional(),
    fields: texts.optional(),
  })
  .readonly();
export type Sighting = z.infer<typeof Sighting>;

const Recorded = z
  .strictObject({
    collector: text,
    region: text,
    call: text,
    input: z.unknown(),
    page: z.number().optional(),
    host: text,
    status: z.number(),
    date: text.optional(),
    body: text,
  })
  .readonly();

const RecordedTask = z.strictObject({ collector: text, version: z.number(), region: text, sees: z.array(Sighting).readonly() }).readonly();
export type RecordedTask = z.infer<typeof RecordedTask>;

/** A fixture file. */
export const Recording = z
  .strictObject({
    recording: z.literal(1),
    source: text,
    target: z.strictObject({ name: text, identity: text.optional() }).readonly(),
    tasks: z.array(RecordedTask).readonly(),
    replies: z.array(Recorded).readonly(),
  })
  .readonly();
export type Recording = z.infer<typeof Recording>;

/** What came of one recorded task. */
export interface Replayed {
  readonly collector: string;
  readonly region: string;
  /** Undefined: the collector, this version of it, or its SDK is not here, or its source cannot replay. */
  readonly sees: readonly Sighting[] | undefined;
  /** Calls that no reply is recorded of: it asks for more than it did. */
  readonly unrecorded: readonly string[];
  /** Recorded calls that it did not make. */
  readonly unused: readonly string[];
}

/** Runs the recorded collectors over their recorded replies, through the real SDKs. */
export async function replayRecording(recording: Recording, readers: Readers, clock: Clock): Promise<readonly Replayed[]> {
  const { source, target, tasks, replies } = recording;
  const done: Replayed[] = [];
  for (const { collector, version, region } of tasks) {
    const stored = createStoredReplies();
    const own = replies.filter((reply) => reply.collector === collector && reply.region === region);
    for (const [index, reply] of own.entries()) stored.add({ reply: replyOf(reply), leaf: `recorded-${index + 1}` });
    const sees: Sighting[] = [];
    const unrecorded: string[] = [];
    const task = { target: 't0001', collector, version, region };
    const { name, identity } = target;
    const ran = await runStored(task, { source, name, ...(identity === undefined ? {} : { identity }) }, stored, readers, clock, {
      add: (record) => sees.push(...sightingOf(record)),
      missing: (call) => unrecorded.push(call),
    });
    const unused = ran ? stored.unused().map(({ reply: { call, input } }) => `${call} ${JSON.stringify(input)}`) : [];
    done.push({ collector, region, sees: ran ? sees : undefined, unrecorded, unused });
  }
  return done;
}

function replyOf({ page, date, ...reply }: z.infer<typeof Recorded>): Reply {
  return {
    record: 'reply',
    target: 't0001',
    ...reply,
    input: reply.input,
    ...(page === undefined ? {} : { page }),
    ...(date === undefined ? {} : { date }),
    attempt: 1,
    origin: 'replay',
    at: '1970-01-01T00:00:00Z',
  };
}

/** Sweeps and exclusions are of the run, not of what was seen. */
function sightingOf(record: Spooled): readonly Sighting[] {
  if (record.record === 'gap') return [missed(record, record.subject?.id)];
  if (record.record !== 'observation') return [];
  const { id, service, type } = record.subject;
  return [seen({ ...record, service, type }, id, namedData(record))];
}

/** The same of a sealed line. */
export function sightingOfFact(fact: Fact, nameOf: (pseudonym: string) => string): readonly Sighting[] {
  if (fact.record === 'gap') return [missed(fact, fact.subject === undefined ? undefined : nameOf(fact.subject))];
  if (fact.record !== 'observation') return [];
  return [seen(fact, nameOf(fact.subject), withNames(fact.data, nameOf))];
}

function seen(
  { kind, service, type, basis }: Pick<Observation, 'kind' | 'service' | 'type' | 'basis'>,
  id: string,
  data: unknown,
): Sighting {
  return { record: 'observation', id, kinds: [kind], services: [service], type, ...(basis === undefined ? {} : { basis }), data };
}

function missed({ kinds, services, reason, call, code, status, fields }: Omit<Gap, 'subject'>, id: string | undefined): Sighting {
  return {
    record: 'gap',
    ...(id === undefined ? {} : { id }),
    kinds,
    services,
    reason,
    ...(call === undefined ? {} : { call }),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(fields === undefined ? {} : { fields }),
  };
}
