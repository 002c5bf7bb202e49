import { BundleError } from '../errors.ts';
import type { LeafHash, ManifestStream } from '../model.ts';
import { RECORD_START, SALT_END, SALT_START } from './line.ts';
import { sealedLines } from './sealed-lines.ts';

/** Where a line stands, for messages. `line` counts from 1. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
}

/** One line of a stream, its salt taken off the record. */
export interface SealedRecord {
  readonly line: number;
  readonly leaf: LeafHash;
  readonly salt: string;
  /** Not parsed: `parseFact`, `parseName`, `parseReply` and `parseRunRecord` say what it is. */
  readonly record: unknown;
}

/**
 * The records of a stream in their order, some hundred at a time. What was read is the sealed stream only once the iteration
 * has ended; where it is not, the end is a BundleError (see `sealedLines`). A reader that stops early has verified nothing.
 */
export async function* openStream(directory: string, stream: ManifestStream): AsyncGenerator<readonly SealedRecord[], void, undefined> {
  for await (const { first, bytes, starts, ends, leaves } of sealedLines(directory, stream)) {
    const records: SealedRecord[] = [];
    for (const [index, leaf] of leaves.entries()) {
      const line = first + index;
      const start = starts[index] ?? 0;
      const salt = bytes.toString('latin1', start + SALT_START, start + SALT_END);
      const text = `{${bytes.toString('utf8', start + RECORD_START, ends[index])}`;
      records.push({ line, leaf, salt, record: parse(text, { file: stream.file, line }) });
    }
    yield records;
  }
}

function parse(text: string, { file, line }: LinePlace): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BundleError('not-json', `${file}:${line}: the line is not JSON`, { cause });
  }
}
