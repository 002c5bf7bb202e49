import { describe, expect, test } from 'vitest';
import { noPublicAccess } from '../../src/checks/no-public-access.ts';
import { answerOf } from './answers.ts';

const about = 'thing';

describe('no-public-access', () => {
  test.each([
    [{}, { about, public: false, sharingBlocked: 'none' }, 'holds'],
    [{}, { about, public: false }, 'holds'],
    [{}, { about, public: true, sharingBlocked: 'none' }, 'contradicts'],
    [{}, { about, public: true, sharingBlocked: 'new' }, 'contradicts'],
    [{}, { about, public: true, sharingBlocked: 'all' }, 'holds'],
    [{}, { about, sharingBlocked: 'all' }, 'holds'],
    [{}, { about, sharingBlocked: 'new' }, 'unseen public'],
    [{}, { about }, 'unseen public'],
    [{}, { about, public: true }, 'unseen sharingBlocked'],
    [{}, { about: 'setting', sharingBlocked: 'none' }, 'not-applicable'],
    [{}, { about, public: false, sharedWith: 3 }, 'holds'],
    [{ sharedWithAtMost: 0 }, { about, public: false, sharedWith: 0 }, 'holds'],
    [{ sharedWithAtMost: 0 }, { about, public: false, sharedWith: 1 }, 'contradicts'],
    [{ sharedWithAtMost: 0 }, { about, sharingBlocked: 'all', sharedWith: 1 }, 'contradicts'],
    [{ sharedWithAtMost: 2 }, { about, public: false, sharedWith: 2 }, 'holds'],
    [{ sharedWithAtMost: 0 }, { about, public: false }, 'unseen sharedWith'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(noPublicAccess, params, data)).toBe(answer);
  });

  test('reads with how many it is shared only where that is asked about', () => {
    expect(noPublicAccess.bind({ sharedWithAtMost: 0 }).reads).toContain('sharedWith');
    expect(noPublicAccess.bind({}).reads).not.toContain('sharedWith');
  });
});
