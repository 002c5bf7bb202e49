import { describe, expect, test } from 'vitest';
import { logsEncrypted } from '../../src/checks/logs-encrypted.ts';
import { logsKept } from '../../src/checks/logs-kept.ts';
import { answerOf } from './answers.ts';

describe('logs-kept', () => {
  test.each([
    [{ exactly: 35 }, { retentionDays: 35 }, 'holds'],
    [{ exactly: '35d' }, { retentionDays: 30 }, 'contradicts'],
    [{ exactly: 35 }, { retentionDays: 60 }, 'contradicts'],
    [{ exactly: 35 }, { retentionDays: 400, setBy: 'provider' }, 'contradicts'],
    [{ exactly: 35 }, { retentionDays: 'for-ever' }, 'contradicts'],
    [{ atLeast: 35 }, { retentionDays: 35 }, 'holds'],
    [{ atLeast: 35 }, { retentionDays: 34 }, 'contradicts'],
    [{ atLeast: 35 }, { retentionDays: 'for-ever' }, 'holds'],
    [{ atMost: 35 }, { retentionDays: 35 }, 'holds'],
    [{ atMost: 35 }, { retentionDays: 36 }, 'contradicts'],
    [{ atMost: 35 }, { retentionDays: 'for-ever' }, 'contradicts'],
    [{ atMost: 35 }, {}, 'unseen retentionDays'],
    [{ atLeast: 365, readily: '90d' }, { retentionDays: 365, readilyDays: 90 }, 'holds'],
    [{ atLeast: 365, readily: '90d' }, { retentionDays: 365, readilyDays: 30 }, 'contradicts'],
    [{ atLeast: 365, readily: '90d' }, { retentionDays: 365 }, 'unseen readilyDays'],
    [{ atLeast: 35, of: ['audit-logs'] }, { retentionDays: 1, holds: 'metrics' }, 'not-applicable'],
    [{ atLeast: 35, of: ['audit-logs'] }, { retentionDays: 1, holds: 'audit-logs' }, 'contradicts'],
    [{ atLeast: 35, of: ['audit-logs'] }, { retentionDays: 1 }, 'unseen holds'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(logsKept, params, data)).toBe(answer);
  });

  test.each([[{}], [{ exactly: 35, atMost: 40 }], [{ exactly: '35' }], [{ readily: 90 }], [{ atLeast: 35, of: [] }]])(
    'cannot be asked with %j',
    (params) => {
      expect(() => logsKept.bind(params)).toThrow();
    },
  );
});

describe('logs-encrypted', () => {
  test.each([
    [{}, { encrypted: true }, 'holds'],
    [{}, { encrypted: false }, 'contradicts'],
    [{}, { keyManager: 'customer' }, 'unseen encrypted'],
    [{ manager: 'customer' }, { encrypted: true, keyManager: 'customer' }, 'holds'],
    [{ manager: 'customer' }, { encrypted: true, keyManager: 'provider' }, 'contradicts'],
    [{ manager: 'customer' }, { encrypted: true }, 'unseen keyManager'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(logsEncrypted, params, data)).toBe(answer);
  });
});
