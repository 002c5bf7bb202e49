import type { RunRecord } from '../bundle/parse-run.ts';
import { parseRunRecord } from '../bundle/parse-run.ts';
import { readLines } from '../bundle/read.ts';
import { BundleError } from '../errors.ts';
import { type ResolvedClaim, resolveClaim } from '../judge/resolve.ts';
import type { Claim, DocumentFact, ManifestStream, Run, Target, Task } from '../model.ts';
import { checks, kinds } from '../plugins.ts';

/** run.jsonl, parsed. `claims` and `salts` are in the same order. */
export interface SealedRun {
  readonly run: Run;
  readonly claims: readonly ResolvedClaim[];
  readonly salts: readonly string[];
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
  readonly documents: readonly DocumentFact[];
  /** Why a claim, by its position, cannot be judged by this version: it stands in `claims` without proofs. */
  readonly unknown?: ReadonlyMap<number, string>;
}

/** What of run.jsonl is shown. */
export interface ShownRun extends Pick<SealedRun, 'salts' | 'targets' | 'tasks' | 'documents'> {
  readonly runs: readonly Run[];
  readonly claims: readonly Claim[];
}

export interface RunGathering {
  readonly see: (record: RunRecord, salt: string) => void;
  readonly shown: ShownRun;
}

export function gatherRun(): RunGathering {
  const runs: Run[] = [];
  const claims: Claim[] = [];
  const salts: string[] = [];
  const targets: Target[] = [];
  const tasks: Task[] = [];
  const documents: DocumentFact[] = [];
  return { see, shown: { runs, claims, salts, targets, tasks, documents } };

  function see(record: RunRecord, salt: string): void {
    if (record.record === 'run') runs.push(record);
    else if (record.record === 'target') targets.push(record);
    else if (record.record === 'task') tasks.push(record);
    else if (record.record === 'document') documents.push(record);
    else {
      claims.push(record);
      salts.push(salt);
    }
  }
}

/** The run of a run.jsonl of which nothing is withheld. BundleError inconsistent. */
export function wholeRun({ runs, claims, ...shown }: ShownRun): SealedRun {
  const [run, ...more] = runs;
  if (run === undefined || more.length > 0)
    throw new BundleError('inconsistent', `run.jsonl has ${runs.length} lines about the run, not one`);
  const unknown = new Map<number, string>();
  return { run, claims: claims.map(resolve), ...shown, unknown };

  function resolve(claim: Claim, index: number): ResolvedClaim {
    try {
      return resolveClaim(claim, { checks, kinds });
    } catch (cause) {
      unknown.set(index, `this claimcheck cannot judge it: ${firstLine(cause)}`);
      return { claim, proofs: [], where: undefined };
    }
  }
}

const firstLine = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0] ?? '';

/** Reads what was planned and claimed, as far as it is shown, and gives the number of withheld lines. BundleError where it is not of a known shape. */
export async function readShownRun(
  directory: string,
  streams: readonly ManifestStream[],
): Promise<{ readonly shown: ShownRun; readonly withheld: number }> {
  const stream = streams.find(({ name }) => name === 'run');
  if (stream === undefined) throw new BundleError('missing-file', 'the manifest lists no stream "run"');
  const { see, shown } = gatherRun();
  const withheld = await readLines(directory, stream, { line: (line) => see(parseRunRecord(line.record(), line), line.salt()) });
  return { shown, withheld };
}

/** The same of a run of which nothing is withheld. BundleError, also where something is. */
export async function readRun(directory: string, streams: readonly ManifestStream[]): Promise<SealedRun> {
  const { shown, withheld } = await readShownRun(directory, streams);
  if (withheld > 0) throw new BundleError('inconsistent', `${withheld} lines of run.jsonl, which says what was planned, are withheld`);
  return wholeRun(shown);
}
