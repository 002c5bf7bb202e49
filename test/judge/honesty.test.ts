import { expect, test } from 'vitest';
import type { JudgedRecord } from '../../src/judge/evaluate.ts';
import type { Fact, Judgement, Verdict } from '../../src/model.ts';
import fc from '../property.ts';
import { anyClaim, anyGap, anyRecords, gap, judge } from './world.ts';

const RUNS = { numRuns: 2000 };
const good: readonly Verdict[] = ['verified', 'attested', 'vacuous'];
const isFact = (record: JudgedRecord): record is Fact => ['observation', 'gap', 'exclusion', 'sweep'].includes(record.record);
const summary = ({ verdict, counts }: Judgement) => ({ verdict, counts });

/** A gap about whatever the record was about, and about nothing narrower. */
function gapFor(record: Fact): Fact {
  const { target, collector, region } = record;
  const services = record.record === 'observation' ? [record.service] : record.record === 'gap' ? record.services : ['paint', 'dye'];
  return gap({ target, collector, region, services });
}

function neverBetter(before: Judgement, after: Judgement): void {
  if (good.includes(after.verdict)) expect(before.verdict).toBe(after.verdict);
}

test('the order of the records changes nothing', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, fc.infiniteStream(fc.nat()), (claim, records, keys) => {
      const shuffled = records.map((record) => ({ record, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
      expect(
        summary(
          judge(
            claim,
            shuffled.map(({ record }) => record),
          ),
        ),
      ).toEqual(summary(judge(claim, records)));
    }),
    RUNS,
  );
});

test('replacing any fact by a gap never makes a claim verified, attested or vacuous', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, fc.nat(), (claim, records, pick) => {
      const facts = records.filter(isFact);
      const chosen = facts[pick % Math.max(1, facts.length)];
      fc.pre(chosen !== undefined);
      neverBetter(
        judge(claim, records),
        judge(
          claim,
          records.map((record) => (record === chosen ? gapFor(chosen) : record)),
        ),
      );
    }),
    RUNS,
  );
});

test('replacing any planned task by a gap never makes a claim verified, attested or vacuous', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, fc.nat(), (claim, records, pick) => {
      const tasks = records.filter((record) => record.record === 'task');
      const chosen = tasks[pick % Math.max(1, tasks.length)];
      fc.pre(chosen !== undefined);
      const { target, collector, region, services } = chosen;
      neverBetter(
        judge(claim, records),
        judge(
          claim,
          records.map((record) => (record === chosen ? gap({ target, collector, region, services }) : record)),
        ),
      );
    }),
    RUNS,
  );
});

test('adding a gap never makes a claim verified, attested or vacuous', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, anyGap, (claim, records, more) =>
      neverBetter(judge(claim, records), judge(claim, [...records, more])),
    ),
    RUNS,
  );
});

test('a sweep that is dropped never makes a claim verified, attested or vacuous', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, fc.nat(), (claim, records, pick) => {
      const sweeps = records.filter((record) => record.record === 'sweep');
      const chosen = sweeps[pick % Math.max(1, sweeps.length)];
      fc.pre(chosen !== undefined);
      neverBetter(
        judge(claim, records),
        judge(
          claim,
          records.filter((record) => record !== chosen),
        ),
      );
    }),
    RUNS,
  );
});

test('an exception never covers a gap', () => {
  fc.assert(
    fc.property(anyClaim, anyRecords, (claim, records) => {
      const excepted = { ...claim, exceptions: [{ subject: '*', reason: 'r', owner: 'o', approvedBy: 'a', expires: '2026-12-31' }] };
      const before = judge({ ...claim, exceptions: [] }, records);
      if (before.verdict === 'unproven') expect(good).not.toContain(judge(excepted, records).verdict);
    }),
    RUNS,
  );
});
