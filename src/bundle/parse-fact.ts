/** Typed records of the streams that may have a million lines: guards by table, because a schema library costs more than reading the line. */
import { BundleError } from '../errors.ts';
import type { Exclusion, Fact, Gap, Observation, Reply, SubjectName, Sweep } from '../model.ts';
import { shown } from './hostile.ts';
import { isInstant } from './instant.ts';
import { isTargetName } from './layout.ts';
import type { LinePlace } from './read.ts';

/** A line of tNNNN.jsonl. An observation's data is its kind's to parse. BundleError wrong-shape, also for fields that we do not know. */
export function parseFact(record: unknown, place: LinePlace): Fact {
  const kind = isObject(record) ? record['record'] : undefined;
  if (kind === 'observation' && isA<Observation>(record, observation)) return record;
  if (kind === 'sweep' && isA<Sweep>(record, sweep)) return record;
  if (kind === 'gap' && isA<Gap>(record, gap)) return record;
  if (kind === 'exclusion' && isA<Exclusion>(record, exclusion)) return record;
  throw refusal(record, place, { observation, sweep, gap, exclusion });
}

/** A line of tNNNN.names.jsonl. */
export function parseName(record: unknown, place: LinePlace): SubjectName {
  if (isA<SubjectName>(record, name)) return record;
  throw refusal(record, place, { name });
}

/** A line of tNNNN.replies.jsonl. */
export function parseReply(record: unknown, place: LinePlace): Reply {
  if (isA<Reply>(record, reply)) return record;
  throw refusal(record, place, { reply });
}

/** The same without its body, which was told to be text. */
export function parseReplyHead(record: unknown, place: LinePlace): Omit<Reply, 'body'> {
  if (isA<Omit<Reply, 'body'>>(record, replyHead)) return record;
  throw refusal(record, place, { reply: replyHead });
}

interface Field {
  readonly is: (value: unknown) => boolean;
  readonly optional: boolean;
}

interface NamedField extends Field {
  readonly key: string;
}

/** Every field of the type and no other. */
type Shape<T> = { readonly [Key in keyof T]-?: Field };

/** Parsed JSON has no members but its own, so that as many as the shape knows are all. */
function isA<T>(record: unknown, shape: Shape<T>): record is T {
  if (!isObject(record)) return false;
  let known = 0;
  for (const { key, is, optional } of fieldsOf(shape)) {
    if (Object.hasOwn(record, key)) {
      if (!is(record[key])) return false;
      known += 1;
    } else if (!optional) return false;
  }
  for (const _ in record) known -= 1;
  return known === 0;
}

const listed = new WeakMap<object, readonly NamedField[]>();

function fieldsOf(shape: Readonly<Record<string, Field>>): readonly NamedField[] {
  const known = listed.get(shape);
  if (known !== undefined) return known;
  const fields = Object.entries(shape).map(([key, field]) => ({ key, ...field }));
  listed.set(shape, fields);
  return fields;
}

/** Why `isA` says no. */
function wrongField(record: object, shape: Readonly<Record<string, Field>>): string | undefined {
  for (const [key, value] of Object.entries(record)) {
    if (!Object.hasOwn(shape, key) || shape[key]?.is(value) !== true) return key;
  }
  return Object.keys(shape).find((key) => shape[key]?.optional === false && !Object.hasOwn(record, key));
}

function refusal(
  record: unknown,
  { file, line }: LinePlace,
  shapes: Readonly<Record<string, Readonly<Record<string, Field>>>>,
): BundleError {
  const kind = isObject(record) && typeof record['record'] === 'string' ? record['record'] : undefined;
  const shape = kind !== undefined && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (!isObject(record) || shape === undefined) {
    return new BundleError('wrong-shape', `${file}:${line}: expected a record of ${Object.keys(shapes).join(', ')}`);
  }
  return new BundleError('wrong-shape', `${file}:${line}: ${kind}: ${shown(wrongField(record, shape) ?? '')} is wrong, missing or unknown`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text: Field = { is: (value) => typeof value === 'string', optional: false };
const texts: Field = { is: isTexts, optional: false };
const count: Field = { is: (value) => Number.isSafeInteger(value) && Number(value) >= 0, optional: false };
const anything: Field = { is: () => true, optional: false };
const instant: Field = { is: isInstantAgain, optional: false };
const leaves: Field = { is: (value) => isTexts(value) && value.every(isDigest), optional: false };

function optional(field: Field): Field {
  return { ...field, optional: true };
}

function oneOf(...words: readonly unknown[]): Field {
  return { is: (value) => words.includes(value), optional: false };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isTextsByText(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

function isDigest(value: string): boolean {
  return /^[0-9a-f]{64}$/.test(value);
}

/** One time stands in many lines. */
let lastInstant = '';

function isInstantAgain(value: unknown): boolean {
  if (value === lastInstant) return true;
  if (typeof value !== 'string' || !isInstant(value)) return false;
  lastInstant = value;
  return true;
}

const origin = oneOf('live', 'override', 'replay', 'practice');
const target: Field = { is: (value) => typeof value === 'string' && isTargetName(value), optional: false };
const subject: Field = { is: (value) => typeof value === 'string' && /^s(?:\d{6}|[1-9]\d{6,14})$/.test(value), optional: false };
const place = { target, collector: text, region: text };

const observation: Shape<Observation> = {
  ...place,
  record: oneOf('observation'),
  kind: text,
  subject,
  cloud: text,
  service: text,
  type: text,
  at: instant,
  basis: optional(oneOf('provider')),
  data: anything,
  replies: leaves,
};

const gap: Shape<Gap> = {
  ...place,
  record: oneOf('gap'),
  kinds: texts,
  services: texts,
  reason: oneOf('denied', 'throttled', 'unreachable', 'unsupported', 'malformed', 'bug'),
  call: optional(text),
  permissions: optional(texts),
  code: optional(text),
  status: optional(count),
  subject: optional(subject),
  fields: optional(texts),
  at: instant,
  replies: leaves,
};

const exclusion: Shape<Exclusion> = {
  ...place,
  record: oneOf('exclusion'),
  reason: oneOf('region-disabled', 'not-offered', 'api-off', 'account-suspended', 'by-config'),
  at: instant,
  replies: leaves,
};

const sweep: Shape<Sweep> = {
  ...place,
  record: oneOf('sweep'),
  origin,
  startedAt: instant,
  endedAt: instant,
  calls: count,
  retries: count,
  pages: count,
  subjects: count,
  observations: count,
  gaps: count,
};

const name: Shape<SubjectName> = {
  record: oneOf('name'),
  target,
  subject,
  id: text,
  account: optional(text),
  name: optional(text),
  owner: optional(text),
  tags: optional({ is: isTextsByText, optional: true }),
};

const replyHead: Shape<Omit<Reply, 'body'>> = {
  record: oneOf('reply'),
  target: optional(target),
  collector: optional(text),
  region: optional(text),
  call: text,
  input: anything,
  page: optional(count),
  attempt: count,
  host: text,
  status: count,
  date: optional(text),
  requestId: optional(text),
  origin,
  at: instant,
  redacted: optional(count),
  encoding: optional(oneOf('base64')),
};
const reply: Shape<Reply> = { ...replyHead, body: text };
