/** Resolves when it is the caller's turn. */
export type TakeTurn = (rank: number) => Promise<void>;

/**
 * One at a time, one in each turn of the event loop, the lowest rank first. Nobody gives a turn back, so that nobody can keep it. Reading an
 * answer is all computation, and where more come in than can be read, the earliest task goes on: tasks end one after the other, what
 * follows them has work from the start, and few pages are half read.
 */
export function createTurns(): TakeTurn {
  const waiting: { readonly rank: number; readonly go: () => void }[] = []; // by falling rank: the next is the last
  return (rank) =>
    new Promise((go) => {
      let at = waiting.length;
      while (at > 0 && (waiting[at - 1]?.rank ?? 0) <= rank) at -= 1;
      waiting.splice(at, 0, { rank, go });
      if (waiting.length === 1) setImmediate(next);
    });

  function next(): void {
    waiting.pop()?.go();
    if (waiting.length > 0) setImmediate(next);
  }
}
