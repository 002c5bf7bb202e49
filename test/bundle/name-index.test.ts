import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNameIndex, type NameIndex } from '../../src/bundle/name-index.ts';
import { parseName } from '../../src/bundle/parse-fact.ts';
import { readLines } from '../../src/bundle/read.ts';
import { gatherStubs, stubLine } from '../../src/bundle/stub.ts';
import { createSubjectTable } from '../../src/bundle/subject-table.ts';
import { createBundle } from '../../src/bundle/write.ts';
import type { ManifestStream, SubjectName } from '../../src/model.ts';
import fc from '../property.ts';
import { inTemporaryDirectory, seededRandom } from './small-bundle.ts';

const pseudonym = (number: number): string => `s${String(number).padStart(6, '0')}`;
const target = fc.constantFrom('t0001', 't0002');
const number = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 999_999_999_999_999 }));

/** Writes these names as a stream, and works with what stands in it. */
async function withNames(
  names: readonly SubjectName[],
  work: (place: { readonly directory: string; readonly stream: ManifestStream; readonly index: NameIndex }) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (place) => {
    const { directory, stream: begin } = await createBundle(join(place, 'bundle'), seededRandom('a'));
    const writer = begin('t0001.names');
    for (const name of names) writer.write(name);
    const stream = await writer.end();
    await work({ directory, stream, index: await indexed(directory, stream) });
  });
}

async function indexed(directory: string, stream: ManifestStream): Promise<NameIndex> {
  const index = createNameIndex(directory, stream);
  await readLines(directory, stream, { line: (line) => index.add(parseName(line.record(), line), line) });
  return index;
}

test('a table of subjects gives what was set last, and 0 for all others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(target, number, fc.integer({ min: 1, max: 2 ** 32 - 1 })), { maxLength: 300 }), number, (sets, other) => {
      const [table, model] = [createSubjectTable(), new Map<string, number>()];
      for (const [its, one, value] of sets) {
        table.set(its, pseudonym(one), value);
        model.set(`${its}/${pseudonym(one)}`, value);
      }
      for (const one of [...sets.map(([, each]) => each), other])
        for (const its of ['t0001', 't0002', 't0003'])
          expect(table.get(its, pseudonym(one))).toBe(model.get(`${its}/${pseudonym(one)}`) ?? 0);
    }),
  );
});

test('a name is what stands in its line, in whatever order they are asked for', async () => {
  const named = fc.record({ target, number, id: fc.string({ unit: 'binary', maxLength: 20 }), long: fc.integer({ min: 0, max: 100_000 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(named, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(), { maxLength: 60 }), async (drawn, order) => {
      const names = drawn.map(
        (one): SubjectName => ({
          record: 'name',
          target: one.target,
          subject: pseudonym(one.number),
          id: one.id,
          tags: { t: 'ü'.repeat(one.long) },
        }),
      );
      await withNames(names, async ({ index }) => {
        const last = new Map(names.map((name) => [`${name.target}/${name.subject}`, name]));
        for (const at of order) {
          const { target: its, subject } = names[at % names.length] ?? { target: '', subject: '' };
          expect(index.of(its, subject)).toEqual(last.get(`${its}/${subject}`));
        }
        expect(index.of('t0009', 's000001')).toBeUndefined();
      });
    }),
    { numRuns: 25 },
  );
});

const three = [1, 2, 3].map((one): SubjectName => ({ record: 'name', target: 't0001', subject: pseudonym(one), id: `id-${one}` }));

test('where names are withheld, those that are shown are found', async () => {
  await withNames(three, async ({ directory, stream }) => {
    const path = join(directory, stream.file);
    const [first = '', , third = ''] = (await readFile(path, 'utf8')).split('\n');
    const stubs = gatherStubs();
    let at = 0;
    await readLines(directory, stream, {
      line: ({ leafBytes }, completed) => {
        if (at === 1) stubs.add(at, 0, leafBytes, completed);
        at += 1;
      },
    });
    await writeFile(path, `${first}\n${stubs.take().map(stubLine).join('')}${third}\n`);
    const index = await indexed(directory, stream);
    expect(three.map(({ subject }) => index.of('t0001', subject)?.id)).toEqual(['id-1', undefined, 'id-3']);
  });
});

describe('a file that is another when a name is asked for', () => {
  test.each<[string, (path: string) => Promise<void>]>([
    ['has another name there', async (path) => writeFile(path, (await readFile(path, 'utf8')).replaceAll('id-2', 'id-9'))],
    ['has something before it', async (path) => writeFile(path, ` ${await readFile(path, 'utf8')}`)],
    ['is shorter', async (path) => writeFile(path, '')],
    ['is gone', async (path) => rm(path)],
  ])('%s: it is refused', async (_, change) => {
    await withNames(three, async ({ directory, stream, index }) => {
      await change(join(directory, stream.file));
      expect(() => index.of('t0001', 's000002')).toThrow(expect.objectContaining({ code: 'digest' }));
    });
  });

  test('has more behind it: that is for others to say', async () => {
    await withNames(three, async ({ directory, stream, index }) => {
      await appendFile(join(directory, stream.file), 'x');
      expect(index.of('t0001', 's000002')?.id).toBe('id-2');
    });
  });
});
