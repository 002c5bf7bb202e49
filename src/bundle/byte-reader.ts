import type { FileHandle } from 'node:fs/promises';
import { BundleError } from '../errors.ts';

/** Reads a foreign file front to back in pieces that the reader asks for, and never holds more than the largest of them and one block. */
export interface ByteReader {
  /** The bytes before the next LF, which is used up; undefined at the end of the file. */
  readonly line: (limit: number) => Promise<Buffer | undefined>;
  /** That many bytes. */
  readonly take: (bytes: number) => Promise<Buffer>;
}

const LF = 0x0a;
const BLOCK = 1 << 20;

/** What is read is only good until the next is asked for. BundleError wrong-shape: a line is too long, or the file ends within a piece. */
export function createByteReader({ handle, size }: { readonly handle: FileHandle; readonly size: number }, file: string): ByteReader {
  let buffer = Buffer.allocUnsafeSlow(Math.min(BLOCK, size + 1));
  let start = 0;
  let end = 0;

  return {
    line: async (limit) => {
      for (let searched = 0; ; ) {
        const at = buffer.subarray(0, end).indexOf(LF, start + searched);
        if (at >= 0 && at - start <= limit) return use(at - start, 1);
        searched = end - start;
        if (at >= 0 || searched > limit) throw new BundleError('wrong-shape', `${file} has a line of more than ${limit} bytes`);
        if (await more()) continue;
        if (searched === 0) return undefined;
        throw new BundleError('wrong-shape', `${file} does not end with a line feed`);
      }
    },
    take: async (bytes) => {
      while (end - start < bytes) {
        if (!(await more())) throw new BundleError('wrong-shape', `${file} ends in the middle of a reply`);
      }
      return use(bytes, 0);
    },
  };

  function use(bytes: number, skip: number): Buffer {
    const piece = buffer.subarray(start, start + bytes);
    start += bytes + skip;
    return piece;
  }

  async function more(): Promise<boolean> {
    if (end === buffer.length) {
      const larger = start > 0 ? buffer : Buffer.allocUnsafeSlow(2 * buffer.length);
      buffer.copy(larger, 0, start, end);
      [buffer, end, start] = [larger, end - start, 0];
    }
    const { bytesRead } = await handle.read(buffer, end, buffer.length - end);
    end += bytesRead;
    return bytesRead > 0;
  }
}
