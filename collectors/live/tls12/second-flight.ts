/**
 * The client's own end of a TLS 1.2 handshake, without a certificate: RFC 5246 §7.4.6, §7.4.7, §7.4.9. What the server says to it is in the clear:
 * an alert, or the ChangeCipherSpec that ends the handshake.
 */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { suites } from '../names/suites.ts';
import { makeKeyShare } from '../tls13/key-share.ts';
import { uint16, vector } from '../wire/bytes.ts';
import { extension } from '../wire/client-hello.ts';
import { readKeyExchange } from '../wire/key-exchange.ts';
import { readRecords } from '../wire/records.ts';
import type { ServerFlight } from '../wire/server-flight.ts';

type Hash = 'sha256' | 'sha384';

interface Cipher12 {
  readonly hash: Hash;
  readonly name: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly keyLength: 16 | 32;
  /** Of the nonce the part that is agreed on; GCM sends the other (RFC 5288 §3, RFC 7905 §2). */
  readonly ivLength: 4 | 12;
}

const GCM_128 = { hash: 'sha256', name: 'aes-128-gcm', keyLength: 16, ivLength: 4 } as const;
const GCM_256 = { hash: 'sha384', name: 'aes-256-gcm', keyLength: 32, ivLength: 4 } as const;
const CHACHA = { hash: 'sha256', name: 'chacha20-poly1305', keyLength: 32, ivLength: 12 } as const;

/** The suites in which we can finish, by code point. */
export const ciphers12: ReadonlyMap<number, Cipher12> = new Map<number, Cipher12>([
  [0xc02b, GCM_128],
  [0xc02c, GCM_256],
  [0xc02f, GCM_128],
  [0xc030, GCM_256],
  [0xcca8, CHACHA],
  [0xcca9, CHACHA],
]);

const CERTIFICATE = 11;
const CLIENT_KEY_EXCHANGE = 16;
const FINISHED = 20;
const CHANGE_CIPHER_SPEC = Buffer.of(20, 3, 3, 0, 1, 1);
const TAG = 16;

/** Undefined where the server's share is none that we can agree with. */
export function writeSecondFlight12(sent: Buffer, { hello, keyExchange, certificateRequest, records }: ServerFlight): Buffer | undefined {
  const cipher = ciphers12.get(hello?.suite ?? 0);
  const suite = suites.get(hello?.suite ?? 0);
  const [own] = readRecords(sent).messages;
  if (hello === undefined || cipher === undefined || suite === undefined || own === undefined || keyExchange === undefined)
    return undefined;
  const { group = 0, point } = readKeyExchange(keyExchange, suite, hello.version) ?? {};
  const share = makeKeyShare(group);
  const shared = point === undefined ? undefined : share?.agree(point);
  if (share === undefined || shared === undefined) return undefined;

  const certificate = certificateRequest === true ? [message(CERTIFICATE, vector(3))] : [];
  const plain = [...certificate, message(CLIENT_KEY_EXCHANGE, vector(1, share.key))];
  const said = [own.raw, ...records.messages.map(({ raw }) => raw), ...plain];
  const randoms = { client: own.body.subarray(2, 34), server: hello.random };
  const session = createHash(cipher.hash).update(Buffer.concat(said)).digest();
  const master = hello.extensions.has(extension.extendedMasterSecret)
    ? prf(cipher.hash, shared, 'extended master secret', session, 48)
    : prf(cipher.hash, shared, 'master secret', Buffer.concat([randoms.client, randoms.server]), 48);
  const verified = message(FINISHED, prf(cipher.hash, master, 'client finished', session, 12));
  const content = Buffer.concat(plain);
  return Buffer.concat([
    Buffer.of(22, 3, 3),
    vector(2, content),
    CHANGE_CIPHER_SPEC,
    seal(cipher, keysOf(cipher, master, randoms), verified),
  ]);
}

interface Randoms {
  readonly client: Buffer;
  readonly server: Buffer;
}

/** The client's, of RFC 5246 §6.3; AEADs have no keys for a MAC. */
function keysOf(
  { hash, keyLength, ivLength }: Cipher12,
  master: Buffer,
  { client, server }: Randoms,
): { readonly key: Buffer; readonly iv: Buffer } {
  const block = prf(hash, master, 'key expansion', Buffer.concat([server, client]), 2 * (keyLength + ivLength));
  return { key: block.subarray(0, keyLength), iv: block.subarray(2 * keyLength, 2 * keyLength + ivLength) };
}

/** The first record under these keys. */
function seal({ name, ivLength }: Cipher12, { key, iv }: { readonly key: Buffer; readonly iv: Buffer }, content: Buffer): Buffer {
  const sequence = Buffer.alloc(8);
  const explicit = ivLength === 4 ? sequence : Buffer.alloc(0);
  const nonce = Buffer.concat([iv, explicit]);
  const options = { authTagLength: TAG, plaintextLength: content.length };
  const cipher = name === 'chacha20-poly1305' ? createCipheriv(name, key, nonce, options) : createCipheriv(name, key, nonce, options);
  cipher.setAAD(Buffer.concat([sequence, Buffer.of(22, 3, 3), uint16(content.length)]), { plaintextLength: content.length });
  const sealed = Buffer.concat([explicit, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([Buffer.of(22, 3, 3), vector(2, sealed)]);
}

/** RFC 5246 §5. */
function prf(hash: Hash, secret: Buffer, label: string, seed: Buffer, length: number): Buffer {
  const whole = Buffer.concat([Buffer.from(label, 'ascii'), seed]);
  let bytes = Buffer.alloc(0);
  for (let a = hmac(hash, secret, whole); bytes.length < length; a = hmac(hash, secret, a))
    bytes = Buffer.concat([bytes, hmac(hash, secret, Buffer.concat([a, whole]))]);
  return bytes.subarray(0, length);
}

function hmac(hash: Hash, secret: Buffer, content: Buffer): Buffer {
  return createHmac(hash, secret).update(content).digest();
}

function message(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), vector(3, body)]);
}
