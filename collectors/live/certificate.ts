import { CannotObserve, certificate, defineCollector, type Look, type Seen } from 'claimcheck/plugin';
import { askHandshake, eachAddress, flightOf, handshakeCalls, unanswered, witness } from './ask.ts';
import { askRoots, trustCalls } from './ask-roots.ts';
import type { Endpoint } from './endpoint.ts';
import { everything } from './handshake.ts';
import { publicKeyOf } from './public-key.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import type { Transcript } from './transcript.ts';
import { agrees } from './trust/agrees.ts';
import { judgeTrust } from './trust/judge-trust.ts';
import { type Certificate, readCertificate } from './trust/read-certificate.ts';
import type { TrustResult } from './trust/trust-result.ts';

/** OpenSSL's names of the schemes that keys of one sort sign with: a server may have a certificate for each. */
const RSA = ['SHA256', 'SHA384', 'SHA512'].flatMap((hash) => [`RSA-PSS+${hash}`, `RSA+${hash}`]).join(':');
const OTHERS = 'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448';

/** The certificates that an endpoint shows: validity, strength, name and trust. A bad one is an observation, never a gap. */
export const certificates = defineCollector({
  id: 'live.certificate',
  version: 2,
  source: live,
  per: 'target',
  kinds: [certificate],
  services: [TLS],
  calls: { ...handshakeCalls, ...trustCalls },
  collect: (look) => eachAddress(look, lookAt),
});

async function lookAt(look: Look<Endpoint>, address: string, found: Seen<readonly string[]>): Promise<void> {
  const [first, ...before] = await witness(look, address, { staple: true });
  const leaf = readLeaf(first);
  if (leaf === undefined) throw unanswered([first, ...before]);
  const other = await askHandshake(look, address, {
    ...everything,
    signatures: leaf.key?.asymmetricKeyType?.startsWith('rsa') ? OTHERS : RSA,
  });
  const otherLeaf = readLeaf(other);
  const all = [
    { seen: first, leaf },
    ...(otherLeaf === undefined || otherLeaf.sha256 === leaf.sha256 ? [] : [{ seen: other, leaf: otherLeaf }]),
  ];
  const roots = await askRoots(
    look,
    address,
    all.map(({ seen }) => questionOf(seen, look.session)),
  );
  for (const one of all) {
    const trust = judgeTrust({ ...questionOf(one.seen, look.session), ...roots.data });
    if (trust === undefined) throw unanswered([one.seen]);
    observe(look, one.leaf, trust, one.seen, [found, first, ...before, one.seen, roots]);
  }
}

function observe(
  look: Look<Endpoint>,
  leaf: Certificate,
  trust: TrustResult,
  seen: Seen<Transcript>,
  from: readonly Seen<unknown>[],
): void {
  const { x509, key, sha256 } = leaf;
  const { signatureAlgorithm } = x509;
  const [shown] = trust.chain;
  const revocation = trust.staple?.verified === true ? trust.staple.says : undefined;
  const witnessesAgree = agrees(trust, { distrust: seen.data.session?.distrust, sha256 });
  look.observe(
    certificate,
    endpointSubject(look.session),
    {
      ...(shown === undefined ? {} : { notBefore: shown.notBefore, notAfter: shown.notAfter }),
      ...(key === undefined ? {} : publicKeyOf(key)),
      ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
      ...(trust.nameMatches === undefined ? {} : { nameMatches: trust.nameMatches, wildcard: trust.wildcard }),
      ...(revocation === 'revoked' ? { trusted: false, untrustedBecause: 'revoked' as const } : trustedOf(trust)),
      trustedBy: trust.roots,
      ...(trust.chainComplete === undefined ? {} : { chainComplete: trust.chainComplete }),
      chainLength: chainOf(seen).length,
      selfSigned: trust.selfSigned,
      issuer: look.refer({ id: x509.issuer, service: TLS, type: 'issuer' }),
      ...(revocation === undefined ? {} : { revocation }),
      ...(trust.transparencyProofs === undefined ? {} : { transparencyProofs: trust.transparencyProofs.length }),
      ...(witnessesAgree === undefined ? {} : { witnessesAgree }),
    },
    from,
  );
}

function trustedOf({ trusted, untrustedBecause }: TrustResult) {
  return { trusted, ...(untrustedBecause === undefined ? {} : { untrustedBecause }) };
}

function questionOf(seen: Seen<Transcript>, { host }: Endpoint) {
  const staple = seen.data.session?.staple;
  return { chain: chainOf(seen), host, ...(staple === undefined ? {} : { staple: Buffer.from(staple, 'base64') }) };
}

/** As sent: told by Node, or read from a handshake that went no further (TLS 1.2 and below). */
function chainOf(seen: Seen<Transcript>): readonly Buffer[] {
  return seen.data.session?.chain.map((der) => Buffer.from(der, 'base64')) ?? flightOf(seen).certificates ?? [];
}

/** Undefined: the server showed none. */
function readLeaf(seen: Seen<Transcript>): Certificate | undefined {
  const [der] = chainOf(seen);
  const leaf = der === undefined ? undefined : readCertificate(der);
  if (der !== undefined && leaf === undefined)
    throw new CannotObserve('malformed', 'the server sent a certificate that cannot be read', {
      call: 'tls:Handshake',
      code: 'NotACertificate',
      replies: seen.replies,
    });
  return leaf;
}
