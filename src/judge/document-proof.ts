import type { DocumentFact, DocumentProof, Instant, ProofJudgement, Verdict } from '../model.ts';
import { noCounts } from './tally.ts';

/** A document is attested while it is valid and lapsed after; one that was not read proves nothing. */
export function judgeDocument(proof: DocumentProof, documents: readonly DocumentFact[], asOf: Instant): ProofJudgement {
  const read = documents.some(({ file }) => file === proof.document);
  return {
    proof: 'document',
    verdict: read ? validity(proof, asOf.slice(0, 10)) : 'unproven',
    counts: noCounts,
    contradictions: [],
    excepted: [],
    causes: read ? [] : [{ reason: 'no-document', where: [], count: 1 }],
    notApplicable: {},
    services: {},
    notLookedAt: [],
    document: proof,
  };
}

function validity({ validFrom, validUntil }: DocumentProof, today: string): Verdict {
  const begun = validFrom === undefined || validFrom <= today;
  return begun && today <= validUntil ? 'attested' : 'lapsed';
}
