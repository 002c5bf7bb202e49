import { X509Certificate } from 'node:crypto';
import type { Transcript } from './transcript.ts';

/** Verify codes of OpenSSL (its manual's x509_verify page), as Node spells them. What is not here is "other". */
const CAUSES = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  // One certificate came, and its issuer is not known. Nothing fetches issuers here, so that it is the chain that is wanting.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'incomplete-chain',
  CERT_HAS_EXPIRED: 'expired-chain',
  CERT_NOT_YET_VALID: 'expired-chain',
  CERT_REVOKED: 'revoked',
  CERT_SIGNATURE_FAILURE: 'bad-signature',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'bad-signature',
  INVALID_CA: 'bad-purpose',
  INVALID_PURPOSE: 'bad-purpose',
  PATH_LENGTH_EXCEEDED: 'bad-purpose',
  CERT_UNTRUSTED: 'bad-purpose',
  CERT_REJECTED: 'bad-purpose',
  CA_MD_TOO_WEAK: 'weak',
  CA_KEY_TOO_SMALL: 'weak',
  EE_KEY_TOO_SMALL: 'weak',
} as const;

interface Trust {
  readonly selfSigned: boolean;
  readonly trusted?: boolean;
  readonly untrustedBecause?: (typeof CAUSES)[keyof typeof CAUSES] | 'other';
  readonly trustedBy?: 'bundled-roots' | 'given-ca';
  readonly chainComplete?: boolean;
}

/**
 * Trust, apart from the leaf's own dates. Where those are wrong OpenSSL tells nothing else, and trust stays unseen.
 * `ca` is the PEM that was trusted, undefined for Node's roots.
 */
export function trustOf(
  chain: readonly X509Certificate[],
  leaf: X509Certificate,
  session: Transcript['session'],
  ca: string | undefined,
): Trust {
  const selfSigned = isSelfSigned(leaf);
  if (session === undefined) return { selfSigned };
  const { distrust, roots } = session;
  const trustedBy = roots === undefined ? {} : { trustedBy: roots };
  if (distrust === null) return { selfSigned, trusted: true, ...trustedBy, ...(endsAtRoot(chain, ca) ? { chainComplete: true } : {}) };
  const untrustedBecause = isKnown(distrust) ? CAUSES[distrust] : 'other';
  if (untrustedBecause === 'expired-chain' && outOfDate(leaf)) return { selfSigned, ...trustedBy };
  return {
    selfSigned,
    trusted: false,
    untrustedBecause,
    ...trustedBy,
    ...(untrustedBecause === 'incomplete-chain' ? { chainComplete: false } : {}),
  };
}

/** Node's own roots are all self-signed; a given CA may be an intermediate, and then fill in for what the server leaves out. */
function endsAtRoot(chain: readonly X509Certificate[], ca: string | undefined): boolean {
  const given = pemCertificates(ca ?? '');
  return given.every(isSelfSigned) || chain.some((sent) => given.some((root) => isSelfSigned(root) && sent.checkIssued(root)));
}

/** Not checkIssued, which also asks whether the key may sign certificates: a self-signed leaf's may not. */
function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

export function pemCertificates(text: string): X509Certificate[] {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((pem) => new X509Certificate(pem));
}

function outOfDate({ validFromDate, validToDate }: X509Certificate): boolean {
  const now = Date.now();
  return now < validFromDate.getTime() || now > validToDate.getTime();
}

function isKnown(code: string): code is keyof typeof CAUSES {
  return code in CAUSES;
}
