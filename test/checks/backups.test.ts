import { describe, expect, test } from 'vitest';
import { backupsEncrypted } from '../../src/checks/backups-encrypted.ts';
import { backupsLocatedIn } from '../../src/checks/backups-located-in.ts';
import { backupsOffSite } from '../../src/checks/backups-off-site.ts';
import { backupsRecent } from '../../src/checks/backups-recent.ts';
import { AT, answerOf } from './answers.ts';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.parse(AT) - hours * HOUR).toISOString();
const one = { takenAt: ago(5), made: 'automatic' };

describe('backups-encrypted', () => {
  test.each([
    [{ backups: [{ ...one, encrypted: true }] }, 'holds'],
    [
      {
        backups: [
          { ...one, encrypted: true },
          { ...one, encrypted: false },
        ],
      },
      'contradicts',
    ],
    [{ backups: [{ ...one, encrypted: true }, one] }, 'unseen backups'],
    [{ backups: [one, { ...one, encrypted: false }] }, 'contradicts'],
    [{ backups: [] }, 'not-applicable'],
    [{}, 'unseen backups'],
    [{ encrypted: true }, 'holds'],
    [{ encrypted: false }, 'contradicts'],
    [{ about: 'vault', encrypted: true }, 'holds'],
  ])('of %j says: %s', (data, answer) => {
    expect(answerOf(backupsEncrypted, {}, data)).toBe(answer);
  });
});

describe('backups-recent', () => {
  const newest = { newestAt: ago(20) };
  const old = { newestAt: ago(100), pointInTime: false };
  const none = { backups: [], pointInTime: false };
  test.each([
    ['made a few hours ago', newest, 'holds'],
    ['made exactly so long ago', { newestAt: ago(26) }, 'holds'],
    ['made longer ago', old, 'contradicts'],
    ['made longer ago, and perhaps any moment can be restored', { newestAt: ago(100) }, 'unseen pointInTime'],
    ['made longer ago, and any moment can be restored', { ...old, pointInTime: true, latestRestorableAt: ago(0.1) }, 'holds'],
    ['made longer ago, and any moment until then', { ...old, pointInTime: true, latestRestorableAt: ago(90) }, 'contradicts'],
    ['made longer ago, and any moment until we do not know when', { ...old, pointInTime: true }, 'unseen latestRestorableAt'],
    ['that were not listed', { pointInTime: false }, 'unseen newestAt'],
    ['that were not listed, and any moment can be restored', { pointInTime: true, latestRestorableAt: ago(0.1) }, 'holds'],
    ['of which there is none', { ...none, automatic: true, protectedSince: ago(900) }, 'contradicts'],
    ['of which there is none yet', { ...none, automatic: true, protectedSince: ago(2) }, 'unseen newestAt'],
    ['of which there is none, for we do not know how long', { ...none, automatic: true }, 'unseen protectedSince'],
    ['of which there is none and never will be', { ...none, automatic: false, protectedSince: ago(2) }, 'contradicts'],
    ['of which there is none, and perhaps never will be', none, 'unseen automatic'],
    ['left of something that is gone', { about: 'former-thing', backups: [one] }, 'not-applicable'],
  ])('of backups %s', (_what, data, answer) => {
    expect(answerOf(backupsRecent, { within: '26h' }, data)).toBe(answer);
  });

  test('takes hours and days', () => {
    const answers = ['99h', '100h', 4, '5d'].map((within) => answerOf(backupsRecent, { within }, old));
    expect(answers).toEqual(['contradicts', 'holds', 'contradicts', 'holds']);
  });

  test.each([[{}], [{ within: '1w' }], [{ within: '0h' }], [{ within: -1 }]])('cannot be asked with %j', (params) => {
    expect(() => backupsRecent.bind(params)).toThrow();
  });
});

describe('backups-off-site', () => {
  const here = { automatic: true, copies: [], redundancy: 'zone' };
  const account = { otherAccount: true };
  const away = { region: 'eu-west-3', otherAccount: false };
  test.each([
    ['copied to another region', {}, { ...here, copies: [away] }, 'holds'],
    ['copied to another account', {}, { ...here, copies: [{ otherAccount: true }] }, 'holds'],
    ['spread over a paired region', {}, { ...here, redundancy: 'geo-zone' }, 'holds'],
    ['spread over zones only', {}, here, 'contradicts'],
    ['copied nowhere, their storage unread', {}, { automatic: true, copies: [] }, 'unseen redundancy'],
    ['copied we do not know where', {}, { automatic: true, redundancy: 'zone' }, 'unseen copies'],
    ['copied within its account, we do not know where', {}, { ...here, copies: [{ otherAccount: false }] }, 'unseen copies'],
    ['copied somewhere', {}, { ...here, copies: [{}] }, 'unseen copies'],
    ['made by nobody', {}, { ...here, automatic: false }, 'contradicts'],
    ['made by we do not know whom', {}, { copies: [away] }, 'unseen automatic'],
    ['copied to another region, asked for another account', account, { ...here, copies: [away] }, 'contradicts'],
    ['spread over a paired region, asked for another account', account, { ...here, redundancy: 'geo' }, 'contradicts'],
    ['copied to another account, as asked', account, { ...here, copies: [{ otherAccount: true }] }, 'holds'],
    ['copied to perhaps another account', account, { ...here, copies: [{ region: 'eu-west-3' }] }, 'unseen copies'],
    ['in a vault', {}, { about: 'vault', redundancy: 'geo' }, 'not-applicable'],
  ])('of backups %s', (_what, params, data, answer) => {
    expect(answerOf(backupsOffSite, params, data)).toBe(answer);
  });
});

describe('backups-located-in', () => {
  test.each([
    [['uksouth'], 'holds'],
    [['uksouth', 'ukwest'], 'contradicts'],
    [[], 'not-applicable'],
    [undefined, 'unseen regions'],
  ])('of backups in %j says: %s', (regions, answer) => {
    expect(answerOf(backupsLocatedIn, { regions: ['uksouth'] }, regions === undefined ? {} : { regions })).toBe(answer);
  });
});
