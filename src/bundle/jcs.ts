import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785), UTF-8, no newline at the end. Throws on what JSON cannot hold, lone surrogates included. */
export function jcs(value: object): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return Buffer.from(text);
}
