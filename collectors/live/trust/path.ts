/** From a leaf to a root (RFC 5280 §6.1, as far as it concerns TLS servers). Pure: the same chain, roots and time give the same answer for ever. */
import type { X509Certificate } from 'node:crypto';
import { attempt } from './der.ts';
import { isFor, mayServeTls, OID, PURPOSE, pathLength } from './extensions.ts';
import { mayName, type Name, namesOf } from './names.ts';
import { type Certificate, isSignedWith } from './read-certificate.ts';
import type { Roots } from './roots.ts';
import type { TrustResult } from './trust-result.ts';

type Because = NonNullable<TrustResult['untrustedBecause']>;

export interface Step {
  readonly certificate: Certificate;
  readonly from: 'server' | 'roots';
}

export interface PathFound {
  /** The best way to a root: one without faults where there is one. Undefined: there is none. */
  readonly path: readonly Step[] | undefined;
  /** Undefined: it is trusted. */
  readonly because: Because | undefined;
}

/** As many as a server may send, and a root. Clients go as far as that: OpenSSL takes a hundred. */
const LONGEST = 33;
/** Ways that are tried: certificates that all issue each other make more of them than anybody can walk. */
const MOST_STEPS = 500;
/** Extensions that may be critical: looked at here or by Node, or policies, of which none is asked for. */
const KNOWN: ReadonlySet<string> = new Set(Object.values(OID));
const WEAK = /md[25]|sha-?1(?!\d)/i;

export function findPath(sent: readonly [Certificate, ...Certificate[]], roots: Roots, at: Date): PathFound {
  const [leaf] = sent;
  const names = attempt(() => namesOf(leaf.x509)) ?? [];
  let best: { readonly path: readonly Step[]; readonly faults: readonly Because[] } | undefined;
  let steps = 0;
  let forged = false;
  walk([{ certificate: leaf, from: 'server' }]);
  if (best !== undefined) return { path: best.path, because: best.faults[0] };
  return { path: undefined, because: whyNone(sent, forged) };

  /** True where there is nothing left to look for. */
  function walk(path: readonly Step[]): boolean {
    const last = path.at(-1)?.certificate;
    if (last === undefined || ++steps > MOST_STEPS) return true;
    if (isAnchor(last, roots)) {
      const faults = faultsOf(path, names, at);
      if (best === undefined || faults.length < best.faults.length) best = { path, faults };
      return faults.length === 0;
    }
    if (path.length === LONGEST) return false;
    return issuersOf(last, path).some((step) => walk([...path, step]));
  }

  function issuersOf(child: Certificate, path: readonly Step[]): readonly Step[] {
    const isNew = (one: Certificate) => !path.some(({ certificate }) => isSameAuthority(certificate, one));
    const candidates = [
      ...roots.named(child.issuer).map((certificate) => ({ certificate, from: 'roots' as const })),
      ...sent.slice(1).map((certificate) => ({ certificate, from: 'server' as const })),
    ].filter(({ certificate }) => isNew(certificate) && mayIssue(certificate.x509, child.x509));
    const signed = candidates.filter(({ certificate: { key } }) => key !== undefined && isSignedWith(child.x509, key));
    if (candidates.length > 0 && signed.length === 0) forged = true;
    // One that the server sent is on the way as such, though the roots may have it too; that which ends the way comes first.
    const own = signed.filter(({ from }) => from === 'server').map(({ certificate }) => certificate.sha256);
    return signed
      .filter(({ certificate, from }) => from === 'server' || isAnchor(certificate, roots) || !own.includes(certificate.sha256))
      .sort((a, b) => Number(isAnchor(b.certificate, roots)) - Number(isAnchor(a.certificate, roots)));
  }
}

export function isAnchor({ subject, sha256, selfSigned }: Certificate, roots: Roots): boolean {
  return selfSigned && roots.named(subject).some((root) => root.sha256 === sha256);
}

/** MD5 or SHA-1 in a signature that counts: a self-signed root is trusted for itself. */
export function weakSignature({ x509, selfSigned }: Certificate): 'md2' | 'md5' | 'sha1' | undefined {
  const found = selfSigned ? undefined : WEAK.exec(x509.signatureAlgorithm ?? '')?.[0].toLowerCase();
  if (found === undefined) return undefined;
  return found === 'md2' || found === 'md5' ? found : 'sha1';
}

/** One name and one key: another certificate for them, cross-signed perhaps, leads nowhere that this one does not. */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return a.sha256 === b.sha256 || (a.subject === b.subject && a.key !== undefined && b.key !== undefined && a.key.equals(b.key));
}

/** By names, key identifiers and key usage; the signature is looked at apart. */
function mayIssue(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(issuer);
}

function faultsOf(path: readonly Step[], names: readonly Name[], at: Date): readonly Because[] {
  return path.flatMap(({ certificate }, index) => {
    const isLeaf = index === 0;
    const isRoot = index === path.length - 1;
    const faults: Because[] = [];
    if (!isLeaf && !isValidAt(certificate.x509, at)) faults.push('expired-chain');
    if (!isRoot && weakSignature(certificate) !== undefined) faults.push('weak');
    if (!isLeaf && !isRoot && !certificate.x509.ca) faults.push('bad-purpose');
    else if (!hasPurpose(certificate, names, isLeaf ? undefined : selfIssuedApart(path.slice(1, index)))) faults.push('bad-purpose');
    return faults;
  });
}

/** `below`: how many authorities stand between it and the leaf; undefined for the leaf. */
function hasPurpose({ extensions }: Certificate, names: readonly Name[], below: number | undefined): boolean {
  const holds = attempt(() => {
    if (extensions === undefined || !isFor(extensions, PURPOSE.server)) return false;
    if ([...extensions].some(([id, { critical }]) => critical && !KNOWN.has(id))) return false;
    return below === undefined ? mayServeTls(extensions) : below <= pathLength(extensions) && mayName(extensions, names);
  });
  return holds === true;
}

/** RFC 5280 §4.2.1.9: certificates that an authority issues for itself are not counted. */
function selfIssuedApart(between: readonly Step[]): number {
  return between.filter(({ certificate }) => certificate.subject !== certificate.issuer).length;
}

function whyNone(sent: readonly [Certificate, ...Certificate[]], forged: boolean): Because {
  const [leaf, ...others] = sent;
  if (leaf.selfSigned) return 'self-signed';
  if (forged) return 'bad-signature';
  return others.length === 0 ? 'incomplete-chain' : 'unknown-issuer';
}

export function isValidAt({ validFromDate, validToDate }: X509Certificate, at: Date): boolean {
  return validFromDate.getTime() <= at.getTime() && at.getTime() <= validToDate.getTime();
}
