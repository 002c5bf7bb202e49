/** Whether a stapled OCSP response holds (RFC 6960 §3.2): for this certificate, from its issuer or a responder it named, signed, and fresh. */
import type { X509Certificate } from 'node:crypto';
import { createHash } from 'node:crypto';
import { attempt, bits } from './der.ts';
import { extensionsOf, identityOf, isFor, PURPOSE } from './extensions.ts';
import { type OcspAnswer, type OcspResponse, parseOcsp } from './ocsp-response.ts';
import { isValidAt } from './path.ts';
import { type Certificate, instantOf, isSignedWith, readCertificate } from './read-certificate.ts';
import { isSignedAs } from './signature-algorithms.ts';
import type { Staple } from './trust-result.ts';

/** How far the responder's clock may be ahead of ours. */
const SKEW = 300_000;
/** A response without an end is good for a day. */
const DAY = 86_400_000;

/** `others`: certificates among which the issuer may be. */
export function judgeStaple(der: Buffer, leaf: Certificate, others: readonly Certificate[], at: Date): Staple {
  const response = attempt(() => parseOcsp(der));
  if (response === undefined) return { verified: false, because: 'malformed' };
  if (response === 'not-successful') return { verified: false, because: 'not-successful' };
  const issuer = others.find((each) => isIssuer(each, leaf));
  const answer = response.answers.find(({ serial }) => serial.equals(serialOf(leaf.x509)));
  if (answer === undefined) return { verified: false, because: 'other-certificate' };
  const told = {
    thisUpdate: instantOf(answer.thisUpdate),
    ...(answer.nextUpdate === undefined ? {} : { nextUpdate: instantOf(answer.nextUpdate) }),
  };
  if (issuer === undefined) return { verified: false, because: 'issuer-unknown', ...told };
  if (!isAbout(answer, issuer)) return { verified: false, because: 'other-certificate', ...told };
  const says = {
    says: answer.status,
    ...(answer.revokedAt === undefined ? {} : { revokedAt: instantOf(answer.revokedAt) }),
    ...told,
  };
  const because = signatureFault(response, issuer, at) ?? ageFault(answer, at);
  return because === undefined ? { ...says, verified: true } : { ...says, verified: false, because };
}

function isIssuer({ x509, key }: Certificate, leaf: Certificate): boolean {
  return key !== undefined && leaf.x509.checkIssued(x509) && isSignedWith(leaf.x509, key);
}

function serialOf(certificate: X509Certificate): Buffer {
  return attempt(() => identityOf(certificate).serial) ?? Buffer.alloc(0);
}

/** The hashes are of the issuer's name and of its key's bits (RFC 6960 §4.1.1). */
function isAbout({ hash, issuerName, issuerKey }: OcspAnswer, { x509 }: Certificate): boolean {
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
  const found = attempt(() => {
    const { subject, key } = identityOf(x509);
    return digest(subject).equals(issuerName) && digest(bits(key)).equals(issuerKey);
  });
  return found === true;
}

function signatureFault(response: OcspResponse, issuer: Certificate, at: Date): Staple['because'] {
  const responder = [issuer, ...response.certificates.flatMap((der) => readCertificate(der) ?? [])].find(({ x509 }) =>
    isNamed(response, x509),
  );
  if (responder?.key === undefined) return 'wrong-responder';
  if (responder.sha256 !== issuer.sha256 && !mayAnswerFor(responder, issuer, at)) return 'wrong-responder';
  const { key } = responder;
  const signed = attempt(() => isSignedAs(response.algorithm, key, response.signedBytes, response.signature));
  return signed === undefined ? 'unsupported' : signed ? undefined : 'bad-signature';
}

/** RFC 6960 §4.2.2.2: issued by the very authority, for this purpose. */
function mayAnswerFor(responder: Certificate, issuer: Certificate, at: Date): boolean {
  if (issuer.key === undefined || !isValidAt(responder.x509, at)) return false;
  if (!responder.x509.checkIssued(issuer.x509) || !isSignedWith(responder.x509, issuer.key)) return false;
  return attempt(() => extensionsOf(responder.x509).has('2.5.29.37') && isFor(extensionsOf(responder.x509), PURPOSE.ocsp)) === true;
}

function isNamed({ responder }: OcspResponse, certificate: X509Certificate): boolean {
  const found = attempt(() => {
    const { subject, key } = identityOf(certificate);
    // The key's hash is SHA-1 always (RFC 6960 §4.2.1).
    return responder.by === 'name'
      ? subject.equals(responder.name)
      : createHash('sha1').update(bits(key)).digest().equals(responder.keyHash);
  });
  return found === true;
}

function ageFault({ thisUpdate, nextUpdate }: OcspAnswer, at: Date): Staple['because'] {
  if (thisUpdate.getTime() > at.getTime() + SKEW) return 'not-yet-valid';
  const end = nextUpdate?.getTime() ?? thisUpdate.getTime() + DAY;
  return at.getTime() > end ? 'stale' : undefined;
}
