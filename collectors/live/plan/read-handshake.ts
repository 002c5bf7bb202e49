/** What one accepted handshake tells beside its version and suite: read from the bytes alone. */
import { suites } from '../names/suites.ts';
import { type EncryptedFlight, readEncrypted } from '../tls13/encrypted-flight.ts';
import { type KeyExchange, readKeyExchange } from '../wire/key-exchange.ts';
import { readRecords } from '../wire/records.ts';
import { isSignedBy, signed13 } from '../wire/signed.ts';
import type { Asked } from './asker.ts';

export function keyExchangeOf({ answer }: Asked): KeyExchange | undefined {
  if (answer.status !== 'accepted' || answer.flight.keyExchange === undefined) return undefined;
  const suite = suites.get(answer.hello.suite);
  return suite === undefined ? undefined : readKeyExchange(answer.flight.keyExchange, suite, answer.hello.version);
}

/** TLS 1.3, behind the ServerHello. */
export function encryptedOf({ heard, answer }: Asked): EncryptedFlight | undefined {
  return answer.status !== 'accepted' || heard.secret === undefined ? undefined : readEncrypted(heard.sent, answer.flight, heard.secret);
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
