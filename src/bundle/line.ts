/** One record, one line: compact JSON whose first member is a salt of 128 bits, so that a withheld line cannot be guessed. */
import { createHash, randomBytes } from 'node:crypto';

/** Gives that many random bytes. From a seed it makes a bundle reproducible. */
export type Random = (bytes: number) => Buffer;

const SALT_BYTES = 16;
const POOL_BYTES = 8192;
/** Then the salt, a quote, a comma and the record without its opening brace. */
export const OPENING = '{"salt":"';

/** `{"salt":"` + 32 hex digits + `",`: what every line begins with. */
export const SALT_START = OPENING.length;
export const SALT_END = SALT_START + 2 * SALT_BYTES;
export const RECORD_START = SALT_END + 2;

/** Random bytes drawn in large pieces: one draw a line costs more than hashing the line. */
export function pooledRandom(draw: Random = randomBytes): Random {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (bytes > POOL_BYTES) return draw(bytes);
    if (used + bytes > pool.length) {
      pool = draw(POOL_BYTES);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}

/** 32 hex digits. */
export function newSalt(random: Random): string {
  return random(SALT_BYTES).toString('hex');
}

/** Salts for many lines, made a pool at a time. */
export function pooledSalts(random: Random): () => string {
  let pool = '';
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = random(POOL_BYTES).toString('hex');
      used = 0;
    }
    used += 2 * SALT_BYTES;
    return pool.slice(used - 2 * SALT_BYTES, used);
  };
}

/** The line of a record, without LF, under a salt that was drawn before: for records whose salt also hides something outside of the line. */
export function lineWithSalt(record: object, salt: string): string {
  if (Object.hasOwn(record, 'salt')) throw new TypeError('a record brings no salt of its own');
  const json = JSON.stringify(record);
  if (json.length <= 2 || !json.startsWith('{')) throw new TypeError('a record is an object with at least one member');
  return `${OPENING}${salt}",${json.slice(1)}`;
}

/** Hex SHA-256 of the salt's 32 hex digits (as ASCII), then the content: a private claim's `quoteDigest`, a document's file name. */
export function saltedDigest(salt: string, content: string | Uint8Array): string {
  return createHash('sha256').update(salt).update(content).digest('hex');
}
