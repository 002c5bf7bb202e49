import type { Dir, Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { errorCode, shown } from './hostile.ts';
import { ATTESTATION, DOCUMENTS, MANIFEST, PUBLIC_KEY, STREAMS, VERIFY_MD } from './layout.ts';

const DOCUMENTS_LIMIT = 100_000;

/**
 * The files under documents/, after every other name in the bundle was found to be one that belongs there. What is missing, or
 * no regular file, is for those to say who open it. BundleError wrong-shape.
 */
export async function listDocuments(directory: string, manifest: Manifest): Promise<readonly string[]> {
  const files = new Set([MANIFEST, ATTESTATION, PUBLIC_KEY, VERIFY_MD]);
  let hasDocuments = false;
  for await (const entry of await openDirectory(directory, '.')) {
    const isOurs = entry.isDirectory() ? entry.name === STREAMS || entry.name === DOCUMENTS : entry.isFile() && files.has(entry.name);
    if (!isOurs) refuse(entry, '');
    if (entry.name === DOCUMENTS) hasDocuments = true;
  }
  const streams = new Set(manifest.streams.map(({ file }) => file));
  for await (const entry of await openDirectory(directory, STREAMS)) {
    if (!streams.has(`${STREAMS}/${entry.name}`)) refuse(entry, `${STREAMS}/`);
  }
  const documents: string[] = [];
  if (!hasDocuments) return documents;
  for await (const entry of await openDirectory(directory, DOCUMENTS)) {
    if (documents.length === DOCUMENTS_LIMIT) refuse(entry, `${DOCUMENTS}/`);
    documents.push(`${DOCUMENTS}/${entry.name}`);
  }
  return documents.sort();
}

async function openDirectory(directory: string, inner: string): Promise<Dir> {
  try {
    return await opendir(join(directory, inner));
  } catch (cause) {
    throw new BundleError('missing-file', `the directory ${inner} cannot be read: ${errorCode(cause)}`, { cause });
  }
}

function refuse(entry: Dirent, inner: string): never {
  throw new BundleError(
    'wrong-shape',
    `${shown(inner + entry.name)} does not belong to a bundle, or is not the file or directory that it should be`,
  );
}
