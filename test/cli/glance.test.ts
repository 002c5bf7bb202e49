import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { knownSources } from '../../src/collector-plugins.ts';
import { glance, sourceKeys } from '../../src/commands/glance.ts';

const CONFIG = `
targets:
  prod: { aws: { regions: all } }
  also: { aws: { regions: all } }
  web: { endpoints: { hosts: [localhost:1] } }
`;
let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'claimcheck-glance-'));
});
afterEach(() => rm(cwd, { recursive: true }));

test('a glance finds each source that the targets name, once', async () => {
  await writeFile(join(cwd, 'claimcheck.yaml'), CONFIG);
  expect(await glance({ config: 'claimcheck.yaml' }, { cwd })).toEqual(['aws', 'endpoints']);
});

test('a glance finds only the sources of the targets that are chosen', () => {
  expect(sourceKeys(CONFIG, ['web'])).toEqual(['endpoints']);
});

test.each(['', 'targets: [', 'targets: 7', '- a', 'targets: { prod: aws }', '\u0000'])('a glance at %j finds nothing', (text) => {
  expect(sourceKeys(text)).toEqual([]);
});

test.each(['missing.yaml', '.'])('a glance at %s finds nothing', async (config) => {
  expect(await glance({ config }, { cwd })).toEqual([]);
});

test('a glance leaves a pipe to whoever reads the config', { timeout: 5000 }, async () => {
  execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
  expect(await glance({ config: 'pipe.yaml' }, { cwd })).toEqual([]);
});

test('of a glance only what has a plugin is loaded, whatever the keys are called', () => {
  expect(knownSources(['aws', 'oracle', 'constructor', '__proto__', 'gcp'])).toEqual(['aws', 'gcp']);
});
