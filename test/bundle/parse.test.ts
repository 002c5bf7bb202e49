import { describe, expect, test } from 'vitest';
import { parseFact, parseName, parseReply } from '../../src/bundle/parse-fact.ts';
import { parseRunRecord } from '../../src/bundle/parse-run.ts';

const at = '2026-11-20T10:00:00Z';
const here = { file: 'streams/t0001.jsonl', line: 17 };
const place = { target: 't0001', collector: 'aws.ebs-volumes', region: '*' };
const leaf = 'ab'.repeat(32);

const records = {
  observation: {
    record: 'observation',
    ...place,
    kind: 'location',
    subject: 's000001',
    cloud: 'aws',
    service: 'ebs',
    type: 'volume',
    at,
    basis: 'provider',
    data: {},
    replies: [leaf],
  },
  gap: {
    record: 'gap',
    ...place,
    kinds: [],
    services: [],
    reason: 'denied',
    call: 'a:B',
    permissions: ['a:B'],
    code: 'X',
    status: 403,
    subject: 's000001',
    fields: ['a'],
    at,
    replies: [],
  },
  exclusion: { record: 'exclusion', ...place, reason: 'by-config', at, replies: [] },
  sweep: {
    record: 'sweep',
    ...place,
    origin: 'live',
    startedAt: at,
    endedAt: '2026-11-20T10:00:00.123456Z',
    calls: 1,
    retries: 0,
    pages: 1,
    subjects: 1,
    observations: 1,
    gaps: 0,
  },
};
const name = {
  record: 'name',
  target: 't0001',
  subject: 's000001',
  id: 'x',
  account: 'a',
  name: 'n',
  owner: 'o',
  tags: { env: 'prod', ['__proto__']: 'x' },
};
const reply = {
  record: 'reply',
  target: 't0001',
  call: 'a:B',
  input: null,
  page: 1,
  attempt: 1,
  host: 'h',
  status: 200,
  date: 'd',
  requestId: 'r',
  origin: 'replay',
  at,
  encoding: 'base64',
  body: '',
};
const claim = {
  record: 'claim',
  id: 'c',
  quote: 'q',
  stands: { file: 'page.md', line: 3 },
  private: true,
  scope: { targets: ['a'], where: 'true' },
  proof: [
    {
      anyOf: [
        { check: 'a', version: 1, services: ['ebs'], with: { atLeast: 3 } },
        { document: 'd', issuer: 'i', validUntil: '2027-01-01' },
      ],
    },
    { kind: 'location', expect: 'true' },
  ],
  because: 'b',
  controls: ['soc2:CC6.1'],
  maxAge: 60,
  exceptions: [{ subject: '*', reason: 'r', owner: 'o', approvedBy: 'a', expires: '2027-01-01', disclosed: 'd' }],
};
const target = { record: 'target', target: 't0001', config: 'prod', source: 'aws', name: '111122223333', identity: 'i', regions: ['*'] };

describe('a fact', () => {
  test.each(Object.entries(records))('that is a whole %s is read as it stands', (_, record) => {
    expect(parseFact(record, here)).toEqual(record);
  });

  test.each(Object.values(records).flatMap((record) => Object.keys(record).map((field) => [record.record, field, record] as const)))(
    '%s whose %s is of another type is refused',
    (_, field, record) => {
      // Data is the kind's to parse: there, every type will do.
      if (field === 'data') expect(parseFact({ ...record, [field]: 1 }, here)).toBeDefined();
      else expect(() => parseFact({ ...record, [field]: { not: 'this' } }, here)).toThrow(expect.objectContaining({ code: 'wrong-shape' }));
    },
  );

  test.each([
    ['an unknown field', { ...records.sweep, account: '111122223333' }],
    ['a field that only another record has', { ...records.exclusion, services: [] }],
    ['a missing field', { record: 'exclusion', ...place, reason: 'by-config', at }],
    ['an unknown record', { ...records.sweep, record: 'secret' }],
    ['a record that is a property of every object', { ...records.sweep, record: 'constructor' }],
    ['an unknown reason', { ...records.gap, reason: 'lazy' }],
    ['an exclusion for the reason of a gap', { ...records.exclusion, reason: 'denied' }],
    ['a time without zone', { ...records.exclusion, at: '2026-11-20T10:00:00' }],
    ['a time that never was', { ...records.exclusion, at: '2026-13-20T10:00:00Z' }],
    ['a day that the calendar does not have', { ...records.exclusion, at: '2026-02-30T10:00:00Z' }],
    ['an hour that the clock does not have', { ...records.exclusion, at: '2026-11-20T24:00:00Z' }],
    ['a count that is negative', { ...records.sweep, gaps: -1 }],
    ['a count that is no number of things', { ...records.sweep, gaps: 0.5 }],
    ['a citation that is no leaf hash', { ...records.exclusion, replies: ['abc'] }],
    ['a subject that could be somebody', { ...records.observation, subject: 'vol-1' }],
    ['a target that could be somebody', { ...records.observation, target: '111122223333' }],
    ['an array', []],
    ['null', null],
    ['a name', name],
  ])('with %s is refused', (_, record) => {
    expect(() => parseFact(record, here)).toThrow(
      expect.objectContaining({ code: 'wrong-shape', message: expect.stringContaining('streams/t0001.jsonl:17') }),
    );
  });

  test('does not take its record from __proto__', () => {
    expect(() => parseFact(JSON.parse(`{"__proto__":${JSON.stringify(records.sweep)}}`), here)).toThrow(
      expect.objectContaining({ code: 'wrong-shape' }),
    );
  });
});

describe('a name and a reply', () => {
  test('are read as they stand', () => {
    expect(parseName(name, here)).toEqual(name);
    expect(parseReply(reply, here)).toEqual(reply);
  });

  test('are refused in each other’s place, and with what is not theirs', () => {
    for (const wrong of [reply, { ...name, tags: { env: 1 } }, { ...name, kind: 'x' }, undefined]) {
      expect(() => parseName(wrong, here)).toThrow(expect.objectContaining({ code: 'wrong-shape' }));
    }
    for (const wrong of [name, { ...reply, body: {} }, { ...reply, encoding: 'hex' }, { ...reply, headers: {} }]) {
      expect(() => parseReply(wrong, here)).toThrow(expect.objectContaining({ code: 'wrong-shape' }));
    }
  });
});

describe('a line of run.jsonl', () => {
  test.each([
    ['claim', claim],
    ['target', target],
  ])('that is a whole %s is read as it stands', (_, record) => {
    expect(parseRunRecord(record, here)).toEqual(record);
  });

  test.each([
    ['an unknown field', { ...target, secret: 1 }],
    ['an unknown field in a proof', { ...claim, proof: [{ check: 'a', version: 1, with: {}, always: true }] }],
    ['alternatives inside of alternatives', { ...claim, proof: [{ anyOf: [{ anyOf: [] }] }] }],
    ['an exception without end', { ...claim, exceptions: [{ subject: '*', reason: 'r', owner: 'o', approvedBy: 'a' }] }],
    ['a fact', records.sweep],
  ])('with %s is refused', (_, record) => {
    expect(() => parseRunRecord(record, here)).toThrow(
      expect.objectContaining({ code: 'wrong-shape', message: expect.stringContaining('streams/t0001.jsonl:17') }),
    );
  });
});
