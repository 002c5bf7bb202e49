import { describe, expect, test } from 'vitest';
import { remembered } from '../../../collectors/aws/credentials.ts';
import { openWire } from './looking.ts';

const MINUTE = 60_000;

/** A source of sessions, each of which lasts so many minutes (for ever, if not said), and how often it was asked. */
function sessions(minutes?: number) {
  let asked = 0;
  const provider = remembered(
    () => async () => {
      asked += 1;
      const expiration = minutes === undefined ? {} : { expiration: new Date(Date.now() + minutes * MINUTE) };
      return { accessKeyId: `key-${asked}`, secretAccessKey: 'secret', ...expiration };
    },
    openWire().tap,
  );
  return { key: async () => (await provider()).accessKeyId, over: (key: string) => provider.over?.(key), memoized: provider.memoized };
}

describe('credentials', () => {
  test('are asked for once, and the SDK is told that they are remembered', async () => {
    const { key, memoized } = sessions(60);
    expect([await key(), await key(), memoized]).toEqual(['key-1', 'key-1', true]);
  });

  test('that end within five minutes are kept until a server refuses them', async () => {
    const { key } = sessions(4);
    expect([await key(), await key()]).toEqual(['key-1', 'key-1']);
  });

  test('that seem to be over as they come are kept too: one of the clocks is wrong', async () => {
    const { key } = sessions(-1_000_000);
    expect([await key(), await key()]).toEqual(['key-1', 'key-1']);
  });

  test('that a server says are over are had anew, once for all calls of the same session', async () => {
    const { key, over } = sessions(60);
    await key();
    const first = over('key-1');
    const second = await key();
    expect([first, second, over('key-1'), await key()]).toEqual([true, 'key-2', true, 'key-2']);
  });

  test('without an end are never had anew', async () => {
    const { key, over } = sessions();
    await key();
    expect([over('key-1'), await key()]).toEqual([false, 'key-1']);
  });
});
