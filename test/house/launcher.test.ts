import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './copy-of-house.ts';

describe('the launcher', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimcheck-launcher-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs the launcher under a Node that says it is of another version. */
  async function launchedBy(
    version: string,
  ): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
    const disguise = join(folder, `${version}.cjs`);
    const versions = `Object.assign({}, process.versions, { node: ${JSON.stringify(version)} })`;
    await writeFile(disguise, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
    return spawnSync(process.execPath, ['--require', disguise, join(root, 'bin/claimcheck.cjs'), '--version'], { encoding: 'utf8' });
  }

  test.each(['12.22.12', '20.20.2', '23.11.0', '24.0.0', '24.14.9'])(
    'says in one line that Node %s is too old, and ends with 2',
    async (version) => {
      const { status, stdout, stderr } = await launchedBy(version);
      expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({ status: 2, stdout: '', lines: 2 });
      expect(stderr).toContain(version);
    },
  );

  test.each(['24.15.0', '24.21.0', '25.0.0', '100.0.0'])('starts the command line under Node %s', async (version) => {
    const { status, stdout } = await launchedBy(version);
    expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: expect.stringMatching(/\d+\.\d+\.\d+/) });
  });
});
