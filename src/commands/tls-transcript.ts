import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { BundleError, CannotObserve, UserError } from '../errors.ts';
import { type EndpointScan, type TlsLine, tlsScan } from '../tls-plugins.ts';
import type { Io } from './io.ts';

/** Larger ones were not written by us. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Keeps what went over the wire in a file of its own, and returns the report without it. */
export async function keepTranscript(line: TlsLine, directory: string | undefined, io: Io): Promise<TlsLine> {
  if (directory === undefined || !tlsScan.isReport(line)) return line;
  const { exchanges, pieces, ...rest } = line;
  const folder = absolute(io.cwd, directory);
  const file = join(folder, `${line.endpoint}_${line.address}.json`.replaceAll('://', '-').replace(/[^\w.-]/g, '-'));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${JSON.stringify({ ...rest, exchanges, pieces })}\n`);
  } catch (cause) {
    throw new UserError('not-writable', `--transcript ${directory}: ${codeOf(cause)}`, { cause });
  }
  return rest;
}

/** A kept scan, as its own transcript says it. */
export async function readTranscript(
  given: string,
  { policy, ca }: { readonly policy: EndpointScan['policy']; readonly ca: string | undefined },
  io: Io,
): Promise<TlsLine> {
  const stored = await readJson(absolute(io.cwd, given), given);
  const { report, differs } = await tlsScan.replayReport(stored, { policy, given: await rootsIn(ca, io) }).catch((error: unknown) => {
    if (error instanceof TypeError) throw new UserError('usage', `--replay ${given}: ${error.message}`, { cause: error });
    throw error;
  });
  if (differs.length > 0)
    throw new BundleError('inconsistent', `--replay ${given}: its transcript does not say what it says of ${differs.join(', ')}`);
  const { exchanges: _exchanges, pieces: _pieces, ...rest } = report;
  return rest;
}

async function rootsIn(ca: string | undefined, io: Io): Promise<EndpointScan['roots'] | undefined> {
  if (ca === undefined) return undefined;
  try {
    return tlsScan.givenRoots(await tlsScan.readRoots(absolute(io.cwd, ca)));
  } catch (error) {
    if (error instanceof CannotObserve) throw new UserError('usage', `--ca ${error.message}`, { cause: error });
    throw error;
  }
}

async function readJson(path: string, shown: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new UserError('not-found', `--replay ${shown}: cannot be read: ${codeOf(cause)}`, { cause });
  }
  if (bytes.length > MOST_BYTES) throw new UserError('usage', `--replay ${shown}: larger than any transcript`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new UserError('usage', `--replay ${shown}: expected a JSON file that --transcript has written`, { cause });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
