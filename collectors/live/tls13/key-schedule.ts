/** The key schedule of TLS 1.3 as far as the server's handshake keys, and its record protection: RFC 8446 §5, §7. */
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { uint16, vector } from '../wire/bytes.ts';

type Hash = 'sha256' | 'sha384';

export interface Cipher13 {
  readonly hash: Hash;
  readonly name: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm';
  readonly keyLength: 16 | 32;
  readonly tagLength: 8 | 16;
}

const IV = 12;

/** The suites whose records we can open, by code point (RFC 8446 §B.4). */
export const ciphers13: ReadonlyMap<number, Cipher13> = new Map([
  [0x1301, { hash: 'sha256', name: 'aes-128-gcm', keyLength: 16, tagLength: 16 }],
  [0x1302, { hash: 'sha384', name: 'aes-256-gcm', keyLength: 32, tagLength: 16 }],
  [0x1303, { hash: 'sha256', name: 'chacha20-poly1305', keyLength: 32, tagLength: 16 }],
  [0x1304, { hash: 'sha256', name: 'aes-128-ccm', keyLength: 16, tagLength: 16 }],
  [0x1305, { hash: 'sha256', name: 'aes-128-ccm', keyLength: 16, tagLength: 8 }],
]);

/** The `server_handshake_traffic_secret`: from the (EC)DHE secret and the hash of all messages up to the ServerHello. */
export function serverSecret(hash: Hash, shared: Buffer, transcriptHash: Buffer): Buffer {
  const none = Buffer.alloc(digestLength(hash));
  const early = createHmac(hash, none).update(none).digest();
  const derived = expandLabel(hash, early, 'derived', createHash(hash).digest(), none.length);
  const handshake = createHmac(hash, derived).update(shared).digest();
  return expandLabel(hash, handshake, 's hs traffic', transcriptHash, none.length);
}

export function trafficKeys({ hash, keyLength }: Cipher13, secret: Buffer): { readonly key: Buffer; readonly iv: Buffer } {
  return {
    key: expandLabel(hash, secret, 'key', Buffer.alloc(0), keyLength),
    iv: expandLabel(hash, secret, 'iv', Buffer.alloc(0), IV),
  };
}

/** What a Finished must hold, over the hash of all messages before it (§4.4.4). */
export function finished(hash: Hash, secret: Buffer, transcriptHash: Buffer): Buffer {
  return createHmac(hash, expandLabel(hash, secret, 'finished', Buffer.alloc(0), digestLength(hash)))
    .update(transcriptHash)
    .digest();
}

/** One record opened: what is in it, of which type; undefined where it does not open. */
export function openRecord(
  cipher: Cipher13,
  { key, iv }: { readonly key: Buffer; readonly iv: Buffer },
  sequence: number,
  { header, body }: { readonly header: Buffer; readonly body: Buffer },
): { readonly type: number; readonly content: Buffer } | undefined {
  const { name, tagLength } = cipher;
  if (body.length < tagLength) return undefined;
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(IV - 4) ^ sequence) >>> 0, IV - 4);
  const sealed = body.subarray(0, -tagLength);
  const options = { authTagLength: tagLength, plaintextLength: sealed.length };
  const decipher =
    name === 'aes-128-ccm'
      ? createDecipheriv(name, key, nonce, options)
      : name === 'chacha20-poly1305'
        ? createDecipheriv(name, key, nonce, options)
        : createDecipheriv(name, key, nonce, options);
  decipher.setAuthTag(body.subarray(-tagLength));
  decipher.setAAD(header, { plaintextLength: sealed.length });
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined; // Node has no code for "does not authenticate", and there is no other reason
  }
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end -= 1;
  return end === 0 ? undefined : { type: plain[end - 1] ?? 0, content: plain.subarray(0, end - 1) };
}

/** HKDF-Expand-Label (§7.1). No output here is longer than one hash. */
function expandLabel(hash: Hash, secret: Buffer, label: string, context: Buffer, length: number): Buffer {
  const info = Buffer.concat([uint16(length), vector(1, Buffer.from(`tls13 ${label}`, 'ascii')), vector(1, context)]);
  return createHmac(hash, secret).update(info).update(Buffer.of(1)).digest().subarray(0, length);
}

function digestLength(hash: Hash): 32 | 48 {
  return hash === 'sha256' ? 32 : 48;
}
