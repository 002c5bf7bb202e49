/** SSLv2's own answer: SSL 2.0 draft §2.6. */

import { versionCodes } from '../names/versions.ts';
import { uint24 } from './bytes.ts';

export interface Ssl2ServerHello {
  /** Those that both have. */
  readonly suites: readonly number[];
  readonly certificate: Buffer;
}

/** Undefined where it is none, or not all there yet. */
export function readSsl2(data: Buffer): Ssl2ServerHello | undefined {
  const isHello = data.length >= 13 && (data[0] ?? 0) >= 0x80 && data[2] === 4 && data.readUInt16BE(5) === versionCodes.SSLv2;
  if (!isHello) return undefined;
  const [certificateLength, suitesLength] = [data.readUInt16BE(7), data.readUInt16BE(9)];
  const end = 13 + certificateLength + suitesLength;
  if (data.length < end) return undefined;
  const list = data.subarray(13 + certificateLength, end);
  const suites = Array.from({ length: Math.floor(suitesLength / 3) }, (_, index) => list.readUIntBE(3 * index, 3));
  return { suites, certificate: data.subarray(13, 13 + certificateLength) };
}

/** Whether the bytes begin as such an answer would. */
export function beginsSsl2(data: Buffer): boolean {
  return data.length > 0 && (data[0] ?? 0) >= 0x80 && (data.length < 3 || data[2] === 4 || data.subarray(2, 5).equals(uint24(0)));
}
