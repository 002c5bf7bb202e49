/** The values with the lowest keys, however many are offered: a heap of so many. */
export interface Lowest<Value> {
  /** `make` is only asked where the value is among them so far. */
  readonly offer: (key: string, make: () => Value) => void;
  /** Lowest first. */
  readonly sorted: () => readonly Value[];
}

export function createLowest<Value>(size: number): Lowest<Value> {
  const heap: { readonly key: string; readonly value: Value }[] = []; // the highest key stands first
  return {
    offer: (key, make) => {
      const [highest] = heap;
      if (heap.length < size) rise(heap.push({ key, value: make() }) - 1);
      else if (highest !== undefined && key < highest.key) {
        heap[0] = { key, value: make() };
        sink();
      }
    },
    sorted: () => heap.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ value }) => value),
  };

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (keyAt(parent) >= keyAt(at)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const largest = [left, right].reduce((best, child) => (child < heap.length && keyAt(child) > keyAt(best) ? child : best), at);
      if (largest === at) return;
      swap(at, largest);
      at = largest;
    }
  }

  function keyAt(index: number): string {
    return heap[index]?.key ?? '';
  }

  function swap(a: number, b: number): void {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  }
}
