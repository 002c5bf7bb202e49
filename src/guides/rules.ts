/**
 * The rules of the SSL Labs Server Rating Guide, 2009r (16 May 2025), as a table. Sources: the guide's text of 2009k (github.com/ssllabs/research),
 * its notes on changes up to 2009r, and Qualys' announcements of what was live when.
 */
import { accepted, not, offeredSuites, primesSeen, someCertificate, someSuite, speaks, type Truth, versions } from './facts.ts';
import type { Grade } from './rating.ts';
import type { Seen, SeenCertificate } from './seen.ts';

export interface Rule {
  readonly id: string;
  /** The best grade that is left where it applies; T (not trusted) and M (another name) take the place of any letter. */
  readonly grade: Grade;
  /** The guide's version, or the year, that brought it. */
  readonly since: string;
  readonly says: string;
  readonly applies: (seen: Seen) => Truth;
}

/** Six months, what A+ needs. */
export const HSTS_SECONDS = 180 * 86_400;

export const rules: readonly Rule[] = [
  rule('name-mismatch', 'M', '2009', 'the certificate is for another name', (r) => isFalse(r, ({ nameMatches }) => nameMatches)),
  rule('untrusted', 'T', '2009', 'the certificate is not trusted', (r) => isFalse(r, ({ trusted }) => trusted)),
  rule('out-of-date', 'T', '2009', 'the certificate has expired, or is not valid yet', (r) => isFalse(r, ({ inDate }) => inDate)),
  rule('sha1-certificate', 'T', '2017', 'a certificate of the chain is signed with SHA-1', (r) => signedWith(r, /sha-?1(?!\d)/i)),
  rule('md5-certificate', 'F', '2009e', 'a certificate of the chain is signed with MD5 or MD2', (r) => signedWith(r, /md[25]/i)),
  rule('revoked', 'F', '2009', 'the certificate is revoked', (r) => (r.certificates.some(({ revoked }) => revoked) ? 'yes' : 'no')),
  rule('sslv2', 'F', '2009c', 'SSL 2.0 is offered', (r) => speaks(r.tls, 'SSLv2')),
  rule('sslv3-best', 'F', '2009i', 'nothing newer than SSL 3.0 is offered', (r) => both(speaks(r.tls, 'SSLv3'), nothingFrom(r, 'TLSv1.0'))),
  rule('key-1024', 'F', '2009e', 'a key has fewer than 1,024 bits', (r) => someCertificate(r.certificates, shorter(1024))),
  rule('dh-1024', 'F', '2009i', 'a Diffie-Hellman prime has fewer than 1,024 bits', (r) => somePrime(r, 1024)),
  rule('only-rc4', 'F', '2009k', 'there are only RC4 suites', (r) => onlySuites(r, /RC4/)),
  rule('export', 'F', '2009e', 'export suites are offered', (r) => someSuite(r.tls, (suite) => suite.export)),
  rule('anonymous', 'F', '2009', 'suites without authentication are offered', (r) => someSuite(r.tls, ({ anonymous }) => anonymous)),
  rule('null-cipher', 'F', '2009', 'suites without encryption are offered', (r) => someSuite(r.tls, ({ bits }) => bits === 0)),
  rule('poodle', 'C', '2009g', 'SSL 3.0 is offered with CBC suites (POODLE)', (r) =>
    someSuite(r.tls, ({ version, name }) => version === 'SSLv3' && /_CBC_/.test(name)),
  ),
  rule('crime', 'C', '2009j', 'TLS compression is offered (CRIME)', (r) => feature(r, 'compression')),
  rule('rc4-modern', 'C', '2009j', 'RC4 is offered with TLS 1.1 or newer', (r) =>
    someSuite(r.tls, ({ version, name }) => /RC4/.test(name) && (version === 'TLSv1.1' || version === 'TLSv1.2')),
  ),
  rule('no-tls12', 'C', '2009j', 'neither TLS 1.2 nor TLS 1.3 is offered', (r) => nothingFrom(r, 'TLSv1.2')),
  rule('small-blocks', 'C', '2009n', 'a modern client gets a cipher with 64-bit blocks', (r) => someClient(r, /3DES|IDEA|_DES|RC2/)),
  rule('sslv3', 'B', '2009h', 'SSL 3.0 is offered', (r) => speaks(r.tls, 'SSLv3')),
  rule('rc4', 'B', '2009i', 'RC4 is offered', (r) => suiteNamed(r, /RC4/)),
  rule('chain-incomplete', 'B', '2009i', 'the chain is incomplete', (r) => isFalse(r, ({ chainComplete }) => chainComplete)),
  rule('dh-2048', 'B', '2009j', 'a Diffie-Hellman prime has fewer than 2,048 bits', (r) => somePrime(r, 2048)),
  rule('key-2048', 'B', '2009e', 'a key has fewer than 2,048 bits', (r) => someCertificate(r.certificates, shorter(2048))),
  rule('no-forward-secrecy', 'B', '2018', 'a modern client gets no forward secrecy', (r) => someClient(r, /^TLS_(?!EC?DHE_|DHE_).*_WITH_/)),
  rule('no-aead', 'B', '2018', 'no authenticated encryption is offered', (r) => not(someSuite(r.tls, ({ aead }) => aead))),
  rule('tls10', 'B', '2009q', 'TLS 1.0 is offered', (r) => speaks(r.tls, 'TLSv1.0')),
  rule('tls11', 'B', '2009q', 'TLS 1.1 is offered', (r) => speaks(r.tls, 'TLSv1.1')),
  rule('no-tls13', 'A-', '2009r', 'TLS 1.3 is not offered', (r) => not(speaks(r.tls, 'TLSv1.3'))),
  rule('no-secure-renegotiation', 'A-', '2009e', 'secure renegotiation is not offered', noSecureRenegotiation),
  rule('hsts-invalid', 'A-', '2009r', 'HSTS is switched off (max-age=0), or cannot be read', (r) => hstsIs(r, 'off')),
  rule('hsts-short', 'A', '2009f', 'HSTS is not sent, or for less than six months: no A+', (r) => hstsIs(r, 'short')),
];

/** Rules of the guide that nothing is asked for: a grade leaves them out, and says so. */
export const uncheckedRules: readonly Pick<Rule, 'id' | 'grade' | 'says'>[] = [
  { id: 'insecure-renegotiation', grade: 'F', says: 'clients can renegotiate insecurely' },
  { id: 'padding-oracle', grade: 'F', says: 'CBC padding tells of itself (POODLE TLS, Zombie POODLE, GOLDENDOODLE, CVE-2016-2107)' },
  { id: 'heartbleed', grade: 'F', says: 'Heartbleed (CVE-2014-0160)' },
  { id: 'early-ccs', grade: 'F', says: 'an early ChangeCipherSpec is taken (CVE-2014-0224)' },
  { id: 'robot', grade: 'F', says: 'an RSA padding oracle (ROBOT)' },
  { id: 'ticketbleed', grade: 'F', says: 'Ticketbleed (CVE-2016-9244)' },
  { id: 'drown', grade: 'F', says: 'another server with SSL 2.0 has the same key (DROWN)' },
  { id: 'debian-key', grade: 'F', says: 'a key of the weak Debian generator (CVE-2008-0166)' },
];

/** It is known of a certificate only where a response is stapled. */
export function revocationUnchecked({ certificates }: Seen): boolean {
  return certificates.length === 0 || certificates.some(({ revoked }) => revoked === undefined);
}

function rule(id: string, grade: Rule['grade'], since: string, says: string, applies: Rule['applies']): Rule {
  return { id, grade, since, says, applies };
}

function isFalse({ certificates }: Seen, read: (one: SeenCertificate) => boolean | undefined): Truth {
  return someCertificate(certificates, (one) => (read(one) === undefined ? undefined : read(one) === false));
}

function signedWith({ certificates }: Seen, algorithm: RegExp): Truth {
  return someCertificate(certificates, ({ signatureAlgorithms }) => signatureAlgorithms?.some((name) => algorithm.test(name)));
}

/** Curves count by their own measure: none in use is that weak. */
function shorter(bits: number): (one: SeenCertificate) => boolean | undefined {
  return ({ keyType, keyBits }) => {
    if (keyType === undefined) return undefined;
    if (!/^(RSA|DSA)/i.test(keyType)) return false;
    return keyBits === undefined ? undefined : keyBits < bits;
  };
}

function somePrime({ tls: { dhStatus, dh = [] } }: Seen, least: number): Truth {
  if (dh.some(({ bits }) => bits !== undefined && bits < least)) return 'yes';
  if (dhStatus === 'not-offered') return 'no';
  return primesSeen({ dhStatus, dh }) ? 'no' : 'unseen';
}

function suiteNamed({ tls }: Seen, pattern: RegExp): Truth {
  return someSuite(tls, ({ name }) => pattern.test(name));
}

function onlySuites({ tls }: Seen, pattern: RegExp): Truth {
  return offeredSuites(tls).length === 0 ? 'unseen' : not(someSuite(tls, ({ name }) => !pattern.test(name)));
}

function nothingFrom({ tls }: Seen, first: (typeof versions)[number]): Truth {
  const newer = versions.slice(versions.indexOf(first)).map((version) => speaks(tls, version));
  if (newer.includes('yes')) return 'no';
  return newer.includes('unseen') ? 'unseen' : 'yes';
}

function someClient({ tls: { simulations = [] } }: Seen, suitePattern: RegExp): Truth {
  if (simulations.some(({ suite }) => suite !== undefined && suitePattern.test(suite))) return 'yes';
  const clear = simulations.every(({ status, suite }) => status === 'refused' || (status === 'connected' && suite !== undefined));
  return simulations.length > 0 && clear ? 'no' : 'unseen';
}

function feature({ tls }: Seen, name: 'compression' | 'secure-renegotiation'): Truth {
  const seen = tls.features?.[name];
  if (seen === 'offered') return 'yes';
  return seen === 'not-offered' || accepted(tls).every((version) => version === 'TLSv1.3') ? 'no' : 'unseen';
}

/** TLS 1.3 has no renegotiation. */
function noSecureRenegotiation(seen: Seen): Truth {
  return accepted(seen.tls).every((version) => version === 'TLSv1.3') ? 'no' : not(feature(seen, 'secure-renegotiation'));
}

/** What is no web server sends none, and can have no A+ by it. */
function hstsIs({ tls, hsts, web }: Seen, what: 'off' | 'short'): Truth {
  const isOther = tls.upgradedFrom !== undefined || web === false;
  if (hsts === undefined) return !isOther ? 'unseen' : what === 'short' ? 'yes' : 'no';
  const { status, maxAgeSeconds } = hsts;
  if (status !== 'valid') return what === 'short' || status === 'invalid' ? 'yes' : 'no';
  if (maxAgeSeconds === undefined) return 'unseen';
  return (what === 'off' ? maxAgeSeconds === 0 : maxAgeSeconds < HSTS_SECONDS) ? 'yes' : 'no';
}

function both(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unseen';
}
