import { expect, test } from 'vitest';
import { ssl2Suites, suites } from '../../collectors/live/names/suites.ts';
import { readSuiteName } from '../../src/guides/suite-name.ts';

test('the name of every suite of the registry says what the registry says', () => {
  const differing = [...suites.values()].flatMap(({ name, cipher, bits, aead, authentication, export: weak }) => {
    const registered = { bits: cipher.startsWith('3DES') ? 168 : bits, aead, anonymous: authentication === 'anon', export: weak };
    const read = readSuiteName(name);
    return JSON.stringify(read) === JSON.stringify(registered) ? [] : [{ name, read, registered }];
  });
  expect(differing).toEqual([]);
});

test('so do those of SSL 2.0', () => {
  expect([...ssl2Suites.values()].map((name) => [name, readSuiteName(name).bits])).toEqual([
    ['SSL_CK_RC4_128_WITH_MD5', 128],
    ['SSL_CK_RC4_128_EXPORT40_WITH_MD5', 40],
    ['SSL_CK_RC2_128_CBC_WITH_MD5', 128],
    ['SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 40],
    ['SSL_CK_IDEA_128_CBC_WITH_MD5', 128],
    ['SSL_CK_DES_64_CBC_WITH_MD5', 56],
    ['SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 168],
    ['SSL_CK_RC4_64_WITH_MD5', 64],
  ]);
});

test('a name that no registry has says nothing of its bits', () => {
  expect(readSuiteName('0x5600').bits).toBeUndefined();
});
