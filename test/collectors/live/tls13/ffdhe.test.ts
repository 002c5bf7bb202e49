import { expect, test } from 'vitest';
import { groupName } from '../../../../collectors/live/names/groups.ts';
import { primeName } from '../../../../collectors/live/names/primes.ts';
import { ffdheGroups, ffdheShare, primeOf } from '../../../../collectors/live/tls13/ffdhe.ts';

test.each(ffdheGroups.map((group) => [groupName(group), group] as const))('the prime of %s is that of RFC 7919', (name, group) => {
  expect(primeName(Buffer.from((primeOf(group) ?? 0n).toString(16), 'hex'))).toBe(name);
});

test('both sides agree, in as many bytes as the prime has', () => {
  const [a, b] = [ffdheShare(0x0100), ffdheShare(0x0100)];
  const shared = a && b && a.agree(b.key);
  expect(shared).toHaveLength(256);
  expect(b && a && b.agree(a.key)).toEqual(shared);
});

test.each([
  ['nothing', ''],
  ['1', `${'00'.repeat(255)}01`],
  ['more than the prime', 'ff'.repeat(256)],
  ['too short', 'ab'.repeat(255)],
])('%s is no share', (_name, peer) => {
  expect(() => ffdheShare(0x0100)?.agree(Buffer.from(peer, 'hex'))).toThrow();
});
