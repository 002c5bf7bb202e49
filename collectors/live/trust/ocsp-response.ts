/** An OCSP response, taken apart (RFC 6960 §4.2.1). Nothing of it is believed yet; throws Malformed. */
import { Malformed } from '../wire/bytes.ts';
import { bits, type Der, expectTag, inside, oid, parseDer, sequence, TAG, time } from './der.ts';

export interface OcspAnswer {
  /** Which certificate it is about: hashes of its issuer's name and key, and its serial number as it is encoded. */
  readonly hash: string;
  readonly issuerName: Buffer;
  readonly issuerKey: Buffer;
  readonly serial: Buffer;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt: Date | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

export interface OcspResponse {
  readonly responder: { readonly by: 'name'; readonly name: Buffer } | { readonly by: 'key'; readonly keyHash: Buffer };
  readonly answers: readonly OcspAnswer[];
  readonly signedBytes: Buffer;
  /** The AlgorithmIdentifier. */
  readonly algorithm: Der;
  readonly signature: Buffer;
  readonly certificates: readonly Buffer[];
}

const BASIC = '1.3.6.1.5.5.7.48.1.1';
const MOST_CERTIFICATES = 8;
const MOST_ANSWERS = 64;
const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

export function parseOcsp(bytes: Buffer): OcspResponse | 'not-successful' {
  const [status, wrapped] = sequence(parseDer(bytes));
  const code = expectTag(status, TAG.enumerated).content;
  if (code.length !== 1) throw new Malformed('a status is no small number');
  if (code[0] !== 0) return 'not-successful';
  const [type, octets] = sequence(inside(expectTag(wrapped, 0xa0))[0]);
  if (oid(type) !== BASIC) throw new Malformed('a response is of another type than basic');
  const [data, algorithm, signature, certificates] = sequence(parseDer(expectTag(octets, TAG.octetString).content));
  const [responder, , answers] = sequence(data).filter(({ tag }, index) => index > 0 || tag !== 0xa0);
  const list = sequence(answers);
  if (list.length > MOST_ANSWERS) throw new Malformed('a response has too many answers');
  return {
    responder: responderOf(responder),
    answers: list.map(answerOf),
    signedBytes: expectTag(data, TAG.sequence).raw,
    algorithm: expectTag(algorithm, TAG.sequence),
    signature: bits(signature),
    certificates: certificates === undefined ? [] : certificatesOf(expectTag(certificates, 0xa0)),
  };
}

function responderOf(responder: Der | undefined): OcspResponse['responder'] {
  const [value] = responder === undefined ? [] : inside(responder);
  if (responder?.tag === 0xa1) return { by: 'name', name: expectTag(value, TAG.sequence).raw };
  if (responder?.tag === 0xa2) return { by: 'key', keyHash: expectTag(value, TAG.octetString).content };
  throw new Malformed('a responder has neither name nor key');
}

function answerOf(answer: Der): OcspAnswer {
  const [id, status, thisUpdate, ...optional] = sequence(answer);
  const [algorithm, issuerName, issuerKey, serial] = sequence(id);
  const hash = HASHES.get(oid(sequence(algorithm)[0]));
  if (hash === undefined) throw new Malformed('an answer uses a hash that is none of SHA-1 and SHA-2');
  const next = optional.find(({ tag }) => tag === 0xa0);
  return {
    hash,
    issuerName: expectTag(issuerName, TAG.octetString).content,
    issuerKey: expectTag(issuerKey, TAG.octetString).content,
    serial: expectTag(serial, TAG.integer).content,
    ...statusOf(status),
    thisUpdate: time(thisUpdate),
    nextUpdate: next === undefined ? undefined : time(inside(next)[0]),
  };
}

/** good [0] NULL, revoked [1] { revocationTime, … }, unknown [2] NULL, all implicit. */
function statusOf(status: Der | undefined): Pick<OcspAnswer, 'status' | 'revokedAt'> {
  if (status?.tag === 0x80) return { status: 'good', revokedAt: undefined };
  if (status?.tag === 0xa1) return { status: 'revoked', revokedAt: time(inside(status)[0]) };
  if (status?.tag === 0x82) return { status: 'unknown', revokedAt: undefined };
  throw new Malformed('a status is none of good, revoked and unknown');
}

function certificatesOf(list: Der): readonly Buffer[] {
  const found = sequence(inside(list)[0]);
  if (found.length > MOST_CERTIFICATES) throw new Malformed('a response has too many certificates');
  return found.map(({ raw }) => raw);
}
