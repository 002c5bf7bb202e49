/** DER (X.690), as much of it as certificates and OCSP responses need: definite lengths, tags of one byte. */
import { Malformed } from '../wire/bytes.ts';

/** One value: its whole encoding, and what stands in it. */
export interface Der {
  /** The tag's byte: 0x30 is a SEQUENCE, 0xa0 is [0] with values in it, 0x80 is [0] with bytes in it. */
  readonly tag: number;
  readonly raw: Buffer;
  readonly content: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
} as const;

/** The one value that the bytes are. Throws Malformed where they are something else, or more. */
export function parseDer(bytes: Buffer): Der {
  const value = next(bytes, 0);
  if (value.raw.length !== bytes.length) throw new Malformed('bytes stand behind the end of a value');
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

/** A value of which the tag is known. */
export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new Malformed(`a value with tag 0x${tag.toString(16)} is missing`);
  return value;
}

export function sequence(value: Der | undefined): readonly Der[] {
  return inside(expectTag(value, TAG.sequence));
}

/** "1.3.6.1.5.5.7.48.1.1" */
export function oid(value: Der | undefined): string {
  const { content } = expectTag(value, TAG.oid);
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (number > Number.MAX_SAFE_INTEGER / 128) throw new Malformed('an object identifier is too long');
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first = 0, ...rest] = numbers;
  const arc = Math.min(2, Math.floor(first / 40));
  return [arc, first - arc * 40, ...rest].join('.');
}

/** A GeneralizedTime in UTC without fractions (RFC 5280 §4.1.2.5.2). */
export function time(value: Der | undefined): Date {
  const text = expectTag(value, TAG.time).content.toString('latin1');
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const found = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(found.getTime())) throw new Malformed('a time is none');
  return found;
}

/** The bits of a BIT STRING that has whole bytes. */
export function bits(value: Der | undefined): Buffer {
  const { content } = expectTag(value, TAG.bitString);
  if (content[0] !== 0) throw new Malformed('a bit string has no whole bytes');
  return content.subarray(1);
}

/** What `read` makes of the bytes; undefined where they are not what they should be. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function next(bytes: Buffer, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new Malformed('a value ends too early');
  if ((tag & 0x1f) === 0x1f) throw new Malformed('a tag has several bytes');
  const [from, length] = first < 0x80 ? [at + 2, first] : longLength(bytes, at + 2, first & 0x7f);
  if (from + length > bytes.length) throw new Malformed('a value ends too early');
  return { tag, raw: bytes.subarray(at, from + length), content: bytes.subarray(from, from + length) };
}

function longLength(bytes: Buffer, at: number, digits: number): readonly [number, number] {
  if (digits === 0 || digits > 4) throw new Malformed('a length is indefinite, or too large');
  if (at + digits > bytes.length) throw new Malformed('a value ends too early');
  const length = bytes.readUIntBE(at, digits);
  if (length < 0x80 || length < 2 ** (8 * (digits - 1))) throw new Malformed('a length is longer than it must be');
  return [at + digits, length];
}
