import type { Look, Seen } from 'claimcheck/plugin';
import { readAnswer } from './answer.ts';
import { askHello, flightOf, orTimedOut } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import { dhSuites } from './suites.ts';
import type { Transcript } from './transcript.ts';
import { type Version, versionCodes } from './versions.ts';

/** Suites in one hello: it then stays under 256 bytes, which old middleboxes want. */
const AT_ONCE = 47;

/** One suite that is accepted, and the size of the prime that came with it. */
export interface DhSuite {
  readonly suite: string;
  readonly protocol: Version;
  readonly bits?: number;
}

export interface DhAnswer {
  readonly found: readonly DhSuite[];
  /** Every suite that exists was either accepted or refused. */
  readonly whole: boolean;
  readonly from: readonly Seen<Transcript>[];
}

/**
 * Every finite-field Diffie-Hellman suite of one version: offers many, takes out the one that the server chose, and asks again until it
 * refuses the rest. A server may use several primes, so that each suite counts.
 */
export async function askDh(look: Look<Endpoint>, protocol: Version): Promise<DhAnswer> {
  const codes = [...dhSuites.keys()];
  const found: DhSuite[] = [];
  const from: Seen<Transcript>[] = [];
  let whole = true;
  for (let at = 0; at < codes.length; at += AT_ONCE) whole = (await exhaust(codes.slice(at, at + AT_ONCE))) && whole;
  return { found, whole, from };

  async function exhaust(suites: readonly number[]): Promise<boolean> {
    let left = suites;
    for (let tries = 2; left.length > 0 && tries > 0; ) {
      const seen = await orTimedOut(askHello(look, versionCodes[protocol], left));
      from.push(seen);
      const { status } = readAnswer(seen.data, versionCodes[protocol], left);
      const { hello, keyExchange } = flightOf(seen);
      if (status === 'refused') return true;
      if (status === 'inconclusive' || hello === undefined) tries -= 1;
      else {
        const suite = dhSuites.get(hello.suite) ?? '';
        const bits = keyExchange === undefined ? undefined : primeBits(keyExchange, suite);
        found.push({ suite, protocol, ...(bits === undefined ? {} : { bits }) });
        left = left.filter((code) => code !== hello.suite);
        tries = 2;
      }
    }
    return left.length === 0;
  }
}

/** ServerDHParams begin with the prime (RFC 5246 §7.4.3); with pre-shared keys a hint stands before them (RFC 4279 §3). */
export function primeBits(keyExchange: Uint8Array, suite: string): number | undefined {
  const data = Buffer.from(keyExchange);
  const at = suite.includes('PSK') && data.length >= 2 ? 2 + data.readUInt16BE(0) : 0;
  if (data.length < at + 2) return undefined;
  const prime = data.subarray(at + 2, at + 2 + data.readUInt16BE(at));
  const first = prime.findIndex((byte) => byte !== 0);
  if (first === -1 || prime.length < data.readUInt16BE(at)) return undefined;
  return (prime.length - first) * 8 - Math.clz32(prime[first] ?? 0) + 24;
}
