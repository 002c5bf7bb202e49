import { closeSync, openSync, writevSync } from 'node:fs';
import { UserError } from '../errors.ts';

const SCRATCH = 64 * 1024;
const LARGE = 64 * 1024;

/** A file that is only added to, on this thread. What is pushed waits in memory until `flush`. */
export interface BufferedFile {
  /** Bytes that are large and have a buffer of their own are gone once they are written: whoever gave them reads them no more. */
  readonly push: (piece: string | Uint8Array) => void;
  readonly waiting: () => number;
  readonly flush: () => void;
  /** Bytes on disk. */
  readonly size: () => number;
  /** Told by the next `drained` or `end` of the spool: a collector could take what is thrown in its midst for a gap. */
  readonly failed: () => UserError | undefined;
  readonly close: () => void;
}

/** Opened with the first flush: most tasks of an empty region need one file, not two. What is flushed is copied at once, so that nothing waits in memory. */
export function openBufferedFile(path: string): BufferedFile {
  let handle: number | undefined;
  let pieces: Uint8Array[] = [];
  let scratch: Buffer | undefined; // text since the last flush; what stands before `begin` is among the pieces
  let begin = 0;
  let filled = 0;
  let waiting = 0;
  let size = 0;
  let failed: UserError | undefined;
  return {
    push: (piece) => {
      if (typeof piece === 'string') pushText(piece);
      else {
        closeText();
        pieces.push(piece);
        waiting += piece.length;
      }
    },
    waiting: () => waiting + filled - begin,
    flush,
    size: () => size,
    failed: () => failed,
    close: () => {
      if (handle !== undefined) closeSync(handle);
    },
  };

  function pushText(text: string): void {
    const widest = 3 * text.length; // UTF-8 bytes that a UTF-16 unit can become
    if (filled + widest > SCRATCH) flush();
    if (widest > SCRATCH) pieces.push(Buffer.from(text));
    else {
      scratch ??= Buffer.allocUnsafeSlow(SCRATCH);
      filled += scratch.write(text, filled);
    }
  }

  function closeText(): void {
    if (scratch === undefined || filled === begin) return;
    pieces.push(scratch.subarray(begin, filled));
    waiting += filled - begin;
    begin = filled;
  }

  function flush(): void {
    closeText();
    const full = pieces;
    pieces = [];
    begin = 0;
    filled = 0;
    waiting = 0;
    if (full.length === 0 || failed !== undefined) return;
    try {
      handle ??= openSync(path, 'w');
      for (let rest = full; rest.length > 0; ) {
        const bytes = writevSync(handle, rest);
        size += bytes;
        rest = after(rest, bytes);
      }
      full.forEach(free);
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
      failed = new UserError('not-writable', `cannot write ${path}: ${code}`, { cause });
    }
  }
}

/** V8 would sweep it away much later: what waited a while for its turn counts as old. */
function free(piece: Uint8Array): void {
  const { buffer, byteLength } = piece;
  if (byteLength >= LARGE && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** What is left of the pieces after so many bytes. */
function after(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  return pieces.flatMap((piece) => {
    const rest = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - rest.length;
    return rest.length === 0 ? [] : [rest];
  });
}
