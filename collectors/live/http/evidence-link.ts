/** Whether a document that a claim points at is still there, and still the same. */
import { follow, hopsOf } from './follow.ts';
import type { Way } from './get.ts';
import type { EvidenceLink } from './http-result.ts';

/** Larger ones are not read to their end, and get no digest. */
const MOST_BYTES = 64 * 1024 * 1024;

/** `before`: the digest that was seen the last time. Throws only where `way.signal` aborts. */
export async function lookAtEvidence(url: URL, way: Way, before?: string): Promise<EvidenceLink> {
  const { answers, code } = await follow(url, way, { bytes: MOST_BYTES, keep: false });
  const last = answers.at(-1);
  const where = { url: url.href, ...(last === undefined ? {} : { address: last.address, hops: hopsOf(answers) }) };
  if (code !== undefined || last === undefined) return { ...where, code: code ?? 'UNKNOWN' };
  // Who answered is part of the evidence.
  if (last.tlsTrusted === false) return { ...where, status: last.status, code: 'untrusted-certificate' };
  const { status, fields, bytes, sha256 } = last;
  const whole = sha256 !== undefined;
  const type = fields.get('content-type')?.[0]?.split(';')[0]?.trim().toLowerCase();
  const modified = new Date(fields.get('last-modified')?.[0] ?? '');
  const isThere = status >= 200 && status < 300;
  return {
    ...where,
    status,
    ...(type === undefined || type === '' ? {} : { type }),
    ...(whole ? { bytes } : {}),
    ...(whole && isThere ? { sha256, ...(before === undefined ? {} : { changed: sha256 !== before }) } : {}),
    ...(Number.isNaN(modified.getTime()) ? {} : { lastModified: `${modified.toISOString().slice(0, 19)}Z` }),
    ...(whole ? {} : { code: 'too-large' }),
  };
}
