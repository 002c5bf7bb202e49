import type { Answer, Check, Claim, DocumentProof, Instant, Kind, Proof } from '../model.ts';
import { type CelExpression, compileCel } from './cel.ts';

/** A check or own expression, ready to answer for one observation. */
export interface Question {
  /** "encrypted-at-rest@1", "expect:encryption-at-rest". */
  readonly label: string;
  readonly kind: string;
  readonly services: readonly string[] | undefined;
  readonly mode: 'each' | 'some';
  readonly per: 'account' | 'region' | 'subject';
  readonly absence?: 'told';
  readonly reads: readonly string[];
  /** `undefined`: the expression cannot be evaluated on this data. */
  readonly judge: (data: unknown, seen: { readonly at: Instant }) => Answer | undefined;
}

export type ResolvedProof =
  | { readonly is: 'question'; readonly question: Question }
  | { readonly is: 'document'; readonly document: DocumentProof }
  | { readonly is: 'anyOf'; readonly branches: readonly (ResolvedQuestion | ResolvedDocument)[] };
export type ResolvedQuestion = Extract<ResolvedProof, { is: 'question' }>;
export type ResolvedDocument = Extract<ResolvedProof, { is: 'document' }>;

/** A claim with its checks bound to their parameters. */
export interface ResolvedClaim {
  readonly claim: Claim;
  readonly proofs: readonly ResolvedProof[];
  readonly where: CelExpression | undefined;
}

/** The published checks and kinds, as the caller has them. */
export interface Library {
  readonly checks: readonly Check[];
  readonly kinds: readonly Kind[];
}

/** Binds a claim to the library. Throws an Error where it names a check, version, kind or parameter that the library does not have. */
export function resolveClaim(claim: Claim, library: Library): ResolvedClaim {
  const { where } = claim.scope;
  return {
    claim,
    proofs: claim.proof.map((proof) => resolveProof(proof, library)),
    where: where === undefined ? undefined : compileCel(where, 'subject'),
  };
}

function resolveProof(proof: Proof, library: Library): ResolvedProof {
  if (!('anyOf' in proof)) return resolveBranch(proof, library);
  return { is: 'anyOf', branches: proof.anyOf.map((branch) => resolveBranch(branch, library)) };
}

function resolveBranch(proof: Proof, library: Library): ResolvedQuestion | ResolvedDocument {
  if ('anyOf' in proof) throw new Error('anyOf cannot stand inside anyOf');
  if ('document' in proof) return { is: 'document', document: proof };
  if ('expect' in proof) return { is: 'question', question: expectation(proof, library.kinds) };
  const check = library.checks.find(({ id, version }) => id === proof.check && version === proof.version);
  if (check === undefined) throw new Error(`there is no check ${proof.check}@${proof.version}`);
  const { reads, judge, grouping = check } = check.bind(proof.with);
  const question: Question = {
    label: `${check.id}@${check.version}`,
    kind: check.kind.id,
    services: proof.services,
    mode: grouping.mode,
    per: ('per' in grouping ? grouping.per : undefined) ?? 'account',
    ...(check.absence === undefined ? {} : { absence: check.absence }),
    reads,
    judge,
  };
  return { is: 'question', question };
}

function expectation(proof: Extract<Proof, { expect: string }>, kinds: readonly Kind[]): Question {
  const kind = kinds.find(({ id }) => id === proof.kind);
  if (kind === undefined) throw new Error(`there is no kind ${proof.kind}`);
  const holds = compileCel(proof.expect, 'data');
  return {
    label: `expect:${kind.id}`,
    kind: kind.id,
    services: proof.services,
    mode: 'each',
    per: 'account',
    reads: kind.fields,
    judge: (data) => {
      const answer = holds(data);
      if (answer === 'true') return { is: 'holds' };
      return answer === 'false' ? { is: 'contradicts', why: `${proof.expect} is false` } : undefined;
    },
  };
}
