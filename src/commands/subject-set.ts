import type { SubjectId } from '../model.ts';

/** A set of subjects, in a bit each where they are numbered without gaps. */
export interface SubjectSet {
  /** False where it was there before. */
  readonly add: (target: string, subject: SubjectId) => boolean;
  readonly has: (target: string, subject: SubjectId) => boolean;
  /** `has` by number: 17 for "s000017". */
  readonly hasNumber: (target: string, number: number) => boolean;
}

const PAGE = 4096;

export function createSubjectSet(): SubjectSet {
  const targets = new Map<string, Map<number, Uint8Array>>();
  return {
    has: (target, subject) => hasNumber(target, numberOf(subject)),
    hasNumber,
    add: (target, subject) => {
      const number = numberOf(subject);
      const page = pageOf(target, Math.floor(number / PAGE));
      const at = (number % PAGE) >> 3;
      const bit = 1 << (number % 8);
      const before = page[at] ?? 0;
      page[at] = before | bit;
      return (before & bit) === 0;
    },
  };

  function hasNumber(target: string, number: number): boolean {
    const byte = targets.get(target)?.get(Math.floor(number / PAGE))?.[(number % PAGE) >> 3] ?? 0;
    return (byte & (1 << (number % 8))) !== 0;
  }

  function pageOf(target: string, index: number): Uint8Array {
    const pages = targets.get(target) ?? new Map<number, Uint8Array>();
    targets.set(target, pages);
    const page = pages.get(index) ?? new Uint8Array(PAGE / 8);
    pages.set(index, page);
    return page;
  }
}

/** "s000017" is 17. */
const numberOf = (subject: SubjectId): number => Number(subject.slice(1));
