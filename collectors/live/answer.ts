import { readFlight, type ServerFlight } from './server-flight.ts';
import type { Transcript } from './transcript.ts';

/** What one conversation shows about the version that was asked for. */
export type Answer =
  | { readonly status: 'accepted' }
  | { readonly status: 'refused'; readonly because: 'alert'; readonly alert: number }
  | { readonly status: 'refused'; readonly because: 'other-version' }
  | {
      readonly status: 'inconclusive';
      readonly because: 'closed' | 'reset' | 'timed-out' | 'unexpected-answer' | 'not-askable';
      readonly alert?: number;
    };

/** handshake_failure, illegal_parameter, protocol_version, insufficient_security, internal_error, inappropriate_fallback. */
const REFUSALS = [40, 47, 70, 71, 80, 86];
const PROTOCOL_VERSION = 70;
const FATAL = 2;

/**
 * Accepted: a ServerHello of that version with a suite that was offered. Refused: a fatal alert that means so, or a lower version.
 * Anything else proves nothing. Decided on the server's own bytes, so that what our OpenSSL will not do is never the server's refusal.
 */
export function readAnswer(transcript: Transcript, asked: number, offered?: readonly number[]): Answer {
  const flight = readFlight(Buffer.from(transcript.received, 'hex'));
  const { hello } = flight;
  if (hello !== undefined && hello.version < asked) return { status: 'refused', because: 'other-version' };
  if (hello !== undefined) {
    const sound = hello.version === asked && (offered === undefined || offered.includes(hello.suite));
    return sound ? { status: 'accepted' } : { status: 'inconclusive', because: 'unexpected-answer' };
  }
  return readRefusal(flight, transcript);
}

/** For when no ServerHello came. */
export function readRefusal({ foreign, alerts }: ServerFlight, { sent, received, ended }: Transcript): Answer {
  if (sent === '') return { status: 'inconclusive', because: ended === 'reset' || ended === 'timed-out' ? ended : 'not-askable' };
  const fatal = alerts.find(({ level }) => level === FATAL);
  if (fatal !== undefined && REFUSALS.includes(fatal.description)) return { status: 'refused', because: 'alert', alert: fatal.description };
  if (fatal !== undefined) return { status: 'inconclusive', because: 'unexpected-answer', alert: fatal.description };
  if (foreign) return { status: 'inconclusive', because: 'unexpected-answer' };
  if (ended === 'closed' || ended === 'reset' || ended === 'timed-out') return { status: 'inconclusive', because: ended };
  return { status: 'inconclusive', because: received === '' ? 'closed' : 'unexpected-answer' };
}

/** Whether the refusal is of the version itself, so that no other suite could have changed it. */
export function refusesVersion(answer: Answer): boolean {
  return answer.status === 'refused' && (answer.because === 'other-version' || answer.alert === PROTOCOL_VERSION);
}
