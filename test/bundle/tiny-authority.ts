/** A timestamp authority in a few lines, which can be wrong in every way: RFC 3161, RFC 5652 and RFC 5280 as openssl writes them. */
import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { der, derInteger } from '../../src/bundle/der.ts';

export interface CertificateOf {
  readonly subject: string;
  readonly key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly certificate: X509Certificate;
}

export interface CertificateWish {
  readonly subject: string;
  readonly issuer?: CertificateOf;
  readonly algorithm?: 'ec' | 'rsa' | 'rsa-1024';
  /** In hex, each a whole Extension. */
  readonly extensions: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly digest?: 'sha1' | 'sha256';
}

export const EXTENSION = {
  authority: '300f0603551d130101ff040530030101ff',
  authorityOfNone: '30120603551d130101ff040830060101ff020100',
  timeStamping: '30160603551d250101ff040c300a06082b06010505070308',
  timeStampingNotCritical: '30130603551d25040c300a06082b06010505070308',
  timeStampingAndServer: '30200603551d250101ff0416301406082b0601050507030806082b06010505070301',
  unknownCritical: '301206092b06010401868d1f010101ff04020500',
  keyAgreementOnly: '300e0603551d0f0101ff040403020308',
} as const;

const OID = {
  sha1: '06052b0e03021a',
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
  rsa: '06092a864886f70d010101',
  rsaSha1: '06092a864886f70d010105',
  rsaSha256: '06092a864886f70d01010b',
  ecdsaSha256: '06082a8648ce3d040302',
  ecdsaSha384: '06082a8648ce3d040303',
  ecdsaSha512: '06082a8648ce3d040304',
  commonName: '0603550403',
  signedData: '06092a864886f70d010702',
  tstInfo: '060b2a864886f70d0109100104',
  contentType: '06092a864886f70d010903',
  messageDigest: '06092a864886f70d010904',
  signingCertificate: '060b2a864886f70d010910020c',
  signingCertificateV2: '060b2a864886f70d010910022f',
  policy: '06042a030405',
} as const;

const hex = (text: string) => Buffer.from(text, 'hex');
const sequence = (...items: readonly Uint8Array[]) => der(0x30, ...items);
const set = (...items: readonly Uint8Array[]) => der(0x31, ...items);
const octets = (bytes: Uint8Array) => der(0x04, bytes);
const nothing = hex('0500');
const name = (text: string) => sequence(set(sequence(hex(OID.commonName), der(0x0c, Buffer.from(text)))));
const time = (iso: string) => der(0x18, Buffer.from(`${new Date(iso).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));

export function makeCertificate({
  subject,
  issuer,
  algorithm = 'ec',
  extensions,
  from,
  until,
  digest = 'sha256',
}: CertificateWish): CertificateOf {
  const key =
    algorithm === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: algorithm === 'rsa' ? 2048 : 1024 });
  const signing = issuer?.key.privateKey ?? key.privateKey;
  const rsa = digest === 'sha1' ? OID.rsaSha1 : OID.rsaSha256;
  const how = signing.asymmetricKeyType === 'rsa' ? sequence(hex(rsa), nothing) : sequence(hex(OID.ecdsaSha256));
  const body = sequence(
    hex('a003020102'),
    derInteger(Buffer.concat([Buffer.of(0x7f), randomBytes(8)])),
    how,
    name(issuer?.subject ?? subject),
    sequence(time(from ?? '2020-01-01T00:00:00Z'), time(until ?? '2060-01-01T00:00:00Z')),
    name(subject),
    key.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions.map(hex))),
  );
  const bytes = sequence(body, how, der(0x03, Buffer.of(0), sign(digest, body, signing)));
  return { subject, key, certificate: new X509Certificate(bytes) };
}

export interface Authority {
  readonly root: CertificateOf;
  readonly stamper: CertificateOf;
}

/** `extensions`: of the certificate that signs. */
export function makeAuthority(algorithm: 'ec' | 'rsa' = 'ec', extensions: readonly string[] = [EXTENSION.timeStamping]): Authority {
  const root = makeCertificate({ subject: 'Test Time Root', algorithm, extensions: [EXTENSION.authority] });
  return { root, stamper: makeCertificate({ subject: 'Test Time', algorithm, issuer: root, extensions }) };
}

/** What a timestamp says otherwise than it should. */
export interface Stamping {
  readonly at?: string;
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
  readonly nonce?: Buffer;
  /** The digest of what is stamped, in place of the bytes'. */
  readonly imprint?: Buffer;
  readonly status?: number;
  readonly certificates?: readonly X509Certificate[];
  /** Which certificate the ESSCertID is of. */
  readonly named?: X509Certificate;
  readonly ess?: 'v1' | 'v2' | 'none';
  readonly bareRsa?: boolean;
  readonly changed?: 'content' | 'signature';
  readonly signers?: number;
}

/** A TimeStampResp for the bytes. */
export function stamp({ root, stamper }: Authority, bytes: Uint8Array, how: Stamping = {}): Buffer {
  const { digest = 'sha256', at = '2026-07-01T12:00:10Z', ess = 'v2', named = stamper.certificate, status = 0 } = how;
  if (status > 1) return sequence(sequence(derInteger(Buffer.of(status)), sequence(der(0x0c, Buffer.from('not today')))));
  const algorithm = sequence(hex(OID[digest]), nothing);
  const info = sequence(
    derInteger(Buffer.of(1)),
    hex(OID.policy),
    sequence(algorithm, octets(how.imprint ?? hash(digest, bytes, 'buffer'))),
    derInteger(Buffer.of(5)),
    time(at),
    ...(how.nonce === undefined ? [] : [derInteger(how.nonce)]),
  );
  const v1 = sequence(sequence(sequence(octets(hash('sha1', named.raw, 'buffer')))));
  const v2 = sequence(sequence(sequence(octets(hash('sha256', named.raw, 'buffer')))));
  const attributes = set(
    sequence(hex(OID.contentType), set(hex(OID.tstInfo))),
    sequence(hex(OID.messageDigest), set(octets(hash(digest, info, 'buffer')))),
    ...(ess === 'none'
      ? []
      : [sequence(hex(ess === 'v1' ? OID.signingCertificate : OID.signingCertificateV2), set(ess === 'v1' ? v1 : v2))]),
  );
  const signature = sign(digest, attributes, stamper.key.privateKey);
  if (how.changed === 'signature') signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
  const signer = sequence(
    derInteger(Buffer.of(1)),
    sequence(name(root.subject), derInteger(hex(stamper.certificate.serialNumber))),
    algorithm,
    Buffer.concat([Buffer.of(0xa0), attributes.subarray(1)]),
    sequence(hex(signatureAlgorithm(stamper, digest, how.bareRsa === true))),
    octets(signature),
  );
  const content = how.changed === 'content' ? Buffer.from(info.toString('latin1').replace('2026', '2027'), 'latin1') : info;
  const signedData = sequence(
    derInteger(Buffer.of(3)),
    set(algorithm),
    sequence(hex(OID.tstInfo), der(0xa0, octets(content))),
    der(0xa0, ...(how.certificates ?? [stamper.certificate]).map(({ raw }) => raw)),
    set(...Array.from({ length: how.signers ?? 1 }, () => signer)),
  );
  return sequence(sequence(derInteger(Buffer.of(status))), sequence(hex(OID.signedData), der(0xa0, signedData)));
}

function signatureAlgorithm({ key }: CertificateOf, digest: 'sha256' | 'sha384' | 'sha512', bare: boolean): string {
  if (key.privateKey.asymmetricKeyType === 'rsa')
    return bare ? OID.rsa : `06092a864886f70d01010${{ sha256: 'b', sha384: 'c', sha512: 'd' }[digest]}`;
  return { sha256: OID.ecdsaSha256, sha384: OID.ecdsaSha384, sha512: OID.ecdsaSha512 }[digest];
}
