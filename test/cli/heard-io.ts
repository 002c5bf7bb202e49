import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/collect/clock.ts';
import type { Io } from '../../src/commands/io.ts';

/** An Io for commands that run inside the test's own process, and what they said to it. */
export function heardIo(cwd: string): { readonly io: Io; readonly stdout: () => string; readonly stderr: () => string } {
  const out: string[] = [];
  const err: string[] = [];
  const file = { columns: 80, isTty: false, color: false };
  const io: Io = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: async function* nothing() {},
    env: {},
    cwd,
    clock: systemClock,
    random: () => 0,
    randomBytes,
    screen: file,
    page: file,
    signal: new AbortController().signal,
  };
  return { io, stdout: () => out.join(''), stderr: () => err.join('') };
}
