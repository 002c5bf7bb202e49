/** What the guides are asked about: one address and port, as far as it was seen. Absent means not seen. */
import type { TlsVersion } from '../kinds/tls-versions.ts';

export type { TlsVersion } from '../kinds/tls-versions.ts';

export interface SeenVersion {
  readonly status: 'accepted' | 'refused' | 'inconclusive';
  /** Of one that never answers: the same hello in an accepted version was answered, before and after. */
  readonly onlyThisVersion?: boolean | undefined;
  readonly suites?: readonly string[] | undefined;
  /** Neither accepted nor refused. */
  readonly suitesUnclear?: readonly string[] | undefined;
  readonly serverPreference?: boolean | undefined;
}

/** The kind `tls-endpoint` and the report of `claimcheck tls` both have this shape. */
export interface SeenHandshakes {
  readonly protocols?: { readonly [Version in TlsVersion]?: SeenVersion | undefined } | undefined;
  readonly groups?: readonly { readonly group: string }[] | undefined;
  readonly groupsUnclear?: readonly string[] | undefined;
  readonly dhStatus?: 'offered' | 'not-offered' | 'inconclusive' | undefined;
  readonly dh?:
    | readonly { readonly suite: string; readonly protocol?: TlsVersion | undefined; readonly bits?: number | undefined }[]
    | undefined;
  readonly features?: { readonly [name: string]: 'offered' | 'not-offered' | 'inconclusive' | undefined } | undefined;
  readonly simulations?:
    | readonly { readonly status: 'connected' | 'refused' | 'inconclusive'; readonly suite?: string | undefined }[]
    | undefined;
  /** What TLS was started from: it is no web server. */
  readonly upgradedFrom?: string | undefined;
}

/** One chain. */
export interface SeenCertificate {
  /** "RSA", "EC", "Ed25519". */
  readonly keyType?: string | undefined;
  readonly keyBits?: number | undefined;
  readonly curve?: string | undefined;
  /** How it is signed, and how every certificate above it that counts is, less a self-signed root. */
  readonly signatureAlgorithm?: string | undefined;
  readonly signatureAlgorithms?: readonly string[] | undefined;
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
  readonly inDate?: boolean | undefined;
  readonly trusted?: boolean | undefined;
  readonly nameMatches?: boolean | undefined;
  readonly chainComplete?: boolean | undefined;
  /** By a verified OCSP response. Undefined: there was none. */
  readonly revoked?: boolean | undefined;
  /** The OCSP response that came with it. */
  readonly staple?: { readonly verified: boolean; readonly because?: string | undefined } | undefined;
}

/** `absent`: there is an answer over HTTPS without it. */
export interface SeenHsts {
  readonly status: 'valid' | 'absent' | 'invalid';
  readonly maxAgeSeconds?: number | undefined;
}

export interface Seen {
  readonly tls: SeenHandshakes;
  /** Every chain that was shown. Empty: none was seen. */
  readonly certificates: readonly SeenCertificate[];
  /** Undefined: nothing answered over HTTPS, or it was not asked. */
  readonly hsts?: SeenHsts | undefined;
  /** Whether it is known for a web server, of which HSTS is asked; false: what answers there is no HTTP. One that answers HTTPS is one anyway. */
  readonly web?: boolean | undefined;
}
