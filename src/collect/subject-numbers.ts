import { hash } from 'node:crypto';

/** Numbers subjects in the order of first use. Keeps 20 bytes a subject and none of its names: 500,000 of them take 21 MB. */
export interface SubjectNumbers {
  /** The subject's number, from 1; the same id has the same number. `id` is the id as JSON, in UTF-8: its quotes are part of it. */
  readonly of: (id: Uint8Array | string) => number;
  readonly size: () => number;
}

/** Open addressing over 128 bits of SHA-256: two ids that share them would be one subject; nobody finds such a pair. */
export function createSubjectNumbers(): SubjectNumbers {
  let capacity = 1024; // a power of two, at most four fifths full
  let keys = new Uint32Array(capacity * 4);
  let values = new Uint32Array(capacity);
  let count = 0;

  return { of, size: () => count };

  function of(id: Uint8Array | string): number {
    const digest = hash('sha256', id, 'binary');
    const [a, b, c, d] = [word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12)];
    const slot = find(a, b, c, d);
    const known = values[slot] ?? 0;
    if (known !== 0) return known;
    count += 1;
    put(slot, a, b, c, d, count);
    if (count * 5 > capacity * 4) grow();
    return count;
  }

  function find(a: number, b: number, c: number, d: number): number {
    let slot = a & (capacity - 1);
    while (values[slot] !== 0 && !same(slot * 4, a, b, c, d)) slot = (slot + 1) & (capacity - 1);
    return slot;
  }

  function same(at: number, a: number, b: number, c: number, d: number): boolean {
    return keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d;
  }

  function put(slot: number, a: number, b: number, c: number, d: number, value: number): void {
    const at = slot * 4;
    keys[at] = a;
    keys[at + 1] = b;
    keys[at + 2] = c;
    keys[at + 3] = d;
    values[slot] = value;
  }

  function grow(): void {
    const [oldKeys, oldValues] = [keys, values];
    capacity *= 2;
    keys = new Uint32Array(capacity * 4);
    values = new Uint32Array(capacity);
    for (let slot = 0; slot < oldValues.length; slot++) {
      const value = oldValues[slot] ?? 0;
      if (value === 0) continue;
      const at = slot * 4;
      const [a = 0, b = 0, c = 0, d = 0] = [oldKeys[at], oldKeys[at + 1], oldKeys[at + 2], oldKeys[at + 3]];
      put(find(a, b, c, d), a, b, c, d, value);
    }
  }
}

/** One small whole number for each subject, 0 before any was marked. */
export interface Marks {
  readonly last: (number: number) => number;
  /** Whether the subject's last mark was another one; marks it. */
  readonly mark: (number: number, mark: number) => 'first' | 'again';
}

export function createMarks(): Marks {
  let marks = new Uint32Array(512);
  return {
    last: (number) => marks[number] ?? 0,
    mark: (number, mark) => {
      if (number >= marks.length) marks = enlarge(marks, Math.max(marks.length * 2, number + 1));
      if (marks[number] === mark) return 'again';
      marks[number] = mark;
      return 'first';
    },
  };
}

function word(digest: string, at: number): number {
  return (
    ((digest.charCodeAt(at) << 24) | (digest.charCodeAt(at + 1) << 16) | (digest.charCodeAt(at + 2) << 8) | digest.charCodeAt(at + 3)) >>> 0
  );
}

function enlarge(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
