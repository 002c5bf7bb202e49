/** Whom a certificate is for: subjectAltName (RFC 5280 §4.2.1.6), whether that is the host (RFC 9525), and what an issuer may name (§4.2.1.10). */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Malformed } from '../wire/bytes.ts';
import { type Der, inside, sequence } from './der.ts';
import { type Extension, extensionsOf, OID } from './extensions.ts';

const DNS = 0x82;
const ADDRESS = 0x87;

export interface Name {
  readonly form: 'dns' | 'address';
  readonly text: string;
  readonly bytes: Buffer;
}

/** DNS names and addresses; other forms are no names of servers. */
export function namesOf(certificate: X509Certificate): readonly Name[] {
  const names = extensionsOf(certificate).get(OID.subjectAltName);
  return names === undefined ? [] : sequence(names.value).flatMap(nameOf);
}

/** The common name counts for nothing (RFC 9525 §1.4). */
export function nameMatch(certificate: X509Certificate, host: string): { readonly nameMatches: boolean; readonly wildcard: boolean } {
  if (isIP(host) !== 0) return { nameMatches: certificate.checkIP(host) !== undefined, wildcard: false };
  const exact = certificate.checkHost(host, { subject: 'never', wildcards: false }) !== undefined;
  const any = certificate.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined;
  return { nameMatches: any, wildcard: any && !exact };
}

/** Whether the issuer with these extensions may issue for all of the names. Limits on other forms of names are not looked at. */
export function mayName(extensions: ReadonlyMap<string, Extension>, names: readonly Name[]): boolean {
  const constraints = extensions.get(OID.nameConstraints);
  if (constraints === undefined) return true;
  const parts = sequence(constraints.value);
  const limits = (tag: number) => parts.filter((part) => part.tag === tag).flatMap((part) => inside(part).map((tree) => sequence(tree)[0]));
  const [permitted, excluded] = [limits(0xa0), limits(0xa1)];
  return names.every((name) => {
    const ofItsForm = permitted.filter((base) => base?.tag === (name.form === 'dns' ? DNS : ADDRESS));
    return (ofItsForm.length === 0 || ofItsForm.some((base) => isWithin(name, base))) && !excluded.some((base) => isWithin(name, base));
  });
}

function isWithin({ form, text, bytes }: Name, base: Der | undefined): boolean {
  if (base === undefined) return false;
  if (form === 'dns' && base.tag === DNS) {
    const limit = base.content.toString('latin1').toLowerCase();
    const name = text.toLowerCase().replace(/^\*\./, '');
    return limit === '' || name === limit || name.endsWith(limit.startsWith('.') ? limit : `.${limit}`);
  }
  if (form !== 'address' || base.tag !== ADDRESS || base.content.length !== 2 * bytes.length) return false;
  const mask = base.content.subarray(bytes.length);
  return bytes.every((byte, index) => ((byte ^ (base.content[index] ?? 0)) & (mask[index] ?? 0)) === 0);
}

function nameOf({ tag, content }: Der): Name[] {
  if (tag === DNS) return [{ form: 'dns', text: content.toString('latin1'), bytes: content }];
  if (tag === ADDRESS) return [{ form: 'address', text: addressOf(content), bytes: content }];
  return [];
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) throw new Malformed('an address has neither four bytes nor sixteen');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
