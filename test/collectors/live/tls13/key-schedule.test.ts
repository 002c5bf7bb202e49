import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  applicationSecrets,
  ciphers13,
  finished,
  handshakeSecrets,
  openRecord,
  sealRecord,
  trafficKeys,
} from '../../../../collectors/live/tls13/key-schedule.ts';
import { makeKeyShare, ourGroups } from '../../../../collectors/live/tls13/key-share.ts';

/** RFC 8448 §3, "Simple 1-RTT Handshake". */
const rfc8448 = {
  shared: hex('8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d'),
  helloHash: hex('860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8'),
  secret: hex('b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38'),
  client: hex('b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21'),
  master: hex('18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919'),
  flightHash: hex('9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13'),
  application: {
    client: hex('9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5'),
    server: hex('a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643'),
  },
  key: hex('3fce516009c21727d0f2e4e86ee403bc'),
  iv: hex('5d313eb2671276ee13000b30'),
  finishedHash: hex('edb7725fa7a3473b031ec8ef65a2485493900138a2b91291407d7951a06110ed'),
  finished: hex('9b9b141d906337fbd2cbdce71df4deda4ab42c309572cb7fffee5454b78f0718'),
};

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

test('the handshake secrets of RFC 8448', () => {
  const { secret: server, client, master } = rfc8448;
  expect(handshakeSecrets('sha256', rfc8448.shared, rfc8448.helloHash)).toEqual({ server, client, master });
});

test('the application secrets of RFC 8448', () => {
  expect(applicationSecrets('sha256', rfc8448.master, rfc8448.flightHash)).toEqual(rfc8448.application);
});

test.each([...ciphers13])('a record of suite %i opens again, under its own number only', (_code, cipher) => {
  const keys = trafficKeys(cipher, rfc8448.secret);
  const sealed = sealRecord(cipher, keys, 3, { type: 21, content: Buffer.of(1, 0) });
  const record = { header: sealed.subarray(0, 5), body: sealed.subarray(5) };
  expect(openRecord(cipher, keys, 3, record)).toEqual({ type: 21, content: Buffer.of(1, 0) });
  expect(openRecord(cipher, keys, 4, record)).toBeUndefined();
});

test('the keys of RFC 8448', () => {
  const cipher = ciphers13.get(0x1301);
  expect(cipher && trafficKeys(cipher, rfc8448.secret)).toEqual({ key: rfc8448.key, iv: rfc8448.iv });
});

test('the Finished of RFC 8448', () => {
  expect(finished('sha256', rfc8448.secret, rfc8448.finishedHash)).toEqual(rfc8448.finished);
});

test('a secret of SHA-384 is as long as its hash', () => {
  expect(handshakeSecrets('sha384', rfc8448.shared, createHash('sha384').digest()).server).toHaveLength(48);
});

test.each(ourGroups.filter((group) => group < 0x100).map((group) => [group] as const))('both sides of group %i agree', (group) => {
  const [a, b] = [makeKeyShare(group), makeKeyShare(group)];
  expect(a && b && a.agree(b.key).equals(b.agree(a.key))).toBe(true);
});

test('trap 3: a share of x25519 is a real key, its top bit clear', () => {
  const keys = Array.from({ length: 8 }, () => makeKeyShare(0x001d)?.key);
  expect(keys.every((key) => key !== undefined && key.length === 32 && (key[31] ?? 255) < 128)).toBe(true);
});

test('a share that is no point of its curve gives no secret', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
  point[64] = (point[64] ?? 0) ^ 1;
  expect(() => makeKeyShare(0x0017)?.agree(point)).toThrow();
});
