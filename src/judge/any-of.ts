import type { DocumentFact, Fact, ProofJudgement, SubjectName, Target, Verdict } from '../model.ts';
import { judgeDocument } from './document-proof.ts';
import { type Circumstances, createQuestionProof, type QuestionProof } from './question-proof.ts';
import type { Question, ResolvedDocument, ResolvedQuestion } from './resolve.ts';
import { addCounts } from './tally.ts';
import { best, worst } from './verdicts.ts';

/** Alternatives, decided for each target apart; then the worst target counts. */
export interface AnyOfProof {
  readonly see: (fact: Fact, name: SubjectName | undefined) => void;
  readonly finish: () => ProofJudgement;
}

/** DESIGN §2 rule 5. Paper never hides a machine's answer: a document counts only where no check branch looked. */
export function createAnyOf(
  branches: readonly (ResolvedQuestion | ResolvedDocument)[],
  targets: readonly Target[],
  documents: readonly DocumentFact[],
  circumstances: Circumstances,
): AnyOfProof {
  const questions = branches.flatMap((branch) => (branch.is === 'question' ? [branch.question] : []));
  const papers = branches.flatMap((branch) =>
    branch.is === 'document' ? [judgeDocument(branch.document, documents, circumstances.asOf)] : [],
  );
  const byTarget = new Map<string, readonly QuestionProof[]>();
  for (const { target } of targets) proofsOf(target);
  for (const { target } of circumstances.tasks) proofsOf(target);

  return { see, finish };

  function see(fact: Fact, name: SubjectName | undefined): void {
    for (const proof of proofsOf(fact.target)) proof.see(fact, name);
  }

  function proofsOf(target: string): readonly QuestionProof[] {
    const known = byTarget.get(target);
    if (known !== undefined) return known;
    const own: Circumstances = { ...circumstances, tasks: circumstances.tasks.filter((task) => task.target === target) };
    const proofs = questions.map((question) => createQuestionProof(question, own));
    byTarget.set(target, proofs);
    return proofs;
  }

  function finish(): ProofJudgement {
    const rows = [...byTarget].map(([target, proofs]) => ({
      target,
      looked: proofs.map((proof) => proof.lookedAt()),
      judged: proofs.map((proof) => proof.finish([])),
    }));
    const decided = rows.flatMap(({ looked, judged }) => {
      const answers = judged.filter((_, index) => looked[index]).map(({ verdict }) => verdict);
      const candidates = answers.length > 0 ? answers : papers.map(({ verdict }) => verdict);
      return candidates.length === 0 ? [] : [best(candidates)];
    });
    const machine = questions.map((question, index) =>
      fold(
        question,
        rows.flatMap(({ looked, judged }) => (looked[index] ? judged.slice(index, index + 1) : [])),
      ),
    );
    const parts = [...machine, ...papers];
    return {
      proof: 'anyOf',
      verdict: verdict(decided),
      counts: addCounts(parts.map(({ counts }) => counts)),
      contradictions: [],
      excepted: [],
      causes: decided.length === 0 && papers.length === 0 ? [{ reason: 'not-planned', where: ['*/*'], count: 1 }] : [],
      notApplicable: {},
      services: {},
      notLookedAt: rows.filter(({ looked }) => papers.length === 0 && !looked.includes(true)).map(({ target }) => target),
      branches: parts,
    };
  }

  /** Without any target, paper alone decides; without paper, nobody looked. */
  function verdict(decided: readonly Verdict[]): Verdict {
    if (decided.length > 0) return worst(decided);
    return papers.length > 0 ? best(papers.map((paper) => paper.verdict)) : 'unproven';
  }
}

/** One branch over all targets that it looked at. */
function fold(question: Question, judged: readonly ProofJudgement[]): ProofJudgement {
  return {
    proof: question.label,
    verdict: judged.length === 0 ? 'unproven' : worst(judged.map(({ verdict }) => verdict)),
    counts: addCounts(judged.map(({ counts }) => counts)),
    contradictions: judged.flatMap(({ contradictions }) => contradictions),
    excepted: judged.flatMap(({ excepted }) => excepted),
    causes: judged.flatMap(({ causes }) => causes),
    notApplicable: addNumbers(judged.map(({ notApplicable }) => notApplicable)),
    services: addNumbers(judged.map(({ services }) => services)),
    notLookedAt: [],
  };
}

function addNumbers(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum = new Map<string, number>();
  for (const numbers of all) for (const [key, number] of Object.entries(numbers)) sum.set(key, (sum.get(key) ?? 0) + number);
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}
