import type { Compliance } from '../compliance/compliance.ts';
import { letters } from '../rating/letters.ts';
import type { Grade, GradeReason, Letter } from '../rating/rating.ts';
import type { PolicyAnswer } from './tls-report.ts';

export const policies = ['mozilla-modern', 'mozilla-intermediate', 'mozilla-old'] as const;

/** What --policy asks of every address. */
export type Policy =
  | { readonly is: 'guideline'; readonly name: (typeof policies)[number] }
  | { readonly is: 'grade'; readonly name: string; readonly atLeast: Letter };

/** Reads "mozilla-intermediate" and "grade>=A"; throws a TypeError that says what was expected. */
export function parsePolicy(text: string): Policy {
  const guideline = policies.find((name) => name === text);
  if (guideline !== undefined) return { is: 'guideline', name: guideline };
  const atLeast = letters.find((letter) => text === `grade>=${letter}`);
  if (atLeast === undefined) throw new TypeError(`expected one of ${policies.join(', ')}, or a grade: "grade>=A"`);
  return { is: 'grade', name: text, atLeast };
}

/** What a policy is judged by. Absent: too little was asked or seen. */
export interface Judged {
  readonly grade?: Grade | undefined;
  readonly gradeAtBest?: Grade | undefined;
  readonly gradeReasons?: readonly GradeReason[] | undefined;
  readonly unseen?: readonly GradeReason[] | undefined;
  readonly compliance?: readonly Compliance[] | undefined;
}

export function judgePolicy(policy: Policy, judged: Judged): PolicyAnswer {
  return policy.is === 'grade' ? byGrade(policy, judged) : byGuideline(policy.name, judged);
}

function byGrade({ name, atLeast }: Policy & { readonly is: 'grade' }, judged: Judged): PolicyAnswer {
  const { grade, gradeAtBest = grade, gradeReasons = [], unseen = [] } = judged;
  if (gradeAtBest === undefined) return { policy: name, answer: 'unseen', faults: ['there is no grade: too little was asked, or seen'] };
  if (!reaches(gradeAtBest, atLeast)) {
    const against = gradeReasons.filter((reason) => !reaches(reason.grade, atLeast));
    return { policy: name, answer: 'not-met', faults: against.length === 0 ? ['the scores are too low'] : against.map(({ says }) => says) };
  }
  if (grade === undefined) return { policy: name, answer: 'unseen', faults: unseen.map(({ says }) => `not seen: ${says}`) };
  return { policy: name, answer: 'met', faults: [] };
}

function reaches(grade: Grade, atLeast: Letter): boolean {
  return grade !== 'T' && grade !== 'M' && letters.indexOf(grade) <= letters.indexOf(atLeast);
}

function byGuideline(name: (typeof policies)[number], { compliance = [] }: Judged): PolicyAnswer {
  const found = compliance.find(({ policy }) => policy === name);
  if (found === undefined) return { policy: name, answer: 'unseen', faults: ['too little was asked, or seen'] };
  const open = found.requirements.filter(({ binding, answer }) => binding && answer !== 'met');
  return { policy: name, answer: found.answer, faults: open.flatMap(({ faults }) => faults) };
}
