/** What the screen of `claimcheck tls` reads of a result: the published one (schema/tls-result.schema.json) has more. */

export type Offered = 'offered' | 'not-offered' | 'inconclusive';

export interface ProtocolView {
  readonly status: 'accepted' | 'refused' | 'inconclusive';
  readonly because?: string | undefined;
  readonly alert?: number | undefined;
  readonly onlyThisVersion?: boolean | undefined;
  readonly suites?: readonly string[] | undefined;
  readonly suitesUnclear?: readonly string[] | undefined;
  readonly serverPreference?: boolean | undefined;
}

export interface ReasonView {
  readonly grade: string;
  readonly says: string;
}

export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyType?: string | undefined;
  readonly keyBits?: number | undefined;
  readonly signatureAlgorithm?: string | undefined;
  readonly names?: readonly string[] | undefined;
}

export interface TrustView {
  readonly judgedAt: string;
  readonly roots: string;
  readonly chain: readonly ShownCertificate[];
  readonly trusted: boolean;
  readonly untrustedBecause?: string | undefined;
  readonly inDate: boolean;
  readonly nameMatches?: boolean | undefined;
  readonly chainComplete?: boolean | undefined;
  readonly weaknesses: readonly { readonly subject: string; readonly because: string }[];
  readonly transparencyProofs?: readonly unknown[] | undefined;
  readonly staple?: { readonly says?: string | undefined; readonly verified: boolean; readonly because?: string | undefined } | undefined;
}

export interface ComplianceView {
  readonly policy: string;
  readonly version: string;
  readonly answer: 'met' | 'not-met' | 'unseen';
  readonly requirements: readonly {
    readonly requirement: string;
    readonly binding: boolean;
    readonly answer: 'met' | 'not-met' | 'unseen';
    readonly faults: readonly string[];
  }[];
}

export interface HstsView {
  readonly status: 'valid' | 'invalid' | 'absent';
  readonly because?: string | undefined;
  readonly maxAgeSeconds?: number | undefined;
  readonly includeSubDomains?: boolean | undefined;
  readonly preload?: boolean | undefined;
}

export interface HttpView {
  readonly plainText?: string | undefined;
  readonly securityText?: { readonly present: boolean; readonly expired?: boolean | undefined } | undefined;
  readonly unseen: readonly { readonly what: string; readonly code: string }[];
}

/** What holds for a name with several addresses: the same on each of its lines. */
export interface WholeNameView {
  readonly addresses: number;
  readonly grade?: string | undefined;
  /** Where some have no grade, and could be worse. */
  readonly gradeAtBest?: string | undefined;
}

export interface ReportView {
  readonly endpoint: string;
  readonly address: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly connections: number;
  readonly because?: string | undefined;
  /** A hello was answered in plain HTTP. */
  readonly plainHttp?: boolean | undefined;
  readonly throttled: boolean;
  readonly serverName?: string | undefined;
  readonly upgradedFrom?: string | undefined;
  readonly upgrade?: Offered | undefined;
  readonly asked: readonly string[];
  readonly unclear: readonly string[];
  readonly protocols: Readonly<Partial<Record<string, ProtocolView>>>;
  readonly groups?: readonly { readonly group: string; readonly protocol: string; readonly authentication: string }[] | undefined;
  readonly groupsUnclear?: readonly string[] | undefined;
  readonly postQuantum?: Offered | undefined;
  readonly dhStatus?: Offered | undefined;
  readonly dh?: readonly { readonly suite: string; readonly bits?: number | undefined; readonly prime?: string | undefined }[] | undefined;
  readonly signatureAlgorithms?: readonly { readonly scheme: string; readonly protocol: string }[] | undefined;
  readonly features?: Readonly<Partial<Record<string, Offered>>> | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientCertificateRequired?: boolean | undefined;
  readonly simulations?:
    | readonly {
        readonly client: string;
        readonly status: 'connected' | 'refused' | 'inconclusive';
        readonly protocol?: string | undefined;
        readonly suite?: string | undefined;
        readonly group?: string | undefined;
      }[]
    | undefined;
  readonly withoutServerName?: { readonly status: string; readonly sameCertificate?: boolean | undefined } | undefined;
  readonly certificate?: TrustView | undefined;
  readonly otherCertificates?: readonly TrustView[] | undefined;
  readonly secondWitness?:
    | {
        readonly protocol?: string | undefined;
        readonly suite?: string | undefined;
        readonly code?: string | undefined;
        readonly agrees?: boolean | undefined;
      }
    | undefined;
  readonly caa?: { readonly status: string; readonly issuers?: readonly string[] | undefined } | undefined;
  readonly hsts?: HstsView | undefined;
  readonly http?: HttpView | undefined;
  readonly grade?: string | undefined;
  readonly gradeTrustIgnored?: string | undefined;
  readonly gradeAtBest?: string | undefined;
  readonly gradeReasons?: readonly ReasonView[] | undefined;
  readonly rating?:
    | {
        readonly guide: string;
        readonly scores: Readonly<Record<'protocol' | 'keyExchange' | 'cipherStrength', { readonly score: number }>> & {
          readonly total: number;
        };
        readonly unseen: readonly ReasonView[];
        readonly notChecked: readonly { readonly says: string }[];
        readonly assumed: readonly string[];
      }
    | undefined;
  readonly compliance?: readonly ComplianceView[] | undefined;
  readonly policy?:
    | { readonly policy: string; readonly answer: 'met' | 'not-met' | 'unseen'; readonly faults: readonly string[] }
    | undefined;
  readonly wholeName?: WholeNameView | undefined;
}

/** Of which nothing was asked. */
export interface UnseenView {
  readonly endpoint: string;
  readonly address?: string | undefined;
  readonly because: string;
  readonly unclear: readonly string[];
  readonly wholeName?: WholeNameView | undefined;
}

export type LineView = ReportView | UnseenView;

export function isReport(line: LineView): line is ReportView {
  return 'protocols' in line;
}

/** What a suite is worth. `strength`: "strong", "no-aead", "no-forward-secrecy", "weak", "broken", "unknown". */
export interface TlsLook {
  readonly columns: number;
  readonly color: boolean;
  readonly worth: (suite: string) => { readonly strength: string; readonly bits?: number };
}
