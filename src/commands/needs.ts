import type { Need } from '../collect/plan.ts';
import type { Question, ResolvedClaim } from '../judge/resolve.ts';

/** The questions that a claim asks, branches of anyOf included. */
export function questionsOf({ proofs }: ResolvedClaim): readonly Question[] {
  return proofs.flatMap((proof) => {
    if (proof.is === 'question') return [proof.question];
    return proof.is === 'anyOf' ? proof.branches.flatMap((branch) => (branch.is === 'question' ? [branch.question] : [])) : [];
  });
}

/** What has to be seen for these claims, and nothing more. */
export function needsOf(claims: readonly ResolvedClaim[]): readonly Need[] {
  return claims.flatMap((resolved) => {
    const { targets } = resolved.claim.scope;
    return questionsOf(resolved).map(({ kind, reads, services }) => ({
      kind,
      reads,
      ...(services === undefined ? {} : { services }),
      ...(targets === undefined ? {} : { targets }),
    }));
  });
}
