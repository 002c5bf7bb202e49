/** The key schedule of TLS 1.3 and its record protection: RFC 8446 §5, §7. */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
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

/** What both sides know as soon as they have each other's share. */
export interface HandshakeSecrets {
  /** `server_handshake_traffic_secret`. */
  readonly server: Buffer;
  /** `client_handshake_traffic_secret`. */
  readonly client: Buffer;
  readonly master: Buffer;
}

/** From the (EC)DHE secret and the hash of all messages up to the ServerHello. */
export function handshakeSecrets(hash: Hash, shared: Buffer, transcriptHash: Buffer): HandshakeSecrets {
  const none = Buffer.alloc(digestLength(hash));
  const early = createHmac(hash, none).update(none).digest();
  const derived = (secret: Buffer): Buffer => expandLabel(hash, secret, 'derived', createHash(hash).digest(), none.length);
  const handshake = createHmac(hash, derived(early)).update(shared).digest();
  return {
    server: expandLabel(hash, handshake, 's hs traffic', transcriptHash, none.length),
    client: expandLabel(hash, handshake, 'c hs traffic', transcriptHash, none.length),
    master: createHmac(hash, derived(handshake)).update(none).digest(),
  };
}

/** `client_` and `server_application_traffic_secret_0`: from the hash of all messages up to the server's Finished. */
export function applicationSecrets(
  hash: Hash,
  master: Buffer,
  transcriptHash: Buffer,
): { readonly client: Buffer; readonly server: Buffer } {
  const of = (label: string): Buffer => expandLabel(hash, master, label, transcriptHash, digestLength(hash));
  return { client: of('c ap traffic'), server: of('s ap traffic') };
}

export function trafficKeys({ hash, keyLength }: Cipher13, secret: Buffer): { readonly key: Buffer; readonly iv: Buffer } {
  return {
    key: expandLabel(hash, secret, 'key', Buffer.alloc(0), keyLength),
    iv: expandLabel(hash, secret, 'iv', Buffer.alloc(0), IV),
  };
}

export function digest(hash: Hash, messages: readonly Buffer[]): Buffer {
  const sum = createHash(hash);
  for (const message of messages) sum.update(message);
  return sum.digest();
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
  const nonce = nonceOf(iv, sequence);
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

/** One record of ours. */
export function sealRecord(
  { name, tagLength }: Cipher13,
  { key, iv }: { readonly key: Buffer; readonly iv: Buffer },
  sequence: number,
  { type, content }: { readonly type: number; readonly content: Buffer },
): Buffer {
  const plain = Buffer.concat([content, Buffer.of(type)]);
  const header = Buffer.concat([Buffer.of(23, 3, 3), uint16(plain.length + tagLength)]);
  const nonce = nonceOf(iv, sequence);
  const options = { authTagLength: tagLength, plaintextLength: plain.length };
  const cipher =
    name === 'aes-128-ccm'
      ? createCipheriv(name, key, nonce, options)
      : name === 'chacha20-poly1305'
        ? createCipheriv(name, key, nonce, options)
        : createCipheriv(name, key, nonce, options);
  cipher.setAAD(header, { plaintextLength: plain.length });
  return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function nonceOf(iv: Buffer, sequence: number): Buffer {
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(IV - 4) ^ sequence) >>> 0, IV - 4);
  return nonce;
}

/** HKDF-Expand-Label (§7.1). No output here is longer than one hash. */
function expandLabel(hash: Hash, secret: Buffer, label: string, context: Buffer, length: number): Buffer {
  const info = Buffer.concat([uint16(length), vector(1, Buffer.from(`tls13 ${label}`, 'ascii')), vector(1, context)]);
  return createHmac(hash, secret).update(info).update(Buffer.of(1)).digest().subarray(0, length);
}

function digestLength(hash: Hash): 32 | 48 {
  return hash === 'sha256' ? 32 : 48;
}
