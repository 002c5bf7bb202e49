import type { DocumentFact, Fact, Instant, Judgement, ProofJudgement, SubjectName, Target, Task, Verdict } from '../model.ts';
import { createAnyOf } from './any-of.ts';
import { judgeDocument } from './document-proof.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Circumstances, createQuestionProof } from './question-proof.ts';
import type { ResolvedClaim, ResolvedProof } from './resolve.ts';
import { createScope } from './scope.ts';
import { addCounts, noCounts } from './tally.ts';
import { worst } from './verdicts.ts';

/** What a run planned and read before any fact: targets, tasks and documents. */
export interface Setting {
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
  readonly documents: readonly DocumentFact[];
}

/** Judges every claim in one pass over the facts, in constant memory. */
export interface Judging {
  /** `name` is the name line of the fact's subject; only claims with a scope expression or exceptions ask for it. */
  readonly see: (fact: Fact, name: SubjectName | undefined) => void;
  readonly needsNames: boolean;
  readonly finish: () => readonly Judgement[];
}

/** Everything that may stand in a run's streams and concerns a verdict. */
export type JudgedRecord = Target | Task | DocumentFact | SubjectName | Fact;

/** The honesty rule (DESIGN §2). Pure: the same claim and records give the same judgement, in any order, on any machine, for ever. */
export function evaluate(claim: ResolvedClaim, records: Iterable<JudgedRecord>, asOf: Instant): Judgement {
  const targets: Target[] = [];
  const tasks: Task[] = [];
  const documents: DocumentFact[] = [];
  const names = new Map<string, SubjectName>();
  const facts: Fact[] = [];
  for (const record of records) {
    if (record.record === 'target') targets.push(record);
    else if (record.record === 'task') tasks.push(record);
    else if (record.record === 'document') documents.push(record);
    else if (record.record === 'name') names.set(`${record.target}/${record.subject}`, record);
    else facts.push(record);
  }
  const judging = startClaim(claim, { targets, tasks, documents }, createLedger(tasks), asOf);
  for (const fact of facts) judging.note(fact);
  for (const fact of facts) judging.see(fact, subjectName(fact));
  return judging.finish();

  function subjectName(fact: Fact): SubjectName | undefined {
    return 'subject' in fact && fact.subject !== undefined ? names.get(`${fact.target}/${fact.subject}`) : undefined;
  }
}

/** Starts judging several claims over one run. */
export function startJudging(claims: readonly ResolvedClaim[], setting: Setting, asOf: Instant): Judging {
  const ledger = createLedger(setting.tasks);
  const judged = claims.map((claim) => startClaim(claim, setting, ledger, asOf));
  return {
    needsNames: judged.some((claim) => claim.needsNames),
    see: (fact, name) => {
      ledger.see(fact);
      for (const claim of judged) claim.see(fact, name);
    },
    finish: () => judged.map((claim) => claim.finish()),
  };
}

function startClaim({ claim, proofs, where }: ResolvedClaim, setting: Setting, ledger: Ledger, asOf: Instant) {
  const scope = createScope(claim, where, asOf);
  const configs = new Map(setting.targets.map(({ target, config }) => [target, config]));
  const targets = setting.targets.filter(({ target }) => inScope(target));
  const circumstances: Circumstances = {
    scope,
    ledger,
    asOf,
    maxAge: claim.maxAge ?? Number.POSITIVE_INFINITY,
    tasks: setting.tasks.filter(({ target }) => inScope(target)),
  };
  const judges = proofs.map(startProof);

  return { note: ledger.see, see, finish, needsNames: scope.needsNames };

  function see(fact: Fact, name: SubjectName | undefined): void {
    if (inScope(fact.target)) for (const judge of judges) judge.see(fact, name);
  }

  function finish(): Judgement {
    const judgements = judges.map((judge) => judge.finish());
    const counts = judgements.length === 0 ? noCounts : addCounts(judgements.map((judgement) => judgement.counts));
    const verdict: Verdict = judgements.length === 0 ? 'unjudged' : worst(judgements.map((judgement) => judgement.verdict));
    return { claim: claim.id, verdict, counts, proofs: judgements };
  }

  function startProof(proof: ResolvedProof): { see: (fact: Fact, name: SubjectName | undefined) => void; finish: () => ProofJudgement } {
    if (proof.is === 'anyOf') return createAnyOf(proof.branches, targets, setting.documents, circumstances);
    if (proof.is === 'document') return { see: () => {}, finish: () => judgeDocument(proof.document, setting.documents, asOf) };
    const { see, finish } = createQuestionProof(proof.question, circumstances);
    return { see, finish: () => finish(notLookedAt(proof.question.kind, proof.question.services)) };
  }

  /** A target that no target line names stays in scope: what is not known is not left out. */
  function inScope(target: string): boolean {
    const config = configs.get(target);
    return claim.scope.targets === undefined || config === undefined || claim.scope.targets.includes(config);
  }

  /** Config targets in scope that no collector was planned for. */
  function notLookedAt(kind: string, services: readonly string[] | undefined): readonly string[] {
    const planned = new Set(
      circumstances.tasks
        .filter(
          (task) => task.kinds.includes(kind) && (services === undefined || task.services.some((service) => services.includes(service))),
        )
        .map(({ target }) => target),
    );
    return [...new Set(targets.filter(({ target }) => !planned.has(target)).map(({ config }) => config))].sort();
  }
}
