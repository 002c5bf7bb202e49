/** The second verifier, verify_bundle.py, which was written from docs/bundle-format.md, says of every bundle what `claimcheck verify` says. */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { redact } from '../../src/commands/redact.ts';
import { verify } from '../../src/commands/verify.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import { changeOf, mutation } from '../bundle/mutations.ts';
import { type Change, resign } from '../bundle/resign.ts';
import { sealSmallBundle } from '../bundle/small-bundle.ts';
import { attestationTampers, documentTampers, lineTampers, manifestTampers } from '../bundle/tampers.ts';
import { heardIo } from '../cli/heard-io.ts';
import { claims, lies, liesAboutVerdicts, scenario } from '../cli/lies.ts';
import fc from '../property.ts';
import { openWorld } from '../truth/world.ts';
import { peer } from './peer.ts';

const SCRIPT = join(import.meta.dirname, 'verify_bundle.py');
const FROZEN = join(import.meta.dirname, '../../fixtures/bundles');
const Told = z.object({ holds: z.boolean(), why: z.string().optional() });

const Answers = z.object({ answers: z.array(z.object({ question: z.string(), answer: z.string(), says: z.string() })) });
/** What it takes the checks to see: a kind's own shape, a verdict, a claim's counts, whether the run is complete. */
const JUDGED = /^verdicts: .*(is not of the kind's shape|sealed as|: claim |complete)/;

let folder: string;
let key: KeyPair;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-python-'));
  key = generateKey();
  await writeFile(join(folder, 'key.pub'), key.publicPem);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What the second verifier says of each of the bundles. */
function python(bundles: readonly string[], publicKey: string): readonly boolean[] {
  const env = { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout, stderr } = spawnSync(peer('python3'), [SCRIPT, publicKey, ...bundles], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => Told.parse(JSON.parse(line)));
  return told.map(({ holds }) => holds);
}

/** What we say. */
async function ours(bundles: readonly string[], publicKey: string): Promise<readonly boolean[]> {
  const said: boolean[] = [];
  for (const bundle of bundles) {
    const exit = await verify(bundle, { key: [publicKey] }, heardIo(folder).io).catch(() => 5);
    said.push(exit === 0);
  }
  return said;
}

/** Copies of a bundle, each changed in one way and sealed again by the holder of the key. */
async function tampered(bundle: string, owner: KeyPair, changes: readonly (readonly [string, Change, ...unknown[]])[]): Promise<string[]> {
  const copies: string[] = [];
  for (const [index, [, change]] of changes.entries()) {
    const copy = join(folder, `${bundle.split('/').at(-1)}-${index}`);
    await cp(bundle, copy, { recursive: true });
    await resign(copy, owner, change);
    copies.push(copy);
  }
  return copies;
}

function named(changes: readonly (readonly [string, ...unknown[]])[], answers: readonly boolean[]): Record<string, boolean> {
  return Object.fromEntries(changes.map(([name], index) => [name, answers[index] ?? false]));
}

describe.each(await readdir(FROZEN))('the bundles of format %s', async (version) => {
  const beside = ['expected.json', 'signer.pub', 'time-roots.pem'];
  const names = (await readdir(join(FROZEN, version))).filter((name) => !beside.includes(name));

  test('hold for both verifiers, whole, redacted, twice redacted, merged, stamped and packed', () => {
    const answers = python(
      names.map((name) => join(FROZEN, version, name)),
      join(FROZEN, version, 'signer.pub'),
    );
    expect(Object.fromEntries(names.map((name, index) => [name, answers[index]]))).toEqual(
      Object.fromEntries(names.map((name) => [name, true])),
    );
  });

  test('hold for neither with another key', async () => {
    const bundles = names.map((name) => join(FROZEN, version, name));
    expect([...python(bundles, join(folder, 'key.pub')), ...(await ours(bundles, join(folder, 'key.pub')))]).not.toContain(true);
  });

  test.each(names.filter((name) => !name.endsWith('.zip')))('%s holds for neither where a byte of a file is another', async (name) => {
    const copies: string[] = [];
    for (const file of await readdir(join(FROZEN, version, name), { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.name === 'VERIFY.md') continue;
      const copy = join(folder, `flipped-${name}-${copies.length}`);
      await cp(join(FROZEN, version, name), copy, { recursive: true });
      const path = join(copy, file.parentPath.slice(join(FROZEN, version, name).length), file.name);
      const bytes = await readFile(path);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      if (bytes.length > 0) await writeFile(path, bytes);
      if (bytes.length > 0) copies.push(copy);
    }
    const publicKey = join(FROZEN, version, 'signer.pub');
    expect([...python(copies, publicKey), ...(await ours(copies, publicKey))]).not.toContain(true);
  });
});

describe('a bundle that the holder of the key changed and sealed again', () => {
  const formal = [...lineTampers, ...manifestTampers, ...attestationTampers, ...documentTampers];
  const whole: readonly [string, Change] = ['nothing at all', {}];

  test('holds for neither, where it is not as the format says', async () => {
    const bundle = join(folder, 'small');
    await sealSmallBundle(bundle, key);
    const changes = [whole, ...formal];
    const copies = await tampered(bundle, key, changes);
    const expected = Object.fromEntries(changes.map(([name]) => [name, name === whole[0]]));
    const publicKey = join(folder, 'key.pub');
    expect(named(changes, await ours(copies, publicKey))).toEqual(expected);
    expect(named(changes, python(copies, publicKey))).toEqual(expected);
  });

  test('never holds for us and not for the other, whatever was changed; the other way round only where checks have the last word', async () => {
    const bundle = join(folder, 'mutated');
    await sealSmallBundle(bundle, key);
    const changes = fc.sample(mutation, 300).map((one): [string, Change] => [JSON.stringify(one), changeOf(one)]);
    const copies = await tampered(bundle, key, changes);
    const publicKey = join(folder, 'key.pub');
    const [we, they] = [await ours(copies, publicKey), python(copies, publicKey)];
    const named = (which: (index: number) => boolean) => changes.flatMap(([name], index) => (which(index) ? [name] : []));
    expect(named((index) => we[index] === true && they[index] === false)).toEqual([]);
    const theyAlone = [];
    for (const [index, copy] of copies.entries()) {
      if (we[index] === true || they[index] === false) continue;
      const { io, stdout } = heardIo(folder);
      await verify(copy, { key: [publicKey], json: true }, io);
      const { answers } = Answers.parse(JSON.parse(stdout()));
      for (const { question, answer, says } of answers) if (answer === 'no') theyAlone.push(`${question}: ${says}`);
    }
    for (const said of theyAlone) expect(said).toMatch(JUDGED);
  });

  test('holds for neither, where it does not agree with itself, whole or as the auditor has it', async () => {
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await using world = await openWorld(scenario, claims);
    await writeFile(join(world.directory, 'paper.txt'), `We are certified until ${day}.\n`);
    const { bundle } = await world.scan();
    const publicKey = join(world.directory, 'claimcheck.pub');
    const changes = [whole, ...lies, ...liesAboutVerdicts];
    const copies = await tampered(bundle, world.key, changes);
    const seen = Object.fromEntries(changes.map(([name]) => [name, name === whole[0]]));
    const judged = Object.fromEntries(liesAboutVerdicts.map(([name]) => [name, true]));
    expect(named(changes, await ours(copies, publicKey))).toEqual(seen);
    expect(named(changes, python(copies, publicKey))).toEqual({ ...seen, ...judged });

    const redacted: string[] = [];
    const shown = lies.filter(([name]) => !name.includes('reply'));
    for (const [index] of changes.entries()) {
      const out = `${copies[index]}-auditor`;
      const made = await redact(copies[index] ?? '', { profile: 'auditor', out }, heardIo(folder).io).catch(() => undefined);
      if (made === 0) redacted.push(out);
    }
    expect(redacted).toContain(`${copies[0]}-auditor`);
    const both = [await ours(redacted, publicKey), python(redacted, publicKey)];
    for (const [index, path] of redacted.entries()) {
      const name = changes[copies.indexOf(path.slice(0, -'-auditor'.length))]?.[0] ?? '';
      if (shown.some(([lie]) => lie === name)) expect([name, both[0]?.[index], both[1]?.[index]]).toEqual([name, false, false]);
    }
  });
});
