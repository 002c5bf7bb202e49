import { speaks, versions } from './facts.ts';
import { GUIDE, gradesWorstFirst, letters } from './letters.ts';
import type { Grade, GradeReason, Letter, Rating, Scores } from './rating.ts';
import { type Rule, revocationUnchecked, rules, uncheckedRules } from './rules.ts';
import { scoresOf } from './scores.ts';
import type { Seen } from './seen.ts';

/** Below which score a letter begins. */
const LETTERS = [
  [80, 'A'],
  [65, 'B'],
  [50, 'C'],
  [35, 'D'],
  [20, 'E'],
] as const;

/** Undefined where too little was seen to rate anything. */
export function rate(seen: Seen): Rating | undefined {
  const assessed = assess(seen);
  if (assessed === undefined) return undefined;
  const { scores, applied, open, whole } = assessed;
  const grade = gradeOf(scores, applied);
  const letter = letterOf(scores, applied);
  const lowering = open.filter((rule) => gradeOf(scores, [...applied, rule]) !== grade);
  const isSettled = lowering.length === 0 && (whole || grade === 'T' || grade === 'M' || grade === 'F');
  const isLetterSettled = letter === 'F' || (whole && open.every((rule) => letterOf(scores, [...applied, rule]) === letter));
  return {
    guide: GUIDE,
    ...(isSettled ? { grade } : { gradeAtBest: grade }),
    ...(isLetterSettled ? { gradeTrustIgnored: letter } : {}),
    scores,
    gradeReasons: applied.map(reasonOf).sort(worstFirst),
    unseen: lowering.map(reasonOf).sort(worstFirst),
    notChecked: [...uncheckedRules, ...(revocationUnchecked(seen) ? rules.filter(({ id }) => id === 'revoked') : [])].map(
      ({ id, says }) => ({
        rule: id,
        says,
      }),
    ),
    assumed: versions
      .filter((version) => seen.tls.protocols?.[version]?.status === 'inconclusive' && speaks(seen.tls, version) === 'no')
      .map((version) => `${version}: never answered, while the same hello in another version was; counted as not offered`),
  };
}

/** What a grade is made of: the best that it can be by `applied`, the worst by `open` as well, where the scores are whole. */
export interface Assessed {
  readonly scores: Scores;
  readonly applied: readonly Rule[];
  readonly open: readonly Rule[];
  readonly whole: boolean;
}

export function assess(seen: Seen): Assessed | undefined {
  const scores = scoresOf(seen);
  if (scores === undefined) return undefined;
  const found = rules.map((rule) => ({ rule, truth: rule.applies(seen) }));
  return {
    scores,
    applied: found.flatMap(({ rule, truth }) => (truth === 'yes' ? [rule] : [])),
    open: found.flatMap(({ rule, truth }) => (truth === 'unseen' ? [rule] : [])),
    whole: [scores.protocol, scores.keyExchange, scores.cipherStrength].every((score) => score.whole),
  };
}

export function gradeOf(scores: Scores, applied: readonly Rule[]): Grade {
  return (
    gradesWorstFirst.find((grade) => (grade === 'T' || grade === 'M') && applied.some((rule) => rule.grade === grade)) ??
    letterOf(scores, applied)
  );
}

/** The letter of the score, no better than the rules allow. A+ is an A that no rule says anything about. */
export function letterOf({ total }: Scores, applied: readonly Rule[]): Letter {
  const scored: Letter = LETTERS.find(([least]) => total >= least)?.[1] ?? 'F';
  const caps: readonly Letter[] = applied.flatMap(({ grade }) => (grade === 'T' || grade === 'M' ? [] : [grade]));
  return caps.reduce((a, b) => (letters.indexOf(b) > letters.indexOf(a) ? b : a), scored === 'A' ? 'A+' : scored);
}

function reasonOf({ id, grade, says, since }: Rule): GradeReason {
  return { rule: id, grade, says, since };
}

function worstFirst(a: GradeReason, b: GradeReason): number {
  return gradesWorstFirst.indexOf(a.grade) - gradesWorstFirst.indexOf(b.grade);
}
