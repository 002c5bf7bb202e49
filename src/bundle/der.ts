/** DER (X.690), as much of it as timestamps and certificates need: definite lengths, tags of one byte. */
import { BundleError } from '../errors.ts';

/** One value: its whole encoding, and what stands in it. */
export interface Der {
  /** The tag's byte: 0x30 is a SEQUENCE, 0xa0 is [0] with values in it. */
  readonly tag: number;
  readonly raw: Buffer;
  readonly content: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  nothing: 0x05,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The one value that the bytes are. BundleError timestamp where they are something else, or more. */
export function parseDer(bytes: Buffer): Der {
  const value = next(bytes, 0);
  if (value.raw.length !== bytes.length) throw broken('bytes stand behind its end');
  return value;
}

/** The values inside of a value, in their order. */
export function inside({ content }: Der): readonly Der[] {
  const values: Der[] = [];
  for (let at = 0; at < content.length; ) {
    const value = next(content, at);
    values.push(value);
    at += value.raw.length;
  }
  return values;
}

/** A value, of which the tag is known. */
export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw broken(`a value with tag 0x${tag.toString(16)} is missing`);
  return value;
}

/** The values of a SEQUENCE. */
export function sequence(value: Der | undefined): readonly Der[] {
  return inside(expectTag(value, TAG.sequence));
}

/** "1.2.840.113549.1.7.2" */
export function oid(value: Der | undefined): string {
  const { content } = expectTag(value, TAG.oid);
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (number > Number.MAX_SAFE_INTEGER / 128) throw broken('an object identifier is too long');
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const arc = Math.min(2, Math.floor(first / 40));
  return [arc, first - arc * 40, ...rest].join('.');
}

/** A GeneralizedTime in UTC (X.690, 11.7), in milliseconds since 1970. */
export function time(value: Der | undefined): number {
  const text = expectTag(value, TAG.time).content.toString('latin1');
  const [, year, month, day, hour, minute, second, fraction = ''] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text) ?? [];
  const found = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(found)) throw broken('a time is none');
  return found;
}

export function broken(why: string): BundleError {
  return new BundleError('timestamp', `the timestamp is not in DER as its standards ask: ${why}`);
}

function next(bytes: Buffer, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw broken('it ends too early');
  if ((tag & 0x1f) === 0x1f) throw broken('it has a tag of several bytes');
  let length = first;
  let from = at + 2;
  if (first >= 0x80) {
    const digits = first & 0x7f;
    if (digits === 0 || digits > 4) throw broken('it has a length that is indefinite or too large');
    if (from + digits > bytes.length) throw broken('it ends too early');
    length = bytes.readUIntBE(from, digits);
    from += digits;
    if (length < 0x80 || length < 2 ** (8 * (digits - 1))) throw broken('it has a length that is longer than it must be');
  }
  if (from + length > bytes.length) throw broken('it ends too early');
  return { tag, raw: bytes.subarray(at, from + length), content: bytes.subarray(from, from + length) };
}

/** Writes one value. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const digits = Buffer.from(body.length.toString(16).padStart(8, '0'), 'hex');
  const length = digits.subarray(digits.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
}

/** A number that is not negative, from its big-endian bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from === -1 ? Buffer.of(0) : bytes.subarray(from);
  return der(TAG.integer, ...((digits[0] ?? 0) >= 0x80 ? [Buffer.of(0)] : []), digits);
}
