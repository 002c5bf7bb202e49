import type { SubjectId } from '../model.ts';

/** A whole number above 0 for each subject: four bytes where they are numbered without gaps, and never more than their count allows. */
export interface SubjectTable {
  readonly set: (target: string, subject: SubjectId, value: number) => void;
  /** 0 where none was set. */
  readonly get: (target: string, subject: SubjectId) => number;
}

interface Column {
  dense: Uint32Array;
  /** Those whose number is far above how many there are: strangers choose numbers. */
  readonly sparse: Map<number, number>;
  count: number;
}

const SPARE = 1024;

export function createSubjectTable(): SubjectTable {
  const columns = new Map<string, Column>();
  return {
    get: (target, subject) => {
      const number = numberOf(subject);
      const column = columns.get(target);
      return column?.dense[number] || column?.sparse.get(number) || 0;
    },
    set: (target, subject, value) => {
      const number = numberOf(subject);
      const column = columns.get(target) ?? { dense: new Uint32Array(SPARE), sparse: new Map(), count: 0 };
      columns.set(target, column);
      column.count += 1;
      if (number >= column.dense.length && number < 2 * column.count + SPARE) {
        const larger = new Uint32Array(Math.max(number + 1, 2 * column.dense.length));
        larger.set(column.dense);
        column.dense = larger;
      }
      if (number < column.dense.length) {
        column.dense[number] = value;
        column.sparse.delete(number);
      } else column.sparse.set(number, value);
    },
  };
}

/** "s000017" is 17. */
const numberOf = (subject: SubjectId): number => Number(subject.slice(1));
