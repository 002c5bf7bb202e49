import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from '../../src/collect/spool.ts';
import type { Subject } from '../../src/plugin.ts';
import fc from '../property.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claimcheck-spool-'));
});
afterEach(() => rm(directory, { recursive: true }));

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('"', '\\', '\n', '\u007f', '\u2028', '\ud800', '😀'));
const named = fc.oneof(
  fc.record({ id: text, account: text }),
  fc.record(
    { id: text, account: text, name: text, owner: text, tags: fc.dictionary(text, text, { maxKeys: 2 }) },
    { requiredKeys: ['id'], noNullPrototype: true },
  ),
);
const subject: fc.Arbitrary<Subject> = named.map((one) => ({ service: 'ebs', type: 'volume', ...one }));

test('what names a subject stands in a spool as JSON.stringify writes it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(subject, { minLength: 1, maxLength: 20 }), async (subjects) => {
      const names = subjects.map(({ id, account, name, owner, tags }) => JSON.stringify({ id, account, name, owner, tags }));
      expect(await namesOf(subjects)).toEqual(names.map((name) => Buffer.from(name).toString('utf8')));
    }),
    { numRuns: 300 },
  );
});

test('a reply whose bytes are gone is never kept as an empty one', async () => {
  const spool = openSpool({ records: join(directory, 'records'), replies: join(directory, 'replies') }, () => {});
  const head = {
    record: 'reply',
    target: 't0001',
    collector: 'x',
    region: 'r1',
    call: 'x:List',
    input: {},
    attempt: 1,
    host: 'h',
    status: 200,
  } as const;
  const reply = { head: { ...head, origin: 'practice', at: '2026-01-01T00:00:00Z' } as const, body: Buffer.allocUnsafeSlow(100_000) };
  expect(spool.keep(reply)).toBe(1);
  await spool.drained();
  expect(() => spool.keep(reply)).toThrow(TypeError);
  expect(spool.keep({ ...reply, body: Buffer.alloc(0) })).toBe(2);
  await spool.end();
});

async function namesOf(subjects: readonly Subject[]): Promise<readonly string[]> {
  const files = { records: join(directory, 'records'), replies: join(directory, 'replies') };
  const spool = openSpool(files, () => {});
  const place = { target: 't0001', collector: 'aws.ebs-volumes', region: 'r1', kind: 'encryption-at-rest', cloud: 'aws' } as const;
  for (const one of subjects)
    spool.add({ record: 'observation', ...place, at: '2026-01-01T00:00:00Z', data: {}, replies: [], subject: one });
  await spool.end();
  const lines = (await readFile(files.records, 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith('o')).map((line) => line.replace(/^o\d+ \d+ /, ''));
}
