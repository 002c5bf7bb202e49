/** Writing and reading of numbers and vectors (RFC 8446 §3). */

/** What was to be read is cut off, or contradicts itself. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

export function uint16(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

export function uint24(...values: readonly number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >> 16, (value >> 8) & 0xff, value & 0xff]));
}

/** Bytes behind their length. */
export function vector(lengthBytes: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(body.length, 0, lengthBytes);
  return Buffer.concat([length, body]);
}

export interface Reader {
  readonly uint: (bytes: 1 | 2 | 3) => number;
  readonly take: (length: number) => Buffer;
  readonly vector: (lengthBytes: 1 | 2 | 3) => Buffer;
  readonly left: () => number;
  /** Throws where something is left over. */
  readonly end: () => void;
}

/** Reads strictly from front to back; throws Malformed where the bytes do not reach. */
export function readerOf(bytes: Uint8Array): Reader {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > data.length) throw new Malformed(`${length} bytes expected, ${data.length - at} there`);
    at += length;
    return data.subarray(at - length, at);
  };
  return {
    take,
    uint: (bytes) => take(bytes).readUIntBE(0, bytes),
    vector: (lengthBytes) => take(take(lengthBytes).readUIntBE(0, lengthBytes)),
    left: () => data.length - at,
    end: () => {
      if (at !== data.length) throw new Malformed(`${data.length - at} bytes too many`);
    },
  };
}

/** Every two bytes of a list. */
export function uint16s(bytes: Buffer): number[] {
  if (bytes.length % 2 !== 0) throw new Malformed('an odd number of bytes in a list of pairs');
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}
