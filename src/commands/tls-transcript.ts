import { mkdir, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { BundleError, UserError } from '../errors.ts';
import { GIVEN_LIMITS, readGiven } from '../read-given.ts';
import { type EndpointScan, type TlsLine, tlsScan } from '../tls-plugins.ts';
import type { Io } from './io.ts';
import { readCa } from './read-ca.ts';

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
  const roots = ca === undefined ? undefined : await readCa(ca, io.cwd);
  const replayReport = await tlsScan.loadReplay();
  const { report, differs } = await replayReport(stored, { policy, given: roots }).catch((error: unknown) => {
    if (error instanceof TypeError) throw new UserError('usage', `--replay ${given}: ${error.message}`, { cause: error });
    throw error;
  });
  if (differs.length > 0)
    throw new BundleError('inconsistent', `--replay ${given}: its transcript does not say what it says of ${differs.join(', ')}`);
  const { exchanges: _exchanges, pieces: _pieces, ...rest } = report;
  return rest;
}

async function readJson(path: string, shown: string): Promise<unknown> {
  const bytes = await readGiven(
    path,
    GIVEN_LIMITS.list,
    (why, cause) => new UserError('not-found', `--replay ${shown}: cannot be read: ${why}; expected a file of --transcript`, { cause }),
  );
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new UserError('usage', `--replay ${shown}: expected a JSON file that --transcript has written`, { cause });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
