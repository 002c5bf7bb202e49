import { createHash } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { DocumentFact } from '../model.ts';
import { openRegular, shown } from './hostile.ts';
import { DOCUMENTS } from './layout.ts';

/** A document's line in run.jsonl. */
export interface DocumentLine {
  readonly salt: string;
  readonly fact: DocumentFact;
}

/**
 * Each line has its document and each document its line: called by the salted digest of its bytes, of the size and SHA-256
 * that the line says. `names` are those under documents/. BundleError missing-file, digest or inconsistent.
 */
export async function checkDocuments(directory: string, names: readonly string[], lines: readonly DocumentLine[]): Promise<void> {
  if (names.length > lines.length)
    throw new BundleError('inconsistent', `${DOCUMENTS} has ${names.length} documents, run.jsonl has ${lines.length}`);
  // Two documents of one content differ by salt only, so that any one of them can be read for the other.
  const ofContent = new Map<string, { readonly name: string; readonly bytes: number }>();
  const left = new Map<string, string>();
  for (const name of names) {
    const { digest, bytes } = await digestOf(directory, name, '');
    ofContent.set(digest, { name, bytes });
    left.set(name.slice(0, 64), digest);
  }
  for (const { salt, fact } of lines) {
    const found = ofContent.get(fact.sha256);
    if (found === undefined)
      throw new BundleError('missing-file', `no file in ${DOCUMENTS} has the content of ${shown(fact.file)}: it is missing or was changed`);
    const { digest, bytes } = await digestOf(directory, found.name, salt);
    if (left.get(digest) !== fact.sha256 || bytes !== fact.bytes) {
      throw new BundleError('digest', `the document ${shown(fact.file)} is not stored under its salted digest, or not of its size`);
    }
    left.delete(digest);
  }
}

async function digestOf(directory: string, name: string, salt: string): Promise<{ digest: string; bytes: number }> {
  const { handle } = await openRegular(directory, `${DOCUMENTS}/${name}`);
  const digest = createHash('sha256').update(salt);
  let bytes = 0;
  // The stream closes the handle, also where its reader stops early.
  for await (const chunk of handle.createReadStream()) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream without encoding gives buffers');
    digest.update(chunk);
    bytes += chunk.length;
  }
  return { digest: digest.digest('hex'), bytes };
}
