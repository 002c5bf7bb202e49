/** What a user names is read whatever it is: a file, or a pipe that ends. What is too large, or never ends, is refused before it fills the memory. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';

const MIB = 1 << 20;

/** Bytes that may be read of what a user names. */
export const GIVEN_LIMITS = {
  /** A config, the page beside it, a redaction profile. */
  config: 8 * MIB,
  /** Keys, certificates, passphrases, and the file that says which of them are trusted. */
  key: MIB,
  /** A list of endpoints, or a kept scan of one. */
  list: 64 * MIB,
  /** A document on which a claim rests. */
  document: 256 * MIB,
} as const;

/** The error that says so, in the words of whoever wanted it. `why`: "it has more than 8 MiB", "there is no such file", "EIO". */
export type Refusal = (why: string, cause: unknown) => Error;

/** The whole of it. Throws what `refusal` makes where it cannot be read, or has more than `most` bytes. */
export async function readGiven(path: string, most: number, refusal: Refusal): Promise<Buffer> {
  return whole(givenChunks(path, most, refusal));
}

/** The whole of a stream of buffers that somebody else opened. */
export async function readGivenStream(source: AsyncIterable<unknown>, most: number, refusal: Refusal): Promise<Buffer> {
  return whole(boundedChunks(source, most, refusal));
}

/** A file in pieces. */
export async function* givenChunks(path: string, most: number, refusal: Refusal): AsyncGenerator<Buffer, void, undefined> {
  let source: AsyncIterable<unknown>;
  try {
    source = createReadStream(path, { end: most }); // one byte more than that
  } catch (cause) {
    throw refusal(inWords(cause), cause);
  }
  yield* boundedChunks(source, most, refusal);
}

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const gathered: Buffer[] = [];
  for await (const chunk of chunks) gathered.push(chunk);
  return Buffer.concat(gathered);
}

async function* boundedChunks(source: AsyncIterable<unknown>, most: number, refusal: Refusal): AsyncGenerator<Buffer, void, undefined> {
  const chunks = source[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      const next = await chunks.next().catch((cause: unknown) => {
        throw refusal(inWords(cause), cause);
      });
      if (next.done === true) return;
      if (!Buffer.isBuffer(next.value)) throw new TypeError('a stream without encoding gives buffers');
      bytes += next.value.length;
      if (bytes > most) throw tooLarge(most, refusal);
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

/** `readGiven` for those who cannot wait. */
export function readGivenNow(path: string, most: number, refusal: Refusal): Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && bytes <= most; bytes += read) {
        const chunk = Buffer.allocUnsafe(64 * 1024);
        read = readSync(file, chunk);
        chunks.push(chunk.subarray(0, read));
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw refusal(inWords(cause), cause);
  }
  if (bytes > most) throw tooLarge(most, refusal);
  return Buffer.concat(chunks);
}

function tooLarge(most: number, refusal: Refusal): Error {
  const why = `it has more than ${most / MIB} MiB`;
  return refusal(why, new RangeError(why));
}

function inWords(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return WORDS[code] ?? code;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read (EACCES)',
  EPERM: 'it may not be read (EPERM)',
};
