import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { parseManifest } from '../../src/bundle/manifest.ts';
import { chainAnswer } from '../../src/commands/chain-answer.ts';
import type { Manifest } from '../../src/model.ts';

const BEFORE = fileURLToPath(new URL('../../fixtures/bundles/v1/full', import.meta.url));
let before: Manifest;
let digest: string;
beforeAll(async () => {
  const bytes = await readFile(join(BEFORE, 'manifest.json'));
  before = parseManifest(bytes);
  digest = createHash('sha256').update(bytes).digest('hex');
});

/** The run after it, which names it as the first of its chain. */
function after(previous: Manifest['previous'] = { digest, sequence: 1 }, startedAt = before.run.judgedAt): Manifest {
  return { ...before, previous, run: { ...before.run, id: 'after', startedAt } };
}

test('a run that comes after the one that it names is of its chain', async () => {
  expect(await chainAnswer(after(), BEFORE)).toMatchObject({ question: 'chain', answer: 'yes' });
});

test('a chain is not checked where the run names none, or nobody gives the one that it names', async () => {
  expect(await chainAnswer(after(null), undefined)).toMatchObject({ answer: 'not-checked' });
  expect(await chainAnswer(after(), undefined)).toMatchObject({ answer: 'not-checked' });
});

test.each<[string, () => Manifest]>([
  ['names none', () => after(null)],
  ['names another', () => after({ digest: digest.replace(/^./, (first) => (first === '0' ? '1' : '0')), sequence: 1 })],
  ['has another number', () => after({ digest, sequence: 2 })],
  [
    'had begun before that one was judged',
    () => after({ digest, sequence: 1 }, new Date(Date.parse(before.run.judgedAt) - 1000).toISOString()),
  ],
])('a run is not of the chain that is given where it %s', async (_, manifest) => {
  await expect(chainAnswer(manifest(), BEFORE)).rejects.toMatchObject({ code: 'inconsistent' });
});
