import { describe, expect, test } from 'vitest';
import { dataDeleted } from '../../src/checks/data-deleted.ts';
import { dataKept } from '../../src/checks/data-kept.ts';
import { answerOf } from './answers.ts';

describe('data-deleted', () => {
  const gone = { deletesAfterDays: 90, versioned: false, recoverableDays: 0 };
  test.each([
    ['in time', gone, 'holds'],
    ['a day late', { ...gone, deletesAfterDays: 91 }, 'contradicts'],
    ['never', { ...gone, deletesAfterDays: 'never' }, 'contradicts'],
    ['in part only', { ...gone, deletesAfterDays: 'never', deletesSomeAfterDays: 30 }, 'contradicts'],
    ['in time, and can be brought back for a week', { ...gone, recoverableDays: 7 }, 'contradicts'],
    ['early enough for its old versions', { ...gone, deletesAfterDays: 60, versioned: true, oldVersionsDays: 30 }, 'holds'],
    ['in time, but for its old versions', { ...gone, versioned: true, oldVersionsDays: 1 }, 'contradicts'],
    ['in time, but for its old versions, which stay', { ...gone, versioned: true, oldVersionsDays: 'never' }, 'contradicts'],
    ['in time, but for unread old versions', { ...gone, versioned: true }, 'unseen oldVersionsDays'],
    ['in time, perhaps with versions', { deletesAfterDays: 90, recoverableDays: 0 }, 'unseen versioned'],
    ['in time, and perhaps recoverable', { deletesAfterDays: 90, versioned: false }, 'unseen recoverableDays'],
    ['by unread rules', { versioned: false, recoverableDays: 0 }, 'unseen deletesAfterDays'],
  ])('of data that is deleted %s', (_what, data, answer) => {
    expect(answerOf(dataDeleted, { atMost: 90 }, data)).toBe(answer);
  });
});

describe('data-kept', () => {
  test.each([
    [{}, { deletesSomeAfterDays: 'never' }, 'holds'],
    [{}, { deletesSomeAfterDays: 3650 }, 'contradicts'],
    [{}, { deletesAfterDays: 'never' }, 'unseen deletesSomeAfterDays'],
    [{ atLeast: '365d' }, { deletesSomeAfterDays: 365 }, 'holds'],
    [{ atLeast: 365 }, { deletesSomeAfterDays: 364 }, 'contradicts'],
    [{ atLeast: 365 }, { deletesSomeAfterDays: 'never' }, 'holds'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(dataKept, params, data)).toBe(answer);
  });
});
