import type { Exit, Io } from '../../src/commands/io.ts';
import { explain, perform } from '../../src/commands/main.ts';
import type { Ran } from './claimcheck.ts';
import { heardIo } from './heard-io.ts';

/** A command in the test's own process: its code and its words are those of the command line. */
export async function commandHere(args: readonly string[], cwd: string): Promise<Ran> {
  return heardHere((io) => perform(args, io), cwd);
}

/** The same of one that is called as a function. */
export async function heardHere(work: (io: Io) => Promise<Exit>, cwd: string): Promise<Ran> {
  const { io, stdout, stderr } = heardIo(cwd);
  const code = await work(io).catch((error: unknown) => explain(error, io, false));
  return { code, stdout: stdout(), stderr: stderr() };
}
