import { spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const CLI = join(import.meta.dirname, '../../src/cli.ts');
const Answer = z.object({ bundle: z.string() });

/** Seals a bundle the way a scan does, with a key file, into `folder`: several streams, documents, contradictions and gaps. Gives its directory. */
export async function sealedByDemo(folder: string): Promise<string> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'demo', '--json', '--out', join(folder, 'demo')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
  });
  if (status !== 0) throw new Error(`the demo ended with ${status}:\n${stderr}`);
  const bundle = join(folder, 'bundle');
  await cp(Answer.parse(JSON.parse(stdout)).bundle, bundle, { recursive: true });
  return bundle;
}

/** `claimcheck verify` with the key of the bundle: its exit code. */
export function verifies(bundle: string): number | null {
  return spawnSync(process.execPath, [CLI, 'verify', bundle, '--key', join(bundle, 'claimcheck.pub')]).status;
}
