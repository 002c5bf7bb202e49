/** Whom to trust. Read once, and used for every chain. */
import { type Certificate, readCertificate, subjectOf } from './read-certificate.ts';
import type { TrustResult } from './trust-result.ts';

export interface Roots {
  readonly from: TrustResult['roots'];
  /** PEM, as OpenSSL takes them. */
  readonly pem: readonly string[];
  /** All with that subject. Those that are self-signed end a chain; others of a given file only fill a gap in one. */
  readonly named: (subject: string) => readonly Certificate[];
}

export function bundledRoots(): Roots {
  return rootsOf('bundled-roots', () => carriedByNode('bundled'));
}

export function systemRoots(): Roots {
  return rootsOf('system-roots', () => carriedByNode('system'));
}

/** A scan that asks for no chain never loads Node's TLS: that takes longer than half of its handshakes. */
function carriedByNode(which: 'bundled' | 'system'): readonly string[] {
  return process.getBuiltinModule('node:tls').getCACertificates(which);
}

/** Of a PEM file's text. Throws a TypeError where no certificate can be read in it: without roots nothing could be said about trust. */
export function givenRoots(text: string): Roots {
  const pem = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (!pem.some((each) => readCertificate(each) !== undefined)) throw new TypeError('expected CA certificates in PEM');
  return rootsOf('given-ca', pem);
}

/** They are read when they are first asked for: all their subjects at once, and the rest of a root, its own signature foremost, where a chain leads to it. */
export function rootsOf(from: Roots['from'], pem: readonly string[] | (() => readonly string[])): Roots {
  const list = typeof pem === 'function' ? pem : () => pem;
  let bySubject: ReadonlyMap<string, () => readonly Certificate[]> | undefined;
  return {
    from,
    get pem() {
      return list();
    },
    named: (subject) => {
      bySubject ??= new Map(
        Array.from(bySubjectOf(list()), ([name, these]) => [name, once(() => these.flatMap((each) => readCertificate(each) ?? []))]),
      );
      return bySubject.get(subject.toLowerCase())?.() ?? [];
    },
  };
}

function bySubjectOf(pem: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(pem, (each) => subjectOf(each)?.toLowerCase() ?? '');
}

function once<T>(read: () => T): () => T {
  let value: { readonly read: T } | undefined;
  return () => {
    value ??= { read: read() };
    return value.read;
  };
}
