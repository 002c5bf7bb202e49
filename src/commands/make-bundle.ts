import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { pooledRandom } from '../bundle/line.ts';
import { instant } from '../collect/clock.ts';
import { type Progress, RESOLVING, spoolFiles } from '../collect/run.ts';
import type { Config } from '../config/config.ts';
import { seconds } from '../config/duration.ts';
import { UserError } from '../errors.ts';
import type { BundleView } from '../model.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import type { Spools } from './assemble.ts';
import type { CollectorThread } from './collector-thread.ts';
import type { StartedRun } from './conclude.ts';
import { choose, configure } from './configure.ts';
import type { Io } from './io.ts';
import { needsOf } from './needs.ts';
import { startProgress } from './progress.ts';
import type { ScanOptions } from './scan-options.ts';
import { openSigning } from './signing.ts';

/** Looks, judges and seals. Nothing stands under the bundle's name before it is whole. The thread has ended when this has, if it got so far. */
export async function makeBundle(
  options: ScanOptions,
  thread: CollectorThread,
  io: Io,
): Promise<{ readonly directory: string; readonly view: BundleView; readonly publicKey: string | undefined }> {
  const here = choose(configure(options.config, io), options);
  const again = options.planOf === undefined ? undefined : await (await import('./plan-of.ts')).planOf(options.planOf, here, io);
  const configured = again?.configured ?? here;
  const { config, subset, base } = configured;
  const effort = effortOf(options);
  const { signer, publicKey, authority } = await openSigning(options, config, base, io);
  const out = options.out === undefined ? join(base, config.locker ?? 'evidence') : absolute(io.cwd, options.out);
  const startedAt = instant(io.clock.now());
  const runId = runIdAt(startedAt, io);
  const documents = again?.documents ?? (await readDocuments(config));
  const directory = join(out, `claimcheck-${runId}`);
  await makeDirectory(out);
  const random = pooledRandom(io.randomBytes);
  const pooled: Io = { ...io, randomBytes: random };
  const spools = await makeSpools(out);
  try {
    let tell = (_: Progress): void => {};
    const wanted = { targets: config.targets, needs: needsOf(configured.claims), base };
    const collecting = thread.collect({ wanted, effort, spools, ...(again && { following: again.following }) }, (event) => tell(event));
    // What judges, seals and tells is loaded while the thread already asks.
    const [{ createBundle }, { conclude }, { signOrKeep }] = await Promise.all([
      import('../bundle/write.ts'),
      import('./conclude.ts'),
      import('./sign-or-keep.ts'),
      import('./tell.ts'),
    ]);
    const writer = await createBundle(directory, random);
    try {
      const plan = await collecting.plan;
      const beyond = plan.beyond ?? [];
      if (beyond.length > 0) io.err(beyondText(beyond));
      const progress = startProgress(plan.tasks.length, io);
      tell = progress.on;
      const looking = { plan, spools: ownSpools(spools, collecting.marks) };
      const view = await conclude(
        { configured, subset: subset || beyond.length > 0, looking, writer, runId, startedAt, documents },
        pooled,
        progress.stop,
      ).finally(progress.stop);
      io.signal.throwIfAborted();
      await signOrKeep(writer, { signer, authority }, io);
      await writer.commit();
      return { directory, view, publicKey };
    } catch (error) {
      await writer.discard();
      throw error;
    }
  } finally {
    await thread.end();
    await rm(spools, { recursive: true, force: true });
  }
}

/** What is there and was left out by those whose plan it is: it makes the run a subset. */
function beyondText(beyond: readonly string[]): string {
  return `There is more than the bundle looked at, and it is not looked at now either; scan without --plan-of for it:\n${beyond.map((one) => `  ${one}\n`).join('')}`;
}

/** The spools of a scan that looks by itself. */
function ownSpools(directory: string, marks: Spools['marks']): Spools {
  return { files: (spool) => spoolFiles(directory, spool), marks, resolving: [RESOLVING], resolvedBy: () => RESOLVING };
}

export function effortOf({ callTimeout, concurrency, share, origin }: ScanOptions) {
  const timeout = seconds(callTimeout);
  if (timeout === undefined) throw new UserError('usage', `--call-timeout ${callTimeout}: expected a duration like 15s or 2m`);
  return {
    timeout: timeout * 1000,
    concurrency: whole('--concurrency', concurrency, 1000),
    share: whole('--share', share, 100) / 100,
    origin,
  };
}

function whole(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new UserError('usage', `${name} ${text}: expected a whole number from 1 to ${most}`);
}

export function runIdAt(at: string, { randomBytes }: Pick<Io, 'randomBytes'>): string {
  return `${at.replace(/[-:]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** UserError not-found. */
export async function readDocuments({ documents }: Config): Promise<StartedRun['documents']> {
  return Promise.all(documents.map(async ({ file, path }) => ({ file, bytes: await readDocument(path) })));
}

async function readDocument(path: string): Promise<Buffer> {
  return readGiven(
    path,
    GIVEN_LIMITS.document,
    (why, cause) => new UserError('not-found', `${path} cannot be read: ${why}; a claim rests on it`, { cause }),
  );
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UserError('not-writable', `${path} cannot be made; choose another place with --out`, { cause });
  }
}

async function makeSpools(out: string): Promise<string> {
  try {
    return await mkdtemp(join(out, '.claimcheck-spool-'));
  } catch (cause) {
    throw new UserError('not-writable', `nothing can be written in ${out}; choose another place with --out`, { cause });
  }
}
