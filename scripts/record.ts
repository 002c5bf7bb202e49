/**
 * `node scripts/record.ts BUNDLE --out DIR`: a fixture of each target of a scan. docs/recording.md says how it is used.
 * What is written has been replayed: it gives the same observations and gaps, under pseudonyms.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseReply } from '../src/bundle/parse-fact.ts';
import { readLines } from '../src/bundle/read.ts';
import { type Clock, systemClock } from '../src/collect/clock.ts';
import { pseudonymousBody, pseudonymousJson } from '../src/collect/pseudonymous.ts';
import { createPseudonyms, type Pseudonyms } from '../src/collect/pseudonyms.ts';
import { type RecordedTask, type Recording, replayRecording, type Sighting, sightingOfFact } from '../src/collect/recording.ts';
import { eachFact, eachName, factStreams } from '../src/commands/judge-streams.ts';
import { readManifest } from '../src/commands/open-bundle.ts';
import { readRun } from '../src/commands/read-run.ts';
import type { Manifest, ManifestStream, Reply, Target, Task } from '../src/model.ts';
import { collectors, sources } from '../src/plugins.ts';
import { wordsOf } from './words.ts';

/** Replies of one target, in bytes: a fixture is for a test, and is read by people. */
const LARGEST = 16 * 1024 * 1024;

export interface Wishes {
  /** Words that are kept, though they look like names. */
  readonly keep?: readonly string[];
  /** Words that are replaced, though the API has them too. */
  readonly hide?: readonly string[];
}

/** Their answers are bytes, in which names stand that cannot be replaced: server names, certificates. */
const IN_BYTES: ReadonlySet<string> = new Set(['live']);

/** What came of a bundle. `left`: tasks that are in no fixture, each with the reason. */
export interface Recorded {
  readonly recordings: readonly Recording[];
  readonly left: readonly string[];
}

/** The fixtures of a bundle that nothing is withheld from. */
export async function recordBundle(
  directory: string,
  { keep = [], hide = [] }: Wishes = {},
  clock: Clock = systemClock,
): Promise<Recorded> {
  const manifest = await readManifest(directory);
  const { targets, tasks } = await readRun(directory, manifest.streams);
  const recordings: Recording[] = [];
  const left: string[] = [];
  for (const stream of factStreams(manifest.streams)) {
    for (const target of targets) {
      const own = tasks.filter((task) => task.target === target.target);
      if (IN_BYTES.has(target.source)) {
        left.push(...own.map(({ collector }) => `${collector}: what it was answered is bytes, and names in them cannot be replaced`));
        continue;
      }
      const found = await readTarget(directory, manifest, stream, target);
      if (found === undefined) continue;
      const words = new Set([...wordsOf(target.source), ...target.regions, ...found.words, ...keep]);
      for (const account of [target.name, ...found.accounts]) words.delete(account);
      const names = new Set([...found.names, target.config].filter((name) => !target.regions.includes(name)));
      const pseudonyms = createPseudonyms({ words, names: new Set([...names, ...hide]) });
      const made = underPseudonyms(target, own, found, pseudonyms);
      const { whole, why } = await withoutWrong(made, clock);
      left.push(...why);
      if (whole.tasks.length > 0) recordings.push(whole);
    }
  }
  return { recordings, left };
}

interface FoundTarget {
  readonly sees: ReadonlyMap<string, readonly Sighting[]>;
  readonly replies: readonly Reply[];
  readonly names: ReadonlySet<string>;
  /** They name somebody wherever they stand. */
  readonly accounts: ReadonlySet<string>;
  /** What facts say in words, and the codes of gaps: they are shown in every redaction. */
  readonly words: ReadonlySet<string>;
}

const taskKey = ({ collector, region }: Pick<Task, 'collector' | 'region'>): string => JSON.stringify([collector, region]);

/** What a stream holds of the target; undefined where it holds nothing of it. */
async function readTarget(
  directory: string,
  { streams }: Manifest,
  stream: ManifestStream,
  { target }: Target,
): Promise<FoundTarget | undefined> {
  const ids = new Map<string, string>();
  const names = new Set<string>();
  const accounts = new Set<string>();
  await eachName(directory, streams, stream.name, (name) => {
    if (name.target !== target) return;
    ids.set(name.subject, name.id);
    if (name.account !== undefined) accounts.add(name.account);
    for (const one of [name.name, name.owner]) if (one !== undefined) names.add(one); // tags stand in fields of their own
  });
  const sees = new Map<string, Sighting[]>();
  const words = new Set<string>();
  await eachFact(directory, stream, (fact) => {
    if (fact.target !== target) return;
    if (fact.record === 'observation') addTexts(fact.data, words);
    if (fact.record === 'gap') addTexts(fact.code, words);
    const of = sees.get(taskKey(fact)) ?? [];
    sees.set(taskKey(fact), of);
    of.push(...sightingOfFact(fact, (pseudonym) => ids.get(pseudonym) ?? pseudonym));
  });
  const replies = sees.size === 0 ? [] : await repliesOf(directory, streams, `${stream.name}.replies`, target);
  return sees.size === 0 ? undefined : { sees, replies, names, accounts, words };
}

async function repliesOf(directory: string, streams: readonly ManifestStream[], name: string, target: string): Promise<readonly Reply[]> {
  const stream = streams.find((one) => one.name === name);
  if (stream === undefined)
    throw new Error(`${directory} has no ${name}: a fixture can only be made of a bundle that nothing is withheld from`);
  if (stream.size > LARGEST)
    throw new Error(`${stream.file} holds ${stream.size} bytes of replies, of at most ${LARGEST}: scan fewer with --claims and --targets`);
  const replies: Reply[] = [];
  await readLines(directory, stream, {
    line: (line) => {
      const reply = parseReply(line.record(), line);
      if (reply.target === target && reply.collector !== undefined) replies.push(reply);
    },
  });
  return replies;
}

function underPseudonyms(target: Target, tasks: readonly Task[], found: FoundTarget, pseudonyms: Pseudonyms): Recording {
  const { text } = pseudonyms;
  const { source, name, identity } = target;
  return {
    recording: 1,
    source,
    target: { name: text(name), ...(identity === undefined ? {} : { identity: text(identity) }) },
    tasks: tasks.map(({ collector, version, region }) => ({
      collector,
      version,
      region,
      sees: (found.sees.get(taskKey({ collector, region })) ?? []).map(({ id, data, ...rest }) => ({
        ...rest,
        ...(id === undefined ? {} : { id: text(id) }),
        ...(data === undefined ? {} : { data: factsUnder(data, pseudonyms) }),
      })),
    })),
    replies: found.replies.flatMap(
      ({ collector = '', region = '', call, input, page, host, status, date, encoding, body }) =>
        encoding === undefined
          ? [
              {
                collector,
                region,
                call,
                input: pseudonymousJson(input, pseudonyms),
                ...(page === undefined ? {} : { page }),
                host: text(host),
                status,
                ...(date === undefined ? {} : { date }),
                body: pseudonymousBody(body, pseudonyms),
              },
            ]
          : [], // what is no text cannot be shown
    ),
  };
}

/** What a fact says stays; what it points at is a name. */
function factsUnder(data: unknown, pseudonyms: Pseudonyms): unknown {
  if (typeof data === 'string') return pseudonyms.text(data, 'plain');
  if (Array.isArray(data)) return data.map((item) => factsUnder(item, pseudonyms));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, factsUnder(value, pseudonyms)]));
}

function addTexts(data: unknown, texts: Set<string>): void {
  if (typeof data === 'string' && !/^s\d{6,}$/.test(data)) texts.add(data);
  else if (typeof data === 'object' && data !== null) for (const value of Object.values(data)) addTexts(value, texts);
}

/** Without the tasks that do not come out the same when they are replayed, and without their replies. */
async function withoutWrong(made: Recording, clock: Clock): Promise<{ readonly whole: Recording; readonly why: readonly string[] }> {
  const why: string[] = [];
  const right: RecordedTask[] = [];
  const replayed = await replayRecording(made, { sources, collectors }, clock);
  for (const [index, task] of made.tasks.entries()) {
    const reason = faultOf(task, replayed[index]);
    if (reason === undefined) right.push(task);
    else why.push(`${task.collector} in ${task.region} of ${made.target.name}: ${reason}`);
  }
  const isRight = (one: Pick<Task, 'collector' | 'region'>): boolean => right.some((task) => taskKey(task) === taskKey(one));
  return { whole: { ...made, tasks: right, replies: made.replies.filter(isRight) }, why };
}

function faultOf({ sees }: RecordedTask, replayed: Awaited<ReturnType<typeof replayRecording>>[number] | undefined): string | undefined {
  if (replayed?.sees === undefined) return 'its collector or SDK is not here, or its source cannot replay';
  const [missing] = replayed.unrecorded;
  if (missing !== undefined) return `no answer in text is in the bundle to ${missing}`;
  const now = new Set(replayed.sees.map((one) => stable(one)));
  const other = sees.find((one) => !now.has(stable(one)));
  if (other !== undefined) return `it does not come out the same, as if a word were a name (--keep it): ${JSON.stringify(other)}`;
  return sees.length === replayed.sees.length ? undefined : 'it sees more than it did';
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, keep: { type: 'string' }, hide: { type: 'string' } },
  });
  const [bundle] = positionals;
  if (bundle === undefined || values.out === undefined || positionals.length > 1) {
    process.stderr.write('node scripts/record.ts BUNDLE --out DIR [--keep WORD,…] [--hide WORD,…]\n');
    return 2;
  }
  const words = (list: string | undefined): readonly string[] => list?.split(',').filter((word) => word !== '') ?? [];
  const { recordings, left } = await recordBundle(resolve(bundle), { keep: words(values.keep), hide: words(values.hide) });
  mkdirSync(values.out, { recursive: true });
  for (const [index, recording] of recordings.entries()) {
    const file = resolve(values.out, `${recording.source}-${index + 1}.json`);
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
    process.stdout.write(`${file}\n`);
  }
  for (const one of left) process.stderr.write(`left out: ${one}\n`);
  process.stderr.write(
    'Read every fixture before you show it: what is in none of the names of the scan, and looks like a word of the API, has stayed.\n',
  );
  return left.length === 0 ? 0 : 4;
}

if (import.meta.main) process.exitCode = await main();
