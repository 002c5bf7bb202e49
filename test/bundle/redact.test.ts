import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Keep, redactBundle } from '../../src/bundle/redact.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { createBundle } from '../../src/bundle/write.ts';
import type { Manifest, ManifestStream } from '../../src/model.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import fc from '../property.ts';
import { naiveRoot } from './naive-merkle.ts';
import { inTemporaryDirectory, manifestOfRun, sealSmallBundle, seededRandom, signerOf, trusted } from './small-bundle.ts';

let directory: string;
let key: KeyPair;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-redact-'));
  key = generateKey();
});
afterAll(async () => rm(directory, { recursive: true }));

let made = 0;
const fresh = (): string => join(directory, `bundle-${++made}`);

/** A sealed bundle with that many facts, and nothing else. */
async function sealFacts(lines: number): Promise<string> {
  const path = fresh();
  const bundle = await createBundle(path, seededRandom('lines'));
  const [run, facts] = [bundle.stream('run'), bundle.stream('t0001')];
  for (let line = 0; line < lines; line++) facts.write({ record: 'gap', line });
  for (const stream of [run, facts]) await stream.end();
  await bundle.seal({ ...manifestOfRun, claims: [] }, signerOf(key));
  await bundle.commit();
  return path;
}

/** Keeps the lines whose `line` is in the set. */
const only =
  (kept: ReadonlySet<number>) =>
  ({ name }: Pick<ManifestStream, 'name'>): Keep =>
    name === 't0001' ? (line) => kept.has(lineOf(line.record())) : 'all';

function lineOf(record: unknown): number {
  return typeof record === 'object' && record !== null && 'line' in record ? Number(record.line) : Number.NaN;
}

async function facts(bundle: string): Promise<string[]> {
  return (await readFile(join(bundle, 'streams/t0001.jsonl'), 'utf8')).split('\n').slice(0, -1);
}

async function codes(bundle: string): Promise<string[]> {
  return (await verifyIntegrity(bundle, trusted(key))).failures.map(({ code }) => code);
}

/** The stubs and lines that a redaction must have, by the definition: no stub could be twice as large. */
function expected(lines: readonly string[], kept: ReadonlySet<number>): string[] {
  const made: string[] = [];
  for (let at = 0; at < lines.length; ) {
    if (kept.has(at)) {
      made.push(lines[at++] ?? '');
      continue;
    }
    let size = 1;
    const isFree = (begin: number, end: number) => Array.from({ length: end - begin }, (_, n) => begin + n).every((n) => !kept.has(n));
    while (at % (2 * size) === 0 && at + 2 * size <= lines.length && isFree(at, at + 2 * size)) size *= 2;
    made.push(`#${Math.log2(size)} ${naiveRoot(lines.slice(at, at + size).map((line) => Buffer.from(line))).toString('hex')}`);
    at += size;
  }
  return made;
}

test('any redaction verifies, has the fewest stubs, and leaves seal and manifest as they are', async () => {
  const sources = new Map<number, string>();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.array(fc.nat(39)), async (size, chosen) => {
      const source = sources.get(size) ?? (await sealFacts(size));
      sources.set(size, source);
      const kept = new Set(chosen);
      const copy = fresh();
      const { streams } = await redactBundle(source, copy, { keep: only(kept) });
      const shown = [...kept].filter((line) => line < size).length;
      expect(streams.at(-1)).toEqual({ name: 't0001', shown, withheld: size - shown });
      expect(await facts(copy)).toEqual(expected(await facts(source), kept));
      expect(await codes(copy)).toEqual([]);
      for (const file of ['manifest.json', 'attestation.sigstore.json'])
        expect((await readFile(join(copy, file))).equals(await readFile(join(source, file)))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a redaction of a redaction is the redaction of both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(36)), fc.array(fc.nat(36)), async (first, second) => {
      const source = await sealFacts(37);
      const [once, twice, both] = [fresh(), fresh(), fresh()];
      await redactBundle(source, once, { keep: only(new Set(first)) });
      await redactBundle(once, twice, { keep: only(new Set(second)) });
      await redactBundle(source, both, { keep: only(new Set(first.filter((line) => second.includes(line)))) });
      expect(await facts(twice)).toEqual(await facts(both));
    }),
    { numRuns: 30 },
  );
});

describe('of a redaction, a reader refuses', () => {
  let redacted: readonly string[];
  let bundle: string;
  beforeAll(async () => {
    bundle = fresh();
    await redactBundle(await sealFacts(13), bundle, { keep: only(new Set([4, 9])) });
    redacted = await facts(bundle);
  });

  /** The codes after the file was replaced. */
  async function codesOf(lines: readonly string[], end = '\n'): Promise<string[]> {
    await writeFile(join(bundle, 'streams/t0001.jsonl'), lines.map((line) => `${line}${end}`).join(''));
    return codes(bundle);
  }
  const replaced = (index: number, ...by: readonly string[]) => redacted.toSpliced(index, 1, ...by);
  const hash = 'ab'.repeat(32);

  test('nothing where nothing was changed', async () => {
    expect(redacted.map((line) => line.slice(0, 2))).toEqual(['#2', '{"', '#0', '#1', '#0', '{"', '#1', '#0']);
    expect(await codesOf(redacted)).toEqual([]);
  });

  test.each<[string, () => readonly string[], string]>([
    ['a stub of another hash', () => replaced(0, `#2 ${hash}`), 'root'],
    ['a stub of a lower level', () => replaced(0, redacted[0]?.replace('#2', '#1') ?? ''), 'root'],
    ['a stub of a higher level', () => replaced(0, redacted[0]?.replace('#2', '#3') ?? ''), 'root'],
    ['a stub where it would overlap another', () => replaced(2, redacted[2]?.replace('#0', '#1') ?? ''), 'wrong-shape'],
    ['a stub beyond the last line', () => replaced(7, redacted[7]?.replace('#0', '#2') ?? ''), 'wrong-shape'],
    ['a stub left out', () => replaced(2), 'wrong-shape'],
    ['a line left out', () => replaced(1), 'wrong-shape'],
    ['the last stub left out', () => redacted.slice(0, -1), 'root'],
    ['a stub that comes twice', () => replaced(4, redacted[4] ?? '', redacted[4] ?? ''), 'wrong-shape'],
    ['stubs that were swapped', () => redacted.with(2, redacted[4] ?? '').with(4, redacted[2] ?? ''), 'root'],
    ['two stubs where one would do', () => replaced(0, `#1 ${hash}`, `#1 ${hash}`), 'wrong-shape'],
    ['something after the last line', () => [...redacted, `#0 ${hash}`], 'wrong-shape'],
    ['a level with a leading zero', () => replaced(0, redacted[0]?.replace('#2', '#02') ?? ''), 'wrong-shape'],
    ['a level that no tree has', () => replaced(0, redacted[0]?.replace('#2', '#53') ?? ''), 'wrong-shape'],
    ['a hash in capitals', () => replaced(0, redacted[0]?.toUpperCase() ?? ''), 'wrong-shape'],
    ['a short hash', () => replaced(0, redacted[0]?.slice(0, -1) ?? ''), 'wrong-shape'],
    ['a stub with more behind it', () => replaced(0, `${redacted[0]} `), 'wrong-shape'],
    ['an empty line', () => replaced(1, '', redacted[1] ?? ''), 'wrong-shape'],
  ])('%s', async (_, lines, code) => {
    expect(await codesOf(lines())).toEqual([code]);
  });

  test('lines that end with CR LF, and a last line that does not end', async () => {
    expect(await codesOf(redacted, '\r\n')).toEqual(['wrong-shape']);
    await writeFile(join(bundle, 'streams/t0001.jsonl'), redacted.join('\n'));
    expect(await codes(bundle)).toEqual(['wrong-shape']);
  });
});

describe('documents', () => {
  const names = async (bundle: string) => readdir(join(bundle, 'documents')).catch(() => []);

  test('stay where their lines do, and go with them', async () => {
    const [source, all, none] = [fresh(), fresh(), fresh()];
    await sealSmallBundle(source, key);
    await redactBundle(source, all, { keep: ({ name }) => (name === 'run' ? 'all' : 'none') });
    await redactBundle(source, none, { keep: ({ name }) => (name === 'run' ? 'none' : 'all') });
    expect([await names(all), await names(none)]).toEqual([await names(source), []]);
    expect([await codes(all), await codes(none)]).toEqual([[], []]);
    const { answers } = await verifyIntegrity(none, trusted(key));
    expect(answers).toContainEqual(expect.objectContaining({ question: 'documents', answer: 'not-checked' }));
  });
});

describe('nothing stands under the final name', () => {
  test.each<[string, (source: string) => Promise<unknown>, string]>([
    ['where a stream was changed', (source) => writeFile(join(source, 'streams/t0001.jsonl'), ''), 'digest'],
    ['where a document is missing', (source) => rm(join(source, 'documents'), { recursive: true }), 'missing-file'],
    [
      'where the manifest is not the one that was signed',
      (source) =>
        change(join(source, 'manifest.json'), (manifest) => ({ ...manifest, previous: { digest: 'ab'.repeat(32), sequence: 1 } })),
      'digest',
    ],
    ['where the attestation is broken', (source) => writeFile(join(source, 'attestation.sigstore.json'), '{}'), 'wrong-shape'],
    ['where the signer’s key is missing', (source) => rm(join(source, 'claimcheck.pub')), 'missing-file'],
    ['where there is a file that does not belong there', (source) => writeFile(join(source, 'more'), ''), 'wrong-shape'],
  ])('%s', async (_, harm, code) => {
    await inTemporaryDirectory(async (place) => {
      const source = join(place, 'source');
      await sealSmallBundle(source, key);
      await harm(source);
      await expect(redactBundle(source, join(place, 'copy'), { keep: () => 'none' })).rejects.toMatchObject({ code });
      expect(await readdir(place)).toEqual(['source']);
    });
  });

  test('where something has it already', async () => {
    const source = fresh();
    await sealSmallBundle(source, key);
    await expect(redactBundle(source, source, { keep: () => 'all' })).rejects.toMatchObject({ code: 'not-writable' });
  });
});

async function change(file: string, work: (manifest: Manifest) => Manifest): Promise<void> {
  await writeFile(file, JSON.stringify(work(JSON.parse(await readFile(file, 'utf8')))));
}
