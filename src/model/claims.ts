/** Claims in their normal form, and what each rests on. */

export interface Exception {
  /** A subject's id; `*` stands for any run of characters. */
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  readonly expires: string;
  /** The sentence of the page that admits it, where there is one. */
  readonly disclosed?: string;
}

export interface DocumentProof {
  readonly document: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly validFrom?: string;
  /** The last day on which it holds, YYYY-MM-DD. */
  readonly validUntil: string;
  /** The provider whose certificate this is, where it is not the vendor's own. */
  readonly inherited?: string;
}

/** A check with its parameters; `version` pins its meaning. */
export interface CheckProof {
  readonly check: string;
  readonly version: number;
  readonly services?: readonly string[];
  readonly with: Readonly<Record<string, unknown>>;
}

/** An own check: a CEL expression over `data`, for one kind. */
export interface ExpectProof {
  readonly kind: string;
  readonly services?: readonly string[];
  readonly expect: string;
}

export type Proof = CheckProof | ExpectProof | DocumentProof | { readonly anyOf: readonly Proof[] };

/** One sentence of the page, in the normal form that is sealed in run.jsonl. */
export interface Claim {
  readonly record: 'claim';
  readonly id: string;
  readonly quote: string;
  /** Where the quote stands in the page's file; absent where no file is given. */
  readonly stands?: { readonly file: string; readonly line: number };
  readonly private: boolean;
  /** Names of the config's targets; absent: all. `where` is CEL over `subject`. */
  readonly scope: { readonly targets?: readonly string[]; readonly where?: string };
  /** Empty: nothing could show it, and `because` says why. */
  readonly proof: readonly Proof[];
  readonly because?: string;
  readonly controls: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
  readonly exceptions: readonly Exception[];
}
