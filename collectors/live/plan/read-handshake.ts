/** What one accepted handshake tells beside its version and suite: read from the bytes alone. */
import { suites } from '../names/suites.ts';
import { type EncryptedFlight, readEncrypted } from '../tls13/encrypted-flight.ts';
import { ciphers13 } from '../tls13/key-schedule.ts';
import { readAfterHandshake } from '../tls13/second-flight.ts';
import { type KeyExchange, readKeyExchange } from '../wire/key-exchange.ts';
import { type Alert, readRecords } from '../wire/records.ts';
import { isSignedBy, signed13 } from '../wire/signed.ts';
import type { Asked } from './asker.ts';

const CLOSE_NOTIFY = 0;

export function keyExchangeOf({ answer }: Asked): KeyExchange | undefined {
  if (answer.status !== 'accepted' || answer.flight.keyExchange === undefined) return undefined;
  const suite = suites.get(answer.hello.suite);
  return suite === undefined ? undefined : readKeyExchange(answer.flight.keyExchange, suite, answer.hello.version);
}

/** TLS 1.3, behind the ServerHello. */
export function encryptedOf({ heard, answer }: Asked): EncryptedFlight | undefined {
  return answer.status !== 'accepted' || heard.secret === undefined ? undefined : readEncrypted(heard.sent, answer.flight, heard.secret);
}

/** What came after we had finished too. */
export interface AfterFinished {
  /** The server took our Finished. */
  readonly isDone: boolean;
  readonly alerts: readonly Alert[];
  /** TLS 1.3: each with the bytes of early data that it allows. */
  readonly tickets: readonly number[];
}

/** Undefined where we did not come to that. */
export function afterOf(asked: Asked): AfterFinished | undefined {
  const { probe, heard, answer } = asked;
  if (answer.status !== 'accepted' || probe.until !== 'after') return undefined;
  const { records, hello, second, done } = answer.flight;
  if (answer.version !== 'TLSv1.3')
    return done
      ? { isDone: records.sealed.length > 0, alerts: records.alerts.map(({ level, description }) => ({ level, description })), tickets: [] }
      : undefined;
  const cipher = ciphers13.get((second ?? hello)?.suite ?? 0);
  const rest = encryptedOf(asked)?.end?.rest;
  if (cipher === undefined || rest === undefined || heard.applicationSecret === undefined) return undefined;
  const after = readAfterHandshake(cipher, heard.applicationSecret, rest);
  return { ...after, isDone: after.tickets.length > 0 || after.alerts.some(({ description }) => description === CLOSE_NOTIFY) };
}

/** The scheme that the server signed with. */
export function schemeOf(asked: Asked): number | undefined {
  return encryptedOf(asked)?.verify?.scheme ?? keyExchangeOf(asked)?.scheme;
}

export function groupOf(asked: Asked): number | undefined {
  return asked.answer.status === 'accepted' ? (asked.answer.hello.group ?? keyExchangeOf(asked)?.group) : undefined;
}

export function chainOf(asked: Asked): readonly Buffer[] {
  const { answer } = asked;
  return (answer.status === 'accepted' ? answer.flight.certificates : undefined) ?? encryptedOf(asked)?.certificates ?? [];
}

/** Whether a CertificateRequest came; undefined where the flight was not heard to its end. */
export function requestsCertificate(asked: Asked): boolean | undefined {
  const { answer } = asked;
  if (answer.status !== 'accepted') return undefined;
  const encrypted = encryptedOf(asked);
  if (answer.flight.certificateRequest === true || encrypted?.certificateRequest === true) return true;
  return answer.flight.done || encrypted?.finished === true ? false : undefined;
}

/** Whether the server signed this handshake with the key of its certificate; undefined where it signed nothing, or we cannot check it. */
export function provesKey(asked: Asked): boolean | undefined {
  const [leaf] = chainOf(asked);
  const { heard, answer } = asked;
  if (leaf === undefined || answer.status !== 'accepted') return undefined;
  const verify = encryptedOf(asked)?.verify;
  if (verify !== undefined) return isSignedBy(leaf, verify.scheme, signed13(verify.transcriptHash), verify.signature);
  const exchange = keyExchangeOf(asked);
  const clientRandom = readRecords(heard.sent).messages[0]?.body.subarray(2, 34);
  if (exchange?.signature === undefined || clientRandom === undefined) return undefined;
  return isSignedBy(leaf, exchange.scheme, Buffer.concat([clientRandom, answer.hello.random, exchange.parameters]), exchange.signature);
}
