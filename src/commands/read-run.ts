import { parseRunRecord } from '../bundle/parse-run.ts';
import { openStream } from '../bundle/read.ts';
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
}

/** Reads what was planned and claimed. BundleError where it is not of a known shape, or names checks that this version does not have. */
export async function readRun(directory: string, streams: readonly ManifestStream[]): Promise<SealedRun> {
  const stream = streams.find(({ name }) => name === 'run');
  if (stream === undefined) throw new BundleError('missing-file', 'the manifest lists no stream "run"');
  const runs: Run[] = [];
  const claims: Claim[] = [];
  const salts: string[] = [];
  const targets: Target[] = [];
  const tasks: Task[] = [];
  const documents: DocumentFact[] = [];
  for await (const batch of openStream(directory, stream)) {
    for (const { record: raw, line, salt } of batch) {
      const record = parseRunRecord(raw, { file: stream.file, line });
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
  const [run, ...more] = runs;
  if (run === undefined || more.length > 0)
    throw new BundleError('inconsistent', `${stream.file} has ${runs.length} lines about the run, not one`);
  return { run, claims: claims.map(resolve), salts, targets, tasks, documents };

  function resolve(claim: Claim): ResolvedClaim {
    try {
      return resolveClaim(claim, { checks, kinds });
    } catch (cause) {
      throw new BundleError(
        'wrong-shape',
        `${stream?.file}: claim ${claim.id} cannot be judged again: ${cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)}`,
        { cause },
      );
    }
  }
}
