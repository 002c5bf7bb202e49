import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { CannotObserve, certificate, defineCollector, type Seen } from 'claimcheck/plugin';
import { calls, flightOf, unanswered, witness } from './ask.ts';
import { publicKeyOf } from './public-key.ts';
import { live } from './source.ts';
import { endpointSubject, TLS } from './subject.ts';
import type { Transcript } from './transcript.ts';
import { trustOf } from './trust.ts';

/** The certificate that an endpoint shows: validity, strength, name and trust. A bad one is an observation, never a gap. */
export const certificates = defineCollector({
  id: 'live.certificate',
  version: 1,
  source: live,
  per: 'target',
  kinds: [certificate],
  services: [TLS],
  calls,
  collect: async (look) => {
    const [seen, ...before] = await witness(look);
    const chain = chainOf(seen);
    const [leaf] = chain;
    if (leaf === undefined) throw unanswered([seen, ...before]);
    look.observe(
      certificate,
      endpointSubject(look.session),
      {
        notBefore: instantOf(leaf.validFromDate),
        notAfter: instantOf(leaf.validToDate),
        ...publicKeyOf(leaf.publicKey),
        ...(leaf.signatureAlgorithm === undefined ? {} : { signatureAlgorithm: leaf.signatureAlgorithm }),
        ...nameOf(leaf, look.session.host),
        ...trustOf(chain, leaf, seen.data.session, look.session.ca),
        chainLength: chain.length,
        issuer: look.refer({ id: leaf.issuer, service: TLS, type: 'issuer' }),
      },
      [seen, ...before],
    );
  },
});

/** As sent: told by Node, or read from a handshake that went no further (TLS 1.2 and below). */
function chainOf(seen: Seen<Transcript>): X509Certificate[] {
  const ders = seen.data.session?.chain.map((der) => Buffer.from(der, 'base64')) ?? flightOf(seen).certificates ?? [];
  try {
    return ders.map((der) => new X509Certificate(der));
  } catch (cause) {
    throw new CannotObserve('malformed', 'the server sent a certificate that cannot be read', {
      call: 'tls:Handshake',
      code: 'NotACertificate',
      replies: seen.replies,
      cause,
    });
  }
}

function nameOf(leaf: X509Certificate, host: string) {
  const nameMatches = checkServerIdentity(host, leaf.toLegacyObject()) === undefined;
  const wildcard = nameMatches && isIP(host) === 0 && leaf.checkHost(host, { wildcards: false }) === undefined;
  return { nameMatches, wildcard };
}

/** Certificates count whole seconds. */
function instantOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
