import { describe, expect, test } from 'vitest';
import { restoresTested } from '../../src/checks/restores-tested.ts';
import { AT, answerOf } from './answers.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.parse(AT) - days * DAY).toISOString();
const done = (days: number, more = {}) => ({ at: ago(days), outcome: 'completed', ...more });
const knownSince = ago(365);
const looked = { within: 90, validated: true };

describe('restores-tested', () => {
  test.each([
    [{ within: 90 }, { tests: [done(10)] }, 'holds'],
    [{ within: '90d' }, { tests: [done(90)] }, 'holds'],
    [{ within: 90 }, { tests: [done(91)], knownSince }, 'contradicts'],
    [{ within: 90 }, { tests: [done(200), done(10)], knownSince }, 'holds'],
    [{ within: 90 }, { tests: [{ at: ago(1), outcome: 'failed' }], knownSince }, 'contradicts'],
    [{ within: 90 }, { tests: [{ at: ago(1), outcome: 'running' }], knownSince }, 'contradicts'],
    [{ within: 90 }, { tests: [], knownSince }, 'contradicts'],
    [{ within: 90 }, { tests: [], knownSince: ago(30) }, 'unseen knownSince'],
    [{ within: 90 }, { tests: [] }, 'unseen knownSince'],
    [{ within: 90 }, { plannedEveryDays: 30, knownSince }, 'unseen tests'],
    [looked, { tests: [done(10, { validated: 'passed' })] }, 'holds'],
    [looked, { tests: [done(10, { validated: 'failed' })], knownSince }, 'contradicts'],
    [looked, { tests: [done(10, { validated: 'not-done' })], knownSince }, 'contradicts'],
    [looked, { tests: [done(10)], knownSince }, 'unseen tests'],
    [{ within: 90, planned: 31 }, { tests: [done(10)], plannedEveryDays: 31 }, 'holds'],
    [{ within: 90, planned: 31 }, { tests: [done(10)], plannedEveryDays: 32 }, 'contradicts'],
    [{ within: 90, planned: 31 }, { tests: [done(10)] }, 'unseen plannedEveryDays'],
    [{ within: 90, planned: 31 }, { tests: [], knownSince, plannedEveryDays: 7 }, 'contradicts'],
    [{ within: 90 }, { tests: [done(10)], plannedEveryDays: 999 }, 'holds'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(restoresTested, params, data)).toBe(answer);
  });

  test.each([[{}], [{ within: '26h' }], [{ within: 0 }]])('cannot be asked with %j', (params) => {
    expect(() => restoresTested.bind(params)).toThrow();
  });
});
