import type { SubjectId } from '../model.ts';

/** A set of subjects, in a bit each where they are numbered without gaps, and never in more than their count allows: strangers choose numbers. */
export interface SubjectSet {
  /** False where it was there before. */
  readonly add: (target: string, subject: SubjectId) => boolean;
  readonly has: (target: string, subject: SubjectId) => boolean;
  /** `has` by number: 17 for "s000017". */
  readonly hasNumber: (target: string, number: number) => boolean;
}

const PAGE = 4096;
/** Pages that there may be for each subject. */
const SHARE = 1 / 64;
const SPARE = 16;

export function createSubjectSet(): SubjectSet {
  const targets = new Map<string, Map<number, Uint8Array>>();
  const others = new Map<string, Set<number>>(); // those for which there may be no page
  let [count, pages] = [0, 0];
  return {
    has: (target, subject) => hasNumber(target, numberOf(subject)),
    hasNumber,
    add: (target, subject) => {
      const number = numberOf(subject);
      if (hasNumber(target, number)) return false;
      count += 1;
      const page = pageOf(target, Math.floor(number / PAGE));
      if (page === undefined) others.set(target, (others.get(target) ?? new Set()).add(number));
      else page[(number % PAGE) >> 3] = (page[(number % PAGE) >> 3] ?? 0) | (1 << (number % 8));
      return true;
    },
  };

  function hasNumber(target: string, number: number): boolean {
    const byte = targets.get(target)?.get(Math.floor(number / PAGE))?.[(number % PAGE) >> 3] ?? 0;
    return (byte & (1 << (number % 8))) !== 0 || others.get(target)?.has(number) === true;
  }

  function pageOf(target: string, index: number): Uint8Array | undefined {
    const own = targets.get(target) ?? new Map<number, Uint8Array>();
    const known = own.get(index);
    if (known !== undefined || pages > count * SHARE + SPARE) return known;
    const page = new Uint8Array(PAGE / 8);
    pages += 1;
    own.set(index, page);
    targets.set(target, own);
    return page;
  }
}

/** "s000017" is 17. */
const numberOf = (subject: SubjectId): number => Number(subject.slice(1));
