import { createHash } from 'node:crypto';
import { BundleError } from '../errors.ts';
import type { DocumentFact } from '../model.ts';
import { openRegular, shown } from './hostile.ts';
import { DOCUMENTS, documentFile } from './layout.ts';

/** A document's line in run.jsonl. */
export interface DocumentLine {
  readonly salt: string;
  readonly fact: DocumentFact;
}

/**
 * Each line has its document and each document its line: called by the salted digest of its bytes, of the size and SHA-256
 * that the line says. `files` are those under documents/; gives the file of each line. BundleError missing-file, wrong-shape, digest or
 * inconsistent.
 */
export async function checkDocuments(
  directory: string,
  files: readonly string[],
  lines: readonly DocumentLine[],
): Promise<readonly string[]> {
  if (files.length > lines.length) {
    throw new BundleError('inconsistent', `${DOCUMENTS} has ${files.length} documents, run.jsonl has ${lines.length}`);
  }
  // Two documents of one content differ by salt only, so that any one of them can be read for the other.
  const ofContent = new Map<string, { readonly file: string; readonly bytes: number }>();
  const contentOf = new Map<string, string>();
  for (const file of files) {
    const { digest, bytes } = await digestOf(directory, file, '');
    ofContent.set(digest, { file, bytes });
    contentOf.set(file, digest);
  }
  const ofLine: string[] = [];
  for (const { salt, fact } of lines) {
    const found = ofContent.get(fact.sha256);
    if (found === undefined) {
      throw new BundleError('missing-file', `no file in ${DOCUMENTS} has the content of ${shown(fact.file)}: it is missing or was changed`);
    }
    const stored = documentFile(fact.file, (await digestOf(directory, found.file, salt)).digest);
    if (contentOf.get(stored) !== fact.sha256 || found.bytes !== fact.bytes) {
      throw new BundleError('digest', `${shown(fact.file)} is not stored under its salted digest and extension, or not of its size`);
    }
    contentOf.delete(stored);
    ofLine.push(stored);
  }
  return ofLine;
}

async function digestOf(directory: string, file: string, salt: string): Promise<{ digest: string; bytes: number }> {
  const { handle } = await openRegular(directory, file);
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
