/** An RFC 3161 timestamp, taken apart: a TimeStampResp around CMS SignedData (RFC 5652) around a TSTInfo. Nothing of it is believed yet. */
import { X509Certificate } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { broken, type Der, expectTag, inside, oid, parseDer, sequence, TAG, time } from './der.ts';
import { shown } from './hostile.ts';

export type Digest = 'sha256' | 'sha384' | 'sha512';

export interface TimestampToken {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How far off it may be, in milliseconds; undefined where the authority does not say. */
  readonly accuracy: number | undefined;
  readonly imprint: { readonly digest: Digest; readonly value: Buffer };
  /** The content of the INTEGER; undefined where there is none. */
  readonly nonce: Buffer | undefined;
  /** The TSTInfo, as it was signed. */
  readonly content: Buffer;
  readonly certificates: readonly X509Certificate[];
  readonly signer: {
    /** The issuer's name in DER, with the serial number, or the subject key identifier. */
    readonly id: { readonly issuer: Buffer; readonly serial: string } | { readonly keyIdentifier: Buffer };
    readonly digest: Digest;
    /** In the encoding that is signed: a SET OF. */
    readonly attributes: Buffer;
    /** The values of each signed attribute, by its OID. */
    readonly values: ReadonlyMap<string, readonly Der[]>;
    readonly algorithm: string;
    readonly signature: Buffer;
  };
}

const MOST_CERTIFICATES = 16;
const SIGNED_DATA = '1.2.840.113549.1.7.2';
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const DIGESTS: Readonly<Record<string, Digest>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** BundleError timestamp: it is none, or the authority refused to give one. */
export function parseTimestamp(response: Buffer): TimestampToken {
  const [status, token] = sequence(parseDer(response));
  const [granted, reason] = sequence(status);
  const code = expectTag(granted, TAG.integer).content;
  if (code.length !== 1 || (code[0] ?? 9) > 1)
    throw new BundleError('timestamp', `the timestamp authority refused: ${refusal(code, reason)}`);
  const [type, wrapped] = sequence(token);
  if (oid(type) !== SIGNED_DATA) throw broken('it is no CMS SignedData');
  return signedData(expectTag(wrapped, 0xa0));
}

function refusal(code: Buffer, reason: Der | undefined): string {
  const said = reason?.tag === TAG.sequence ? inside(reason).map(({ content }) => shown(content.toString('utf8'))) : [];
  return [`status ${code.toString('hex')}`, ...said].join(', ');
}

function signedData(wrapped: Der): TimestampToken {
  const [data] = inside(wrapped);
  const parts = sequence(data);
  const [, , encapsulated] = parts;
  const [type, content] = sequence(encapsulated);
  if (oid(type) !== TST_INFO) throw broken('what is signed is no TSTInfo');
  const [octets] = inside(expectTag(content, 0xa0));
  const info = expectTag(octets, TAG.octetString).content;
  const certificates = parts.find(({ tag }) => tag === 0xa0);
  const signers = inside(expectTag(parts.at(-1), TAG.set));
  const [signer] = signers;
  if (signer === undefined || signers.length > 1) throw broken(`it has ${signers.length} signers, there must be one`);
  return {
    ...tstInfo(info),
    content: info,
    certificates: certificates === undefined ? [] : certificatesOf(certificates),
    signer: signerInfo(signer),
  };
}

function tstInfo(info: Buffer): Pick<TimestampToken, 'time' | 'accuracy' | 'imprint' | 'nonce'> {
  const [version, policy, imprint, serial, at, ...optional] = sequence(parseDer(info));
  if (expectTag(version, TAG.integer).content.toString('hex') !== '01') throw broken('it is of another version than 1');
  expectTag(policy, TAG.oid);
  expectTag(serial, TAG.integer);
  const [algorithm, value] = sequence(imprint);
  const accuracy = optional.find(({ tag }) => tag === TAG.sequence);
  return {
    time: time(at),
    accuracy: accuracy === undefined ? undefined : accuracyOf(accuracy),
    imprint: { digest: digestOf(algorithm), value: expectTag(value, TAG.octetString).content },
    nonce: optional.find(({ tag }) => tag === TAG.integer)?.content,
  };
}

/** Accuracy: seconds INTEGER, millis [0], micros [1], each optional. */
function accuracyOf(accuracy: Der): number {
  const part = (tag: number) => {
    const found = inside(accuracy).find((value) => value.tag === tag)?.content;
    if (found === undefined) return 0;
    if (found.length === 0 || found.length > 4) throw broken('its accuracy is no small number');
    return found.readUIntBE(0, found.length);
  };
  return part(TAG.integer) * 1000 + part(0x80) + part(0x81) / 1000;
}

function certificatesOf(set: Der): readonly X509Certificate[] {
  const all = inside(set).filter(({ tag }) => tag === TAG.sequence);
  if (all.length > MOST_CERTIFICATES) throw broken(`it has ${all.length} certificates, at most ${MOST_CERTIFICATES} are read`);
  return all.map(({ raw }) => {
    try {
      const certificate = new X509Certificate(raw);
      void certificate.publicKey; // node reads it when it is asked for, and may fail then
      return certificate;
    } catch (cause) {
      throw new BundleError('timestamp', 'the timestamp has a certificate that cannot be read', { cause });
    }
  });
}

function signerInfo(info: Der): TimestampToken['signer'] {
  const [version, id, digest, attributes, algorithm, signature] = sequence(info);
  expectTag(version, TAG.integer);
  const signed = expectTag(attributes, 0xa0);
  const values = new Map<string, readonly Der[]>();
  for (const attribute of inside(signed)) {
    const [type, found] = sequence(attribute);
    const name = oid(type);
    if (values.has(name)) throw broken('a signed attribute stands twice');
    values.set(name, inside(expectTag(found, TAG.set)));
  }
  return {
    id: signerId(id),
    digest: digestOf(digest),
    attributes: Buffer.concat([Buffer.of(TAG.set), signed.raw.subarray(1)]), // RFC 5652, 5.4: the SET OF tag, not the [0]
    values,
    algorithm: oid(sequence(algorithm)[0]),
    signature: expectTag(signature, TAG.octetString).content,
  };
}

function signerId(id: Der | undefined): TimestampToken['signer']['id'] {
  if (id?.tag === 0x80) return { keyIdentifier: id.content };
  const [issuer, serial] = sequence(id);
  return { issuer: expectTag(issuer, TAG.sequence).raw, serial: hexNumber(expectTag(serial, TAG.integer).content) };
}

/** As node prints a serial number: upper case, without the zero that keeps it from being negative. */
export function hexNumber(content: Buffer): string {
  return content
    .toString('hex')
    .toUpperCase()
    .replace(/^(00)+(?=.)/, '');
}

/** The digest that an AlgorithmIdentifier names. */
export function digestOf(algorithm: Der | undefined): Digest {
  const name = oid(sequence(algorithm)[0]);
  const digest = Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined;
  if (digest === undefined)
    throw new BundleError('timestamp', `the timestamp uses the digest ${name}; SHA-256, SHA-384 and SHA-512 are read`);
  return digest;
}
