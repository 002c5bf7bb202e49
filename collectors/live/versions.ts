import type { Look, Seen } from 'claimcheck/plugin';
import { type Answer, readAnswer, readRefusal, refusesVersion } from './answer.ts';
import { type Asked, askHandshake, askHello, flightOf, orTimedOut } from './ask.ts';
import type { Endpoint } from './endpoint.ts';
import { CLASSIC_GROUPS, only } from './handshake.ts';
import { acceptsSsl2, SSL2, SSL3, TLS12 } from './old-hello.ts';
import { allSuites, everydaySuites } from './suites.ts';
import type { Transcript } from './transcript.ts';

/** Code points of the versions, weakest first (RFC 8446 §4.2.1, Appendix D). */
export const versionCodes = {
  SSLv2: SSL2,
  SSLv3: SSL3,
  'TLSv1.0': 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': TLS12,
  'TLSv1.3': 0x0304,
} as const;
export type Version = keyof typeof versionCodes;

/** Whether one version is spoken, asked for on its own. What proves nothing is asked again in a smaller hello. */
export function askVersion(look: Look<Endpoint>, version: Version): Promise<Asked> {
  switch (version) {
    case 'SSLv2':
      return untilClear([() => askHello(look, SSL2, [])], readSsl2);
    case 'SSLv3':
      return untilClear([() => askHello(look, SSL3, allSuites), () => askHello(look, SSL3, everydaySuites)], (seen) =>
        readAnswer(seen.data, SSL3, allSuites),
      );
    case 'TLSv1.3':
      return untilClear(
        [() => askHandshake(look, only('TLSv1.3')), () => askHandshake(look, { ...only('TLSv1.3'), groups: CLASSIC_GROUPS })],
        (seen) => readAnswer(seen.data, versionCodes['TLSv1.3']),
      );
    default:
      return askMiddleAged(look, version);
  }
}

/**
 * TLS 1.0 to 1.2: our OpenSSL first. It has no RC4, 3DES or export suites any more, so that a refusal of its suites says little:
 * only where the refusal is of the version, or is repeated to a hello that offers all suites, is the version refused.
 */
async function askMiddleAged(look: Look<Endpoint>, version: 'TLSv1.0' | 'TLSv1.1' | 'TLSv1.2'): Promise<Asked> {
  const code = versionCodes[version];
  const first = await orTimedOut(askHandshake(look, only(version === 'TLSv1.0' ? 'TLSv1' : version)));
  const answer = readAnswer(first.data, code);
  if (answer.status === 'accepted' || refusesVersion(answer)) return { answer, from: [first] };
  const byHand = await untilClear([() => askHello(look, code, allSuites), () => askHello(look, code, everydaySuites)], (seen) =>
    readAnswer(seen.data, code, allSuites),
  );
  return { answer: byHand.answer, from: [first, ...byHand.from] };
}

/** Asks in one way after another until an answer is clear; a single way is tried twice. */
async function untilClear(ways: readonly (() => Promise<Seen<Transcript>>)[], read: (seen: Seen<Transcript>) => Answer): Promise<Asked> {
  const from: Seen<Transcript>[] = [];
  let answer: Answer = { status: 'inconclusive', because: 'not-askable' };
  for (const way of [...ways, ...(ways.length === 1 ? ways : [])]) {
    const seen = await orTimedOut(way());
    from.push(seen);
    answer = read(seen);
    if (answer.status !== 'inconclusive') break;
  }
  return { answer, from };
}

/** An SSLv2 server answers in its own format, which is no TLS record; any other refuses in TLS's. */
function readSsl2(seen: Seen<Transcript>): Answer {
  if (acceptsSsl2(seen.data)) return { status: 'accepted' };
  const flight = flightOf(seen);
  return flight.hello === undefined ? readRefusal(flight, seen.data) : { status: 'refused', because: 'other-version' };
}
