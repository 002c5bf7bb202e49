/** Whether a certificate may stamp times, and whether it leads to one that is trusted (RFC 3161, 2.3; RFC 5280, 6.1, as far as it concerns this). */
import type { X509Certificate } from 'node:crypto';
import { BundleError } from '../errors.ts';
import { extensionsOf } from './certificate.ts';
import { expectTag, oid, sequence, TAG } from './der.ts';

const LONGEST_CHAIN = 8;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
/** Extensions that may be critical: those that are checked here or by node, names, and policies, of which none is asked for. */
const KNOWN: readonly string[] = [EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS, KEY_USAGE, '2.5.29.17', '2.5.29.32'];

/** Signature algorithms of certificates whose digest still holds: RFC 4055, 5758, 8410. */
const SOUND: readonly string[] = [
  '1.2.840.113549.1.1.10',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.3.101.112',
  '1.3.101.113',
];

/** BundleError timestamp: its certificate is for something else. RFC 3161 asks for the one purpose, and that it is critical. */
export function checkPurpose(certificate: X509Certificate): void {
  const extensions = extensionsOf(certificate);
  const usage = extensions.get(EXTENDED_KEY_USAGE);
  const purposes = usage === undefined ? [] : sequence(usage.value).map((purpose) => oid(purpose));
  if (purposes.length !== 1 || purposes[0] !== TIME_STAMPING)
    throw new BundleError('timestamp', 'the certificate that signed the timestamp is not for time stamping, and for that alone');
  if (usage?.critical !== true)
    throw new BundleError('timestamp', 'the certificate that signed the timestamp does not mark its purpose as critical (RFC 3161, 2.3)');
  const keyUsage = extensions.get(KEY_USAGE);
  // digitalSignature and nonRepudiation are the first two bits.
  if (keyUsage !== undefined && ((expectTag(keyUsage.value, TAG.bitString).content[1] ?? 0) & 0xc0) === 0)
    throw new BundleError('timestamp', 'the certificate that signed the timestamp is not for signatures');
}

/**
 * Whether the certificate is trusted, or leads to one that is, each of the chain valid at that time. `others`: those that came with the
 * timestamp. Shortest chains are tried first, and no certificate twice.
 */
export function leadsTo(
  trusted: readonly X509Certificate[],
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  at: number,
): boolean {
  const isTrusted = ({ raw }: X509Certificate) => trusted.some((anchor) => anchor.raw.equals(raw));
  const isUsable = (one: X509Certificate) => isValidAt(one, at) && isStrong(one) && !hasUnknownLimits(one);
  let reached = [certificate].filter(isUsable);
  let rest = [...trusted, ...others].filter(isUsable);
  for (let below = 0; below < LONGEST_CHAIN; below++) {
    if (reached.some(isTrusted)) return true;
    const issuers = rest.filter((issuer) => reached.some((subject) => mayIssue(issuer, subject, below)));
    rest = rest.filter((one) => !issuers.includes(one));
    reached = issuers;
  }
  return false;
}

/** `below`: how many certificates of authorities stand between the issuer and the signer. */
function mayIssue(issuer: X509Certificate, subject: X509Certificate, below: number): boolean {
  if (!issuer.ca || !subject.checkIssued(issuer) || below > pathLength(issuer)) return false;
  return SOUND.includes(subject.signatureAlgorithmOid ?? '') && subject.verify(issuer.publicKey);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, at: number): boolean {
  return validFromDate.getTime() <= at && at <= validToDate.getTime();
}

function isStrong({ publicKey }: X509Certificate): boolean {
  const { modulusLength } = publicKey.asymmetricKeyDetails ?? {};
  return modulusLength === undefined || modulusLength >= 2048;
}

function hasUnknownLimits(certificate: X509Certificate): boolean {
  return [...extensionsOf(certificate)].some(([name, { critical }]) => critical && !KNOWN.includes(name));
}

/** BasicConstraints { cA BOOLEAN, pathLenConstraint INTEGER OPTIONAL } */
function pathLength(certificate: X509Certificate): number {
  const constraints = extensionsOf(certificate).get(BASIC_CONSTRAINTS);
  const length = constraints === undefined ? undefined : sequence(constraints.value).find(({ tag }) => tag === TAG.integer)?.content;
  return length === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(length.toString('hex'), 16);
}
