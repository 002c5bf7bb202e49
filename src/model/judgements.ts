/** What was judged of a claim, and by which numbers. */
import type { DocumentProof } from './claims.ts';
import type { GapReason, SubjectId } from './facts.ts';

export type Verdict = 'verified' | 'attested' | 'vacuous' | 'lapsed' | 'unproven' | 'contradicted' | 'unjudged';

/**
 * Numbers of observations, unless said otherwise. For `each`: observations = holds + contradicts + excepted + notApplicable + unseen;
 * for `some`, holds, contradicts and excepted count groups.
 */
export interface Counts {
  readonly observations: number;
  readonly holds: number;
  readonly contradicts: number;
  readonly excepted: number;
  readonly notApplicable: number;
  readonly unseen: number;
  /** Observations that the claim's `where` leaves out. */
  readonly outOfScope: number;
  /** Gap records that concern the proof. */
  readonly gaps: number;
  readonly exclusions: number;
  /** Planned tasks that concern the proof, and how many of them have a sweep. */
  readonly tasks: number;
  readonly swept: number;
}

/** One contradicting (or excepted) subject; of a `some` check, a group in which nothing satisfies (then without subject). */
export interface Finding {
  readonly target: string;
  readonly region: string;
  readonly service: string;
  readonly subject?: SubjectId;
  readonly why: string;
}

/** Why a proof is unproven: like causes folded together. `not-swept`: a planned task ended without sweep or gap. */
export interface Cause {
  readonly reason: GapReason | 'not-swept' | 'not-planned' | 'counts-differ' | 'unseen' | 'not-evaluable' | 'no-document';
  readonly collector?: string;
  readonly call?: string;
  readonly permissions?: readonly string[];
  readonly code?: string;
  readonly fields?: readonly string[];
  /** "t0001/eu-west-1", sorted, at most 50. */
  readonly where: readonly string[];
  /** How many records. */
  readonly count: number;
}

export interface ProofJudgement {
  /** "encrypted-at-rest@1", "document", "anyOf", or "expect:<kind>". */
  readonly proof: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** At most `SAMPLE` of them; `counts.contradicts` is the whole number. */
  readonly contradictions: readonly Finding[];
  readonly excepted: readonly Finding[];
  readonly causes: readonly Cause[];
  /** Reasons for not-applicable, each with its number. */
  readonly notApplicable: Readonly<Record<string, number>>;
  /** Observations by service; a planned service that nothing was found of stands with 0. */
  readonly services: Readonly<Record<string, number>>;
  /** Config targets in scope that have no collector for the kind. */
  readonly notLookedAt: readonly string[];
  /** For a document: its file and last valid day. */
  readonly document?: DocumentProof;
  /** The branches of an anyOf. */
  readonly branches?: readonly ProofJudgement[];
}

export interface Judgement {
  readonly claim: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly proofs: readonly ProofJudgement[];
}

/** The most findings or subjects that are told one by one; counts are whole. */
export const SAMPLE = 1000;
