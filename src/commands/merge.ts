import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve as absolute, join } from 'node:path';
import { pooledRandom } from '../bundle/line.ts';
import { readPart, spoolName } from '../bundle/part.ts';
import type { SealedPlan } from '../bundle/plan-file.ts';
import { createBundle } from '../bundle/write.ts';
import { instant } from '../collect/clock.ts';
import { RESOLVING, spoolFiles } from '../collect/run.ts';
import { openSpool, type Written } from '../collect/spool.ts';
import { BundleError, UserError } from '../errors.ts';
import { kinds } from '../plugins.ts';
import { type Arranged, arrangeParts, type GivenPart } from './arrange-parts.ts';
import type { Spools } from './assemble.ts';
import { checkReplies, checkTask } from './check-part.ts';
import { checkRun } from './check-run.ts';
import { conclude } from './conclude.ts';
import { gate } from './gate.ts';
import { givenPlan } from './given-plan.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { readDocuments, runIdAt } from './make-bundle.ts';
import { signOrKeep } from './sign-or-keep.ts';
import { openSigning, type SigningOptions } from './signing.ts';
import { shortest, tellScan } from './tell.ts';

export interface MergeOptions extends SigningOptions {
  readonly config: string;
  readonly plan: string;
  readonly planKey?: string;
  readonly out?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** `claimcheck merge`: the parts of one plan as the bundle that one scan would have made. */
export async function merge(paths: readonly string[], options: MergeOptions, io: Io): Promise<Exit> {
  const given = await givenPlan(options, io);
  const { configured, plan } = given;
  const { signer, publicKey = 'PUB', authority } = await openSigning(options, configured.config, configured.base, io);
  const startedAt = plan.resolvedAt;
  const runId = runIdAt(instant(io.clock.now()), io);
  const evidence = join(configured.base, configured.config.locker ?? 'evidence', `claimcheck-${runId}`);
  const directory = options.out === undefined ? evidence : absolute(io.cwd, options.out);
  const arranged = arrangeParts(given, await readParts(paths, io));
  await checkParts(plan, arranged);
  const documents = await readDocuments(configured.config);
  const random = pooledRandom(io.randomBytes);
  const writer = await createBundle(directory, random);
  const scratch = await mkdtemp(join(tmpdir(), 'claimcheck-plan-'));
  try {
    const outline = { targets: arranged.targets, tasks: plan.tasks, exclusions: plan.exclusions };
    const looking = { plan: outline, spools: spoolsOf(arranged, scratch, await spoolReplies(plan, scratch)) };
    const run = { configured, subset: plan.subset, looking, plannedAt: plan.resolvedAt, writer, runId, startedAt, documents };
    const view = await conclude(run, { ...io, randomBytes: random }, () => {});
    await checkRun(writer.directory, view.manifest);
    io.signal.throwIfAborted();
    await signOrKeep(writer, { signer, authority }, io);
    await writer.commit();
    tellScan(directory, view, { ...options, publicKey }, io);
    return gate(view.judgements, options.strict === true) ?? EXIT.fine;
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readParts(paths: readonly string[], io: Io): Promise<readonly GivenPart[]> {
  if (paths.length === 0) throw new UserError('usage', 'merge needs the paths of parts');
  const parts: GivenPart[] = [];
  for (const path of paths) {
    const directory = absolute(io.cwd, path);
    const name = shortest(directory, io.cwd);
    // What cannot be looked at is told by who reads it, below.
    if ((await stat(directory).catch(() => undefined))?.isFile() === true)
      throw new UserError('not-found', `${name} is a file, and a part is a directory: unpack it first`);
    parts.push({ name, directory, part: await naming(name, () => readPart(directory)) });
  }
  return parts;
}

async function checkParts(plan: SealedPlan, { parts }: Arranged): Promise<void> {
  for (const { name, directory, part } of parts) {
    await naming(name, async () => {
      const resolving = part.resolving.bytes === 0 ? 0 : await checkReplies(directory, 0);
      for (const row of part.tasks) {
        const task = plan.tasks[row.task - 1];
        if (task !== undefined) await checkTask(directory, row, task, resolving, kinds);
      }
    });
  }
}

async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new BundleError(error.code, `${name}: ${error.message}`, { cause: error });
  }
}

/** The plan's own replies, as a scan would have spooled them. */
async function spoolReplies({ replies }: SealedPlan, directory: string): Promise<Written> {
  let written: Written = { records: 0, replies: 0 };
  const spool = openSpool(spoolFiles(directory, RESOLVING), (now) => {
    written = now;
  });
  for (const { head, body } of replies) spool.keep({ head, body: Buffer.from(body, 'base64') });
  await spool.end();
  return written;
}

/** The plan's replies are spool -1, those of the parts -2 and down; tasks are numbered as in the plan. */
function spoolsOf({ parts, rows }: Arranged, scratch: string, planned: Written): Spools {
  const resolvingOf = (part: number): number => RESOLVING - 1 - part;
  return {
    resolving: [RESOLVING, ...parts.keys().map(resolvingOf)],
    resolvedBy: (task) => resolvingOf(rows[task]?.part ?? -1),
    files: (spool) => {
      if (spool === RESOLVING) return spoolFiles(scratch, RESOLVING);
      const { part, row } = placeOf(spool);
      const directory = parts[part]?.directory ?? '';
      const number = row?.spool ?? 0;
      return { records: join(directory, spoolName(number, 'records')), replies: join(directory, spoolName(number, 'replies')), kept: true };
    },
    marks: {
      beyond: async (spool) => {
        if (spool === RESOLVING) return { written: planned, all: true };
        const { part, row } = placeOf(spool);
        const written =
          row === undefined
            ? { records: 0, replies: parts[part]?.part.resolving.bytes ?? 0 }
            : { records: row.records.bytes, replies: row.replies.bytes };
        return { written, all: true };
      },
    },
  };

  function placeOf(spool: number): { readonly part: number; readonly row?: Arranged['rows'][number]['row'] } {
    if (spool < 0) return { part: RESOLVING - 1 - spool };
    const place = rows[spool];
    if (place === undefined) throw new TypeError(`no task ${spool} in the plan`);
    return place;
  }
}
