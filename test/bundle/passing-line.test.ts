import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PassingLine, readLines } from '../../src/bundle/read.ts';
import { createBundle } from '../../src/bundle/write.ts';
import fc from '../property.ts';
import { inTemporaryDirectory, seededRandom } from './small-bundle.ts';

/** What is read of each of the lines, which need not be JSON, behind a salt. */
async function readEach<Read>(records: readonly string[], read: (line: PassingLine) => Read): Promise<Read[]> {
  const all: Read[] = [];
  await inTemporaryDirectory(async (directory) => {
    const bundle = await createBundle(join(directory, 'bundle'), seededRandom('a'));
    const stream = bundle.stream('t0001.replies');
    for (const record of records) stream.writeLine(`{"salt":"${'0'.repeat(32)}",${record.slice(1)}`);
    await readLines(bundle.directory, await stream.end(), { line: (line) => all.push(read(line)) });
  });
  return all;
}

const member = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 2 }));
const key = fc.constantFrom('a', 'body', 'target', 'ü', '"', '1');
// As JSON gives it back: JSON has no -0.
const record = fc
  .dictionary(key, member, { minKeys: 1, noNullPrototype: true })
  .map((each): typeof each => JSON.parse(JSON.stringify(each)));

test('a text of a line is what a parser reads there, wherever it stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), key, async (records, asked) => {
      const lines = records.map((each) => JSON.stringify(each));
      const expected = lines.map((line) => {
        const value: unknown = Reflect.get(JSON.parse(line), asked);
        return typeof value === 'string' ? value : '';
      });
      expect(await readEach(lines, (line) => line.text(asked))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('a text that may not fit does not begin and end like that', async () => {
  const part = fc.constantFrom('', 'a', 'ab', 'ba', 'ü', 'aaa');
  const ascii = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '"'), maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(ascii, { minLength: 1, maxLength: 5 }), part, part, async (texts, begins, ends) => {
      const fits = (text: string): boolean => text.startsWith(begins) && text.endsWith(ends);
      const lines = texts.map((id) => JSON.stringify({ record: 'name', id, x: 1 }));
      const may = await readEach(lines, (line) => line.mayFit('id', Buffer.from(begins), Buffer.from(ends)));
      for (const [index, text] of texts.entries()) {
        if (fits(text)) expect(may[index]).toBe(true);
        else if (/^[ab]*$/.test(text)) expect([text, may[index]]).toEqual([text, false]);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['"subject":"s000017"', 17],
  ['"subject":"s123456789012345"', 123_456_789_012_345],
  ['"subject":"s00001\\u0037"', 17], // the parser's
  ['"subject":"s"', Number.NaN],
  ['"subject":"17"', Number.NaN],
  ['"subject":"s1e3"', Number.NaN],
  ['"subject":"s 1"', Number.NaN],
  ['"subject":"s1234567890123456"', Number.NaN],
  ['"subject":17', Number.NaN],
  ['"subjects":"s000017"', Number.NaN],
])('a line with %s is about subject %s', async (member, number) => {
  const lines = [`{${member},"x":1}`, `{"x":1,${member}}`];
  expect(await readEach(lines, (line) => line.subject())).toEqual([number, number]);
});

test('a record without its body is the record, wherever the body stands', async () => {
  await fc.assert(
    fc.asyncProperty(record, fc.string(), fc.boolean(), async (others, body, isLast) => {
      const { body: _, ...rest } = others;
      const line = JSON.stringify(isLast ? { x: 1, ...rest, body } : { x: 1, body, ...rest });
      const [read] = await readEach([line], (each) => each.recordBut('body'));
      expect(read).toEqual({ x: 1, ...rest });
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['is not text', '{"x":1,"body":5}', 'wrong-shape'],
  ['is not there', '{"x":1}', 'wrong-shape'],
  ['stands deeper', '{"x":{"body":"b"}}', 'wrong-shape'],
  ['is named twice', '{"body":"a","x":1,"body":"b"}', 'wrong-shape'],
  ['has an escape that JSON has not', '{"x":1,"body":"\\x41"}', 'not-json'],
  ['has an escape that is too short', '{"x":1,"body":"\\u12g4"}', 'not-json'],
  ['has something behind it', '{"x":1,"body":"b"5}', 'not-json'],
  ['stands behind what is no object', '{"x":,"body":"b"}', 'not-json'],
  ['is a key without a value', '{"x":1,"body"}', 'not-json'],
  ['ends a list', '{"x":["a","body":"b"}', 'not-json'],
])('a record is refused whose body %s', async (_, line, code) => {
  await expect(readEach([line], (each) => each.recordBut('body'))).rejects.toMatchObject({ code });
});
