/** What a chain is worth: a function of what the server sent, of the roots, and of the time. */
import { attempt } from './der.ts';
import { mustStaple, transparencyProofs } from './extensions.ts';
import { nameMatch } from './names.ts';
import { findPath, isValidAt, type PathFound, type Step, weakSignature } from './path.ts';
import { type Certificate, instantOf, readCertificate, shownOf } from './read-certificate.ts';
import type { Roots } from './roots.ts';
import { judgeStaple } from './staple.ts';
import type { TrustResult } from './trust-result.ts';

export interface TrustQuestion {
  /** DER, as sent, leaf first. */
  readonly chain: readonly Buffer[];
  /** A name or an address. Undefined: none is asked for. */
  readonly host: string | undefined;
  readonly roots: Roots;
  /** The time of the scan, and not of today. */
  readonly at: Date;
  /** An OCSP response in DER, where one came. */
  readonly staple?: Buffer | undefined;
  /** Whether the server signed the handshake with the leaf's key. Undefined: it signed nothing that we can check. */
  readonly proved?: boolean | undefined;
}

const LEAST_BITS = 2048;
const LEAST_CURVE = 224;

/** Undefined where the leaf is no certificate that can be read: then nothing is said of it. */
export function judgeTrust({ chain, host, roots, at, staple, proved }: TrustQuestion): TrustResult | undefined {
  const [leaf, ...others] = readable(chain);
  if (leaf === undefined) return undefined;
  const found = findPath([leaf, ...others], roots, at);
  const { path } = found;
  // Whoever has not the key shows somebody else's certificate, whatever that is worth.
  const because = proved === false ? 'not-proved' : found.because;
  const complete = isComplete([leaf, ...others], found);
  const onTheWay = path?.map(({ certificate }) => certificate) ?? [leaf, ...others];
  const { extensions = new Map() } = leaf;
  const proofs = attempt(() => transparencyProofs(extensions));
  return {
    judgedAt: instantOf(at),
    roots: roots.from,
    chain: [leaf, ...others].map(shownOf),
    ...(path === undefined ? {} : { path: path.map(({ certificate: { sha256, subject }, from }) => ({ sha256, subject, from })) }),
    trusted: because === undefined,
    ...(because === undefined ? {} : { untrustedBecause: because }),
    inDate: isValidAt(leaf.x509, at),
    ...(host === undefined ? {} : nameMatch(leaf.x509, host)),
    selfSigned: leaf.selfSigned,
    ...(complete === undefined ? {} : { chainComplete: complete }),
    ...(path === undefined ? {} : { unneeded: others.filter((one) => !isOnTheWay(one, path)).length }),
    weaknesses: onTheWay.flatMap(weaknessesOf),
    ...(proofs === undefined ? {} : { transparencyProofs: proofs.map((proof) => ({ log: proof.log, at: instantOf(proof.at) })) }),
    mustStaple: attempt(() => mustStaple(extensions)) === true,
    ...(staple === undefined ? {} : { staple: judgeStaple(staple, leaf, [...onTheWay, ...roots.named(leaf.issuer)], at) }),
  };
}

/** Revoked, or not, by a verified response. Undefined: there was none, or it does not know. */
export function revokedBy({ staple }: TrustResult): boolean | undefined {
  return staple?.verified !== true || staple.says === undefined || staple.says === 'unknown' ? undefined : staple.says === 'revoked';
}

/** How the leaf is signed, and what stands above it on the way, less a self-signed root; of all that was sent where there is no way. */
export function signatureAlgorithmsOf({ chain, path }: TrustResult): readonly string[] {
  return chain
    .filter(({ selfSigned, sha256 }) => !selfSigned && (path === undefined || path.some((step) => step.sha256 === sha256)))
    .flatMap(({ signatureAlgorithm }) => signatureAlgorithm ?? []);
}

function readable(chain: readonly Buffer[]): readonly Certificate[] {
  const found: Certificate[] = [];
  for (const der of chain) {
    const certificate = readCertificate(der);
    if (certificate === undefined) break;
    found.push(certificate);
  }
  return found;
}

/** A root need not be sent. Without a way to one, a chain that ends at some root of its own is whole, and a leaf alone is not. */
function isComplete(sent: readonly [Certificate, ...Certificate[]], { path, because }: PathFound): boolean | undefined {
  if (path !== undefined) return path.every(({ from }, index) => from === 'server' || index === path.length - 1);
  if (because === 'incomplete-chain') return false;
  return sent.at(-1)?.selfSigned === true ? true : undefined;
}

function isOnTheWay({ sha256 }: Certificate, path: readonly Step[]): boolean {
  return path.some(({ from, certificate }) => from === 'server' && certificate.sha256 === sha256);
}

function weaknessesOf(certificate: Certificate): TrustResult['weaknesses'] {
  const { sha256, subject } = certificate;
  const { keyType, keyBits } = shownOf(certificate);
  const signature = weakSignature(certificate);
  const least = keyType === 'EC' ? LEAST_CURVE : LEAST_BITS;
  const isShort = keyBits !== undefined && keyBits < least;
  return [
    ...(signature === undefined ? [] : [{ sha256, subject, because: signature }]),
    ...(isShort ? [{ sha256, subject, because: 'short-key' as const }] : []),
  ];
}
