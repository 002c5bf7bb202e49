import { afterEach, describe, expect, test, vi } from 'vitest';
import { remembered } from '../../../collectors/azure/credentials.ts';
import type { Tap } from '../../../src/plugin.ts';
import { tokenFor } from './loopback.ts';

const TAP: Tap = { saw: () => {}, signal: () => undefined, stored: () => undefined, outside: (work) => work() };
const HOUR = 3_600_000;

/** A credential whose n-th token is `tokens(n)`; it counts how often one was asked for. */
function countingCredential(tokens: (nth: number) => { token: string; expiresOnTimestamp: number }) {
  let asked = 0;
  const make = async () => ({
    getToken: async () => {
      asked += 1;
      return tokens(asked);
    },
  });
  return { credential: remembered(make, 'scope', TAP), asked: () => asked };
}

const lasting = (nth: number) => ({ token: `token-${nth}`, expiresOnTimestamp: Date.now() + HOUR });

afterEach(() => vi.useRealTimers());

describe('a token', () => {
  test('is asked for once, also by many at a time', async () => {
    const { credential, asked } = countingCredential(lasting);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => credential.token()));
    expect([new Set(tokens), asked()]).toEqual([new Set(['token-1']), 1]);
  });

  test('is renewed before it ends', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const { credential } = countingCredential(lasting);
    const at = async (now: number) => {
      vi.setSystemTime(now);
      return credential.token();
    };
    expect([await at(0), await at(HOUR - 301_000), await at(HOUR - 299_000)]).toEqual(['token-1', 'token-1', 'token-2']);
  });

  test('that is over as it comes, by a clock that is years off, is shown until the server refuses it', async () => {
    const { credential, asked } = countingCredential((nth) => ({ token: `token-${nth}`, expiresOnTimestamp: 0 }));
    await credential.token();
    await credential.token();
    expect(asked()).toBe(1);
    credential.forget('token-1');
    expect(await credential.token()).toBe('token-2');
  });

  test('that was refused is renewed once, however many had shown it', async () => {
    const { credential, asked } = countingCredential(lasting);
    const first = await credential.token();
    credential.forget(first);
    const second = await credential.token();
    credential.forget(first);
    expect([second, await credential.token(), asked()]).toEqual(['token-2', 'token-2', 2]);
  });

  test('that could not be had is asked for again', async () => {
    const { credential } = countingCredential((nth) => {
      if (nth === 1) throw new Error('the authority is away');
      return lasting(nth);
    });
    await expect(credential.token()).rejects.toThrow('away');
    expect(credential.failure()).toBeInstanceOf(Error);
    expect([await credential.token(), credential.failure()]).toEqual(['token-2', undefined]);
  });
});

describe('who looks', () => {
  test('stands in the claims of the token', async () => {
    const { credential } = countingCredential((nth) => ({ ...lasting(nth), token: tokenFor(nth) }));
    expect(credential.identity()).toBeUndefined();
    await credential.token();
    expect(credential.identity()).toContain('application 44444444-4444-4444-8444-444444444444');
  });

  test.each(['opaque', 'a.b.c', `a.${Buffer.from('7').toString('base64url')}.c`])('is not known of the token %s', async (token) => {
    const { credential } = countingCredential((nth) => ({ ...lasting(nth), token }));
    await credential.token();
    expect(credential.identity()).toBeUndefined();
  });
});
