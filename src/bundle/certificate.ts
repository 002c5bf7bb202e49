/** What of a certificate (RFC 5280, 4.1) node does not tell. */
import type { X509Certificate } from 'node:crypto';
import { type Der, expectTag, inside, oid, parseDer, sequence, TAG } from './der.ts';

export interface Extension {
  readonly critical: boolean;
  readonly value: Der;
}

/** By OID. Each is an OID, perhaps `critical`, and an OCTET STRING with the value in it. */
export function extensionsOf(certificate: X509Certificate): ReadonlyMap<string, Extension> {
  const list = toBeSigned(certificate).find(({ tag }) => tag === 0xa3);
  if (list === undefined) return new Map();
  return new Map(
    sequence(inside(list)[0]).map((extension) => {
      const parts = sequence(extension);
      const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] === 0xff;
      return [oid(parts[0]), { critical, value: parseDer(expectTag(parts.at(-1), TAG.octetString).content) }];
    }),
  );
}

/** The issuer's name as it is encoded: version [0], serialNumber, signature, issuer. */
export function issuerOf(certificate: X509Certificate): Buffer {
  const [, , issuer] = toBeSigned(certificate).filter(({ tag }) => tag !== 0xa0);
  return expectTag(issuer, TAG.sequence).raw;
}

export function subjectKeyIdentifierOf(certificate: X509Certificate): Buffer | undefined {
  const identifier = extensionsOf(certificate).get('2.5.29.14');
  return identifier === undefined ? undefined : expectTag(identifier.value, TAG.octetString).content;
}

function toBeSigned({ raw }: X509Certificate): readonly Der[] {
  return sequence(sequence(parseDer(raw))[0]);
}
