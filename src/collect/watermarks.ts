import type { Written } from './spool.ts';

/** How far a spool may be read, and whether that is all there will be. */
export interface Mark {
  readonly written: Written;
  readonly all: boolean;
}

/** How far each task's spool is written: told by who writes, awaited by who reads. */
export interface Watermarks {
  readonly tell: (task: number, written: Written, all: boolean) => void;
  /** Whoever waits is told so instead. */
  readonly fail: (error: unknown) => void;
  /** Resolves once there is more than was read, or the task has ended. Throws what `fail` was told. */
  readonly beyond: (task: number, read: Written) => Promise<Mark>;
}

const NOTHING: Mark = { written: { records: 0, replies: 0 }, all: false };

export function createWatermarks(): Watermarks {
  const marks = new Map<number, Mark>();
  let failed: { readonly error: unknown } | undefined;
  let wake = (): void => {};

  return {
    tell: (task, written, all) => {
      marks.set(task, { written, all });
      wake();
    },
    fail: (error) => {
      failed ??= { error };
      wake();
    },
    beyond: async (task, read) => {
      for (;;) {
        if (failed !== undefined) throw failed.error;
        const mark = marks.get(task) ?? NOTHING;
        if (mark.all || mark.written.records > read.records || mark.written.replies > read.replies) return mark;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
