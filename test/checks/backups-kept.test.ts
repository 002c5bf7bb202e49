import { describe, expect, test } from 'vitest';
import { backupsKept } from '../../src/checks/backups-kept.ts';
import { backup } from '../../src/kinds/backup.ts';
import { AT, answerOf } from './answers.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.parse(AT) - days * DAY).toISOString();
const byRule = (days: number) => ({ takenAt: ago(days), made: 'automatic', status: 'complete', keptUntil: ago(days - 35) });
const byHand = (days: number, keptUntil?: string) => ({
  takenAt: ago(days),
  made: 'by-hand',
  ...(keptUntil === undefined ? {} : { keptUntil }),
});

const kept = {
  automatic: true,
  retentionDays: 35,
  longTermDays: [],
  copies: [],
  earliestRestorableAt: ago(35),
  protectedSince: ago(400),
  backups: [byRule(1), byRule(34)],
};
const { earliestRestorableAt: _earliest, ...withoutEarliest } = kept;
const { protectedSince: _since, ...withoutAge } = kept;
const { backups: _backups, ...unlisted } = kept;
const { automatic: _automatic, ...unknown } = kept;
const { longTermDays: _rules, ...withoutRules } = kept;

describe('backups-kept, at least', () => {
  const atLeast = { atLeast: '35d' };
  test.each([
    ['kept for so long', kept, 'holds'],
    ['kept for longer', { ...kept, retentionDays: 90, earliestRestorableAt: ago(90) }, 'holds'],
    ['kept for a day less', { ...kept, retentionDays: 34 }, 'contradicts'],
    ['made by nobody', { ...kept, automatic: false }, 'contradicts'],
    ['made by we do not know whom', unknown, 'unseen automatic'],
    ['of an unread rule', { automatic: true, earliestRestorableAt: ago(35) }, 'unseen retentionDays'],
    ['kept for longer by a yearly rule alone', { ...kept, retentionDays: 7, longTermDays: [365] }, 'contradicts'],
    [
      'of something that is too young to show it',
      { ...kept, earliestRestorableAt: ago(10), protectedSince: ago(10) },
      'unseen earliestRestorableAt',
    ],
    ['of something of unknown age, that reach back ten days', { ...withoutAge, earliestRestorableAt: ago(10) }, 'unseen protectedSince'],
    ['of something old, that reach back ten days', { ...kept, earliestRestorableAt: ago(10) }, 'contradicts'],
    [
      'of something just old enough, that reach back ten days',
      { ...kept, earliestRestorableAt: ago(10), protectedSince: ago(35) },
      'contradicts',
    ],
    ['that reach back to within a day of it', { ...kept, earliestRestorableAt: ago(34) }, 'holds'],
    ['that reach back to two days short of it', { ...kept, earliestRestorableAt: ago(33) }, 'contradicts'],
    ['that reach back we do not know how far', withoutEarliest, 'unseen earliestRestorableAt'],
    ['kept by hand for ever', { ...kept, backups: [byHand(400, 'for-ever')] }, 'holds'],
    ['left of something that is gone', { about: 'former-thing', backups: [byRule(1)] }, 'not-applicable'],
    ['in a vault', { about: 'vault', lockedDays: { atMost: 7 } }, 'not-applicable'],
  ])('of backups %s', (_what, data, answer) => {
    expect(answerOf(backupsKept, atLeast, data)).toBe(answer);
  });

  test('goes by the rule alone where it is asked to', () => {
    const young = { automatic: true, retentionDays: 35, earliestRestorableAt: ago(2), protectedSince: ago(2) };
    expect(answerOf(backupsKept, { ...atLeast, ignore: ['oldest'] }, young)).toBe('holds');
    expect(answerOf(backupsKept, { ...atLeast, ignore: ['oldest'] }, { ...young, retentionDays: 7 })).toBe('contradicts');
  });
});

describe('backups-kept, at most', () => {
  const atMost = { atMost: 35 };
  test.each([
    ['kept for so long', kept, 'holds'],
    ['kept for less', { ...kept, retentionDays: 7 }, 'holds'],
    ['kept for longer', { ...kept, retentionDays: 36 }, 'contradicts'],
    ['kept for longer by a yearly rule', { ...kept, longTermDays: [30, 365] }, 'contradicts'],
    ['of unread further rules', withoutRules, 'unseen longTermDays'],
    ['with a copy that is kept for longer', { ...kept, copies: [{ region: 'eu-west-3', retentionDays: 90 }] }, 'contradicts'],
    ['with a copy that is kept for we do not know how long', { ...kept, copies: [{ region: 'eu-west-3' }] }, 'unseen copies'],
    ['of which one made by hand never expires', { ...kept, backups: [byRule(1), byHand(2, 'for-ever')] }, 'contradicts'],
    ['of which one made by hand goes late', { ...kept, backups: [byHand(2, ago(-40))] }, 'contradicts'],
    ['of which one made by hand goes on the last day', { ...kept, backups: [byHand(2, ago(-34))] }, 'holds'],
    ['of which one made by hand goes in time', { ...kept, backups: [byHand(2, ago(-30))] }, 'holds'],
    ['of which one goes we do not know when', { ...kept, backups: [byHand(2)] }, 'unseen backups'],
    ['of which one is too old already', { ...kept, backups: [byHand(37)] }, 'contradicts'],
    ['of which one has its last day', { ...kept, backups: [byRule(35)] }, 'holds'],
    ['that were not listed', unlisted, 'unseen backups'],
    ['that cannot be listed, as there are none but those of the rule', { ...unlisted, allByRule: true }, 'holds'],
    ['that nobody makes', { automatic: false, backups: [] }, 'holds'],
    ['that nobody makes but by hand, for ever', { automatic: false, backups: [byHand(1, 'for-ever')] }, 'contradicts'],
    ['of a young thing', { ...kept, protectedSince: ago(1), earliestRestorableAt: ago(1) }, 'holds'],
    ['left of something that is gone, going in time', { about: 'former-thing', backups: [byRule(3)] }, 'holds'],
    ['left of something that is gone, for ever', { about: 'former-thing', backups: [byHand(3, 'for-ever')] }, 'contradicts'],
    ['in a vault', { about: 'vault' }, 'not-applicable'],
  ])('of backups %s', (_what, data, answer) => {
    expect(answerOf(backupsKept, atMost, data)).toBe(answer);
  });
});

describe('backups-kept, exactly', () => {
  test.each([
    ['kept for so long', kept, 'holds'],
    ['kept for less', { ...kept, retentionDays: 34 }, 'contradicts'],
    ['kept for longer', { ...kept, retentionDays: 36 }, 'contradicts'],
    ['of which one made by hand never expires', { ...kept, backups: [byHand(2, 'for-ever')] }, 'contradicts'],
    ['of a young thing', { ...kept, earliestRestorableAt: ago(3), protectedSince: ago(3) }, 'unseen earliestRestorableAt'],
    ['made by nobody', { ...kept, automatic: false, backups: [] }, 'contradicts'],
    ['left of something that is gone, going in time', { about: 'former-thing', backups: [byRule(3)] }, 'holds'],
  ])('of backups %s', (_what, data, answer) => {
    expect(answerOf(backupsKept, { exactly: 35 }, data)).toBe(answer);
  });
});

test('one service that keeps backups for long enough is enough; that none is kept for longer must hold of all', () => {
  expect(backupsKept.bind({ atLeast: 35 }).grouping).toEqual({ mode: 'some', per: 'subject' });
  expect([backupsKept.bind({ atMost: 35 }), backupsKept.bind({ exactly: 35 })].map(({ grouping }) => grouping)).toEqual([
    undefined,
    undefined,
  ]);
});

test.each([[{}], [{ atLeast: 7, atMost: 35 }], [{ exactly: 0 }], [{ exactly: '5w' }], [{ atLeast: 35, ignore: ['age'] }]])(
  'backups-kept cannot be asked with %j',
  (params) => {
    expect(() => backupsKept.bind(params)).toThrow();
  },
);

test.each([
  ['a vault that makes backups', { about: 'vault', automatic: true }],
  ['a vault that lists them', { about: 'vault', backups: [] }],
  ['something gone that is still backed up', { about: 'former-thing', newestAt: AT }],
  ['a list of what cannot be listed', { allByRule: true, backups: [] }],
  ['one word for all beside a word for each', { encrypted: true, backups: [] }],
  ['a newest backup where there is none', { backups: [], newestAt: AT }],
])('an observation of backups never tells of %s', (_what, data) => {
  expect(backup.data.safeParse(data).success).toBe(false);
});
