import type { X509Certificate } from 'node:crypto';
import { connect, DEFAULT_CIPHERS, getCACertificates, type SecureVersion, type TLSSocket } from 'node:tls';
import { converse } from './conversation.ts';
import type { Endpoint } from './endpoint.ts';
import type { Transcript } from './transcript.ts';

/** What our OpenSSL offers in one handshake. */
export interface Offer {
  readonly min: SecureVersion;
  readonly max: SecureVersion;
  /** An OpenSSL cipher list. */
  readonly ciphers: string;
  /** An OpenSSL group list. Left out: OpenSSL's own. */
  readonly groups?: string;
  /** An OpenSSL list of signature schemes. Left out: OpenSSL's own. */
  readonly signatures?: string;
  /** Ask for an OCSP response. Some servers that have none hang up. */
  readonly staple?: true;
}

/** Everything that a careful client has, down to TLS 1.0. Below TLS 1.2 OpenSSL wants security level 0. */
export const everything: Offer = { min: 'TLSv1', max: 'TLSv1.3', ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` };

const MOST_CERTIFICATES = 32;

/** No hybrid key share: the hello fits into one packet, which some middleboxes insist on. */
export const CLASSIC_GROUPS = 'X25519:P-256:P-384:P-521';
const ALL_GROUPS =
  'X25519MLKEM768:X25519:P-256:P-384:P-521:X448:SecP256r1MLKEM768:SecP384r1MLKEM1024:MLKEM768:MLKEM1024:ffdhe2048:ffdhe3072:ffdhe4096';
const TLS13_SUITES = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
].join(':');

/** One version alone, with every suite that our OpenSSL has for it, the anonymous and the unencrypted ones included. */
export function only(version: SecureVersion): Offer {
  if (version === 'TLSv1.3') return { min: version, max: version, ciphers: TLS13_SUITES, groups: ALL_GROUPS };
  return { min: version, max: version, ciphers: 'ALL:eNULL:@SECLEVEL=0' };
}

/** One handshake. Trust is looked at and told, never enforced: a bad certificate is something to be seen. */
export function handshake(endpoint: Endpoint, address: string, offer: Offer): Promise<Transcript> {
  return converse(endpoint, address, ({ stream, end }) => {
    let socket: TLSSocket;
    let staple: Buffer | null = null;
    try {
      socket = connect({
        socket: stream,
        minVersion: offer.min,
        maxVersion: offer.max,
        ciphers: offer.ciphers,
        minDHSize: 1, // Node's own limit; a short prime is for the checks to judge
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined, // the name is compared later, apart from trust
        ...(offer.groups === undefined ? {} : { ecdhCurve: offer.groups }),
        ...(endpoint.servername === undefined ? {} : { servername: endpoint.servername }),
        ...(offer.signatures === undefined ? {} : { sigalgs: offer.signatures }),
        ...(offer.staple === undefined ? {} : { requestOCSP: true }),
        ...(areNodesOwn(endpoint.roots) ? {} : { ca: [...endpoint.roots.pem] }),
      });
    } catch (error) {
      end({ ended: 'failed', ...codeOf(error) });
      return;
    }
    socket.once('OCSPResponse', (response: Buffer | null) => {
      staple = response;
    });
    socket.once('secureConnect', () => end({ ended: 'finished', session: sessionOf(socket, endpoint, staple) }));
    socket.on('error', (error) => {
      const { code } = codeOf(error);
      // A cut line is told by the line itself.
      if (code?.startsWith('ERR_SSL_') === true || code?.startsWith('ERR_TLS_') === true) end({ ended: 'failed', code });
    });
  });
}

function sessionOf(socket: TLSSocket, { roots }: Endpoint, staple: Buffer | null): NonNullable<Transcript['session']> {
  return {
    protocol: socket.getProtocol() ?? '',
    suite: socket.getCipher().standardName,
    distrust: socket.authorized ? null : String(socket.authorizationError),
    roots: roots.from,
    chain: chainOf(socket.getPeerX509Certificate()),
    ...(staple === null || staple.length === 0 ? {} : { staple: staple.toString('base64') }),
  };
}

/** Whom OpenSSL trusts anyway, and then need not be given: extra roots (NODE_EXTRA_CA_CERTS, --use-system-ca) make them somebody's own. */
function areNodesOwn({ from }: Endpoint['roots']): boolean {
  return from === 'bundled-roots' && getCACertificates('default').length === getCACertificates('bundled').length;
}

/** getPeerX509Certificate walks the list as the server sent it; getPeerCertificate(true) would give the chain as OpenSSL built it. */
function chainOf(leaf: X509Certificate | undefined): string[] {
  const chain: string[] = [];
  for (let at = leaf; at !== undefined && chain.length < MOST_CERTIFICATES; at = at.issuerCertificate)
    chain.push(at.raw.toString('base64'));
  return chain;
}

function codeOf(error: unknown): { readonly code?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
}
