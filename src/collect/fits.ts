/** What a line of a bundle can hold. Whatever is larger is not kept in part and not left out in silence: it could not be seen. */
import { isUtf8 } from 'node:buffer';
import { CannotObserve } from '../errors.ts';
import { LINE_LIMITS } from '../model.ts';
import type { KeptReply } from './reply.ts';

/** Bytes, values and levels that a line has beside the data or the body in it. */
const BESIDE = { bytes: 1 << 20, commas: 1 << 12, depth: 8 };
const UNICODE_ESCAPE = '\\u0000'.length;
const CODE = 'TooLarge';

/** Whether the reply will stand in one line. */
export function fitsReply({ body }: Pick<KeptReply, 'body'>): boolean {
  const room = LINE_LIMITS.reply - BESIDE.bytes;
  if (body.length * UNICODE_ESCAPE <= room) return true;
  if (body.length > room) return false;
  if (!isUtf8(body)) return Math.ceil(body.length / 3) * 4 <= room;
  let length = body.length;
  for (const byte of body) length += byte < 0x20 ? UNICODE_ESCAPE - 1 : byte === 0x22 || byte === 0x5c ? 1 : 0;
  return length <= room;
}

/** The gap that a reply makes which does not fit. `replies`: those beside it that do. */
export function tooLargeReply(call: string, replies: readonly string[]): CannotObserve {
  return new CannotObserve('malformed', `${call}: the answer is larger than the ${LINE_LIMITS.reply} bytes that are kept of one`, {
    call,
    code: CODE,
    replies,
  });
}

/** Throws CannotObserve malformed where the data, as JSON, does not fit into the line of one observation. */
export function checkFits(kind: string, json: string): void {
  if (json.length < LINE_LIMITS.depth) return;
  const { commas, depth } = countOf(json);
  const what =
    commas > LINE_LIMITS.commas - BESIDE.commas
      ? `${commas} values`
      : depth > LINE_LIMITS.depth - BESIDE.depth
        ? `${depth} levels`
        : Buffer.byteLength(json) > LINE_LIMITS.record - BESIDE.bytes
          ? `${json.length} characters`
          : undefined;
  if (what !== undefined)
    throw new CannotObserve('malformed', `one subject has ${what} of ${kind}: more than an observation can hold`, { code: CODE });
}

/** Commas outside of texts, and the levels, of compact JSON. */
function countOf(json: string): { readonly commas: number; readonly depth: number } {
  let [commas, depth, deepest, inText] = [0, 0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (inText && char === 0x5c) at++;
    else if (char === 0x22) inText = !inText;
    else if (inText) continue;
    else if (char === 0x2c) commas += 1;
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return { commas, depth: deepest };
}
