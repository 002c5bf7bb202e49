/** A signed plan and its parts, made inside the test's own process: a plan is bound to the tool that signed it, and here that is the one under test. */
import { vi } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { plan } from '../../src/commands/plan.ts';
import { scanPart } from '../../src/commands/scan-part.ts';
import { heardIo } from '../cli/heard-io.ts';
import { here, jumpingClock } from '../truth/scan-here.ts';
import type { Desk } from '../truth/world.ts';

type Place = Pick<Desk, 'directory' | 'env'>;

/** `claimcheck plan --resolve --out FILE`; gives its path. */
export async function planHere(place: Place, out: string, claims?: readonly string[]): Promise<string> {
  return said(place, (io) => plan({ config: 'claimcheck.yaml', resolve: true, out, ...(claims && { claims }) }, io));
}

/** `claimcheck scan --plan plan.json --shard i/n --out parts`; gives the part's path. */
export async function partHere(place: Place, shard: string, more: { readonly resume?: boolean } = {}): Promise<string> {
  const effort = { callTimeout: '15s', concurrency: '50', share: '100' };
  const options = { config: 'claimcheck.yaml', plan: 'plan.json', shard, out: 'parts', ...effort, ...more };
  return said(place, (io) => scanPart(options, here(place.env, jumpingClock()), io));
}

/** What a command writes to stdout. The SDK takes credentials from the process's own environment, so they stand there meanwhile. */
async function said({ directory, env }: Place, command: (io: Io) => Promise<unknown>): Promise<string> {
  const { io, stdout } = heardIo(directory);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    await command({ ...io, env });
    return stdout().trimEnd();
  } finally {
    vi.unstubAllEnvs();
  }
}
