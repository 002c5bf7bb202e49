import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { makeWorkingDirectory, notWritable, refuseExisting, renameForGood } from '../bundle/durable.ts';
import { jcs } from '../bundle/jcs.ts';
import { digestOf, PART, type Part, readPart, SPOOLS, spoolName } from '../bundle/part.ts';
import { instant } from '../collect/clock.ts';
import type { Outline } from '../collect/outline.ts';
import { UserError } from '../errors.ts';
import type { CollectorThread } from './collector-thread.ts';
import { type GivenPlan, givenPlan } from './given-plan.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { effortOf } from './make-bundle.ts';
import { needsOf } from './needs.ts';
import { startProgress } from './progress.ts';
import type { ScanOptions } from './scan-options.ts';
import { parseShard, type Shard, tasksOfShard } from './shard.ts';
import { shortest } from './tell.ts';
import { thisTool } from './tool.ts';

export interface PartOptions extends ScanOptions {
  readonly plan: string;
  readonly shard: string;
}

/** `claimcheck scan --shard i/n --plan F`: looks, and leaves a part for `merge`; its path is the last line. */
export async function scanPart(options: PartOptions, thread: CollectorThread, io: Io): Promise<Exit> {
  const shard = parseShard(options.shard);
  const given = await givenPlan(options, io);
  const { config, base } = given.configured;
  const out = options.out === undefined ? join(base, config.locker ?? 'evidence') : absolute(io.cwd, options.out);
  const name = `claimcheck-part-${given.digest.slice(0, 12)}-${shard.number}of${shard.of}`;
  const earlier = await earlierParts(out, name, given.digest);
  if (earlier.length > 0 && options.resume !== true) {
    const first = shortest(join(out, earlier[0]?.name ?? name), io.cwd);
    throw new UserError('not-writable', `${first} is of this shard already: --resume looks at what it has not; or move it away`);
  }
  const done = new Set(earlier.flatMap(({ part }) => part.tasks.map(({ task }) => task - 1)));
  const wanted = tasksOfShard(given.plan.tasks.length, shard).filter((task) => !done.has(task));
  const final = join(out, earlier.length === 0 ? name : `${name}-${earlier.length + 1}`);
  if (wanted.length === 0 && earlier.length > 0) {
    tell(join(out, earlier.at(-1)?.name ?? name), 0, options, io);
    return EXIT.fine;
  }
  await refuseExisting(final);
  const directory = await makeWorkingDirectory(final);
  try {
    await lookAndKeep({ given, shard, wanted, directory, final }, options, thread, io);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  tell(final, wanted.length, options, io);
  return EXIT.fine;
}

interface Share {
  readonly given: GivenPlan;
  readonly shard: Shard;
  /** Tasks by their number in the plan, from 0. */
  readonly wanted: readonly number[];
  readonly directory: string;
  readonly final: string;
}

/** Where it is interrupted, the tasks that have ended are a part too. */
async function lookAndKeep(
  { given, shard, wanted, directory, final }: Share,
  options: PartOptions,
  thread: CollectorThread,
  io: Io,
): Promise<void> {
  const startedAt = instant(io.clock.now());
  await mkdir(join(directory, SPOOLS)).catch((cause: unknown) => {
    throw notWritable(directory, cause);
  });
  const tasks = wanted.flatMap((index) => given.plan.tasks[index] ?? []);
  const places = new Map(tasks.map(({ target, collector, region }, index) => [JSON.stringify([target, collector, region]), index]));
  const ended = new Set<number>();
  let outline: Outline | undefined;
  try {
    if (wanted.length > 0) await look();
  } catch (error) {
    await thread.end();
    if (!io.signal.aborted || outline === undefined || ended.size === 0) throw error;
    await keep();
    const rest = wanted.length - ended.size;
    io.err(`${ended.size} of ${wanted.length} tasks are kept in ${shortest(final, io.cwd)}; --resume looks at the other ${rest}\n`);
    throw error;
  }
  await thread.end();
  await keep();

  async function look(): Promise<void> {
    const { config, claims, base } = given.configured;
    const targets = given.plan.targets.filter(({ target }) => tasks.some((task) => task.target === target));
    const progress = startProgress(tasks.length, io);
    const collecting = thread.collect(
      {
        wanted: {
          targets: config.targets.filter(({ name }) => targets.some((target) => target.config === name)),
          needs: needsOf(claims),
          base,
        },
        effort: effortOf(options),
        spools: join(directory, SPOOLS),
        following: { targets, tasks },
      },
      (event) => {
        progress.on(event);
        const { target, collector, region } = event.task;
        const index = places.get(JSON.stringify([target, collector, region]));
        if (event.is === 'ended' && index !== undefined) ended.add(index);
      },
    );
    try {
      outline = await collecting.plan;
      for (const index of tasks.keys()) {
        await collecting.marks.beyond(index, ALL);
        ended.add(index);
      }
      io.signal.throwIfAborted();
    } finally {
      progress.stop();
    }
  }

  async function keep(): Promise<void> {
    const rows: Part['tasks'][number][] = [];
    for (const [index, task] of wanted.entries()) {
      const [records, replies] = [spoolName(index + 1, 'records'), spoolName(index + 1, 'replies')];
      if (ended.has(index)) {
        rows.push({
          task: task + 1,
          spool: index + 1,
          records: await digestOf(directory, records),
          replies: await digestOf(directory, replies),
        });
      } else for (const file of [records, replies]) await rm(join(directory, file), { force: true });
    }
    const part: Part = {
      formatVersion: 1,
      plan: given.digest,
      shard,
      tool: await thisTool(),
      startedAt,
      endedAt: instant(io.clock.now()),
      identities: Object.fromEntries(
        (outline?.targets ?? []).flatMap(({ target, identity }) => (identity === undefined ? [] : [[target, identity]])),
      ),
      resolving: await digestOf(directory, spoolName(0, 'replies')),
      tasks: rows,
    };
    try {
      await writeFile(join(directory, PART), jcs(part), { flag: 'wx', flush: true });
    } catch (cause) {
      throw notWritable(join(directory, PART), cause);
    }
    await renameForGood(directory, [join(directory, SPOOLS)], final);
  }
}

/** More than any spool has: whoever waits for what is beyond waits for the end. */
const ALL = { records: Number.POSITIVE_INFINITY, replies: Number.POSITIVE_INFINITY };

async function earlierParts(out: string, name: string, plan: string): Promise<readonly { readonly name: string; readonly part: Part }[]> {
  const names = (await readdir(out).catch(() => [])).filter((one) => one === name || new RegExp(`^${name}-\\d+$`).test(one));
  const parts = await Promise.all(names.map(async (one) => ({ name: one, part: await readPart(join(out, one)) })));
  return parts.filter(({ part }) => part.plan === plan).sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
}

function tell(directory: string, tasks: number, { json, shard }: PartOptions, io: Io): void {
  if (json === true) return io.out(`${JSON.stringify({ part: directory, shard, tasks }, null, 2)}\n`);
  io.err(`Every task of shard ${shard} has ended. Nothing is judged or sealed yet: claimcheck merge PART… --plan F\n`);
  io.out(`${directory}\n`);
}
