import { expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { evaluate } from '../../src/judge/evaluate.ts';
import { resolveClaim } from '../../src/judge/resolve.ts';
import { kinds } from '../../src/kinds/index.ts';
import { claimOf, sentences } from './sentences.ts';
import { AS_OF, recordsOf, type Thing, things } from './world.ts';

const rows = sentences.map((sentence) => [sentence.quote, sentence] as const);
const verdicts = (all: readonly Thing[], unseen?: string) => {
  const records = recordsOf(all, unseen);
  return sentences.map((sentence) => evaluate(resolveClaim(claimOf(sentence), { checks, kinds }), records, AS_OF).verdict);
};
const verdictsOfWorld = verdicts(things);
const without = (verdict: string, quote: string) => sentences.map((sentence) => (sentence.quote === quote ? verdict : 'verified'));

test('every sentence is true of the world', () => {
  expect(verdictsOfWorld).toEqual(sentences.map(() => 'verified'));
});

test('every check answers for a sentence', () => {
  const used = new Set(sentences.flatMap(({ proof }) => proof.flatMap((one) => ('check' in one ? [one.check] : []))));
  expect(checks.filter(({ id }) => !used.has(id)).map(({ id }) => id)).toEqual([]);
});

test.each(rows)('one fault makes false, and no other: %s', (quote, { fault }) => {
  expect(things.filter(({ is }) => is === fault.in)).toHaveLength(1);
  const faulty = things.map((one) => (one.is === fault.in ? { ...one, data: { ...one.data, ...fault.data } } : one));
  expect(verdicts(faulty)).toEqual(without('contradicted', quote));
});

test.each(rows)('what was denied leaves unproven, and nothing false: %s', (_quote, sentence) => {
  const all = verdicts(things, sentence.fault.in);
  expect(all[sentences.indexOf(sentence)]).toBe('unproven');
  expect(all.filter((verdict) => verdict !== 'verified' && verdict !== 'unproven')).toEqual([]);
});
