/** A bundle as one .zip: the same bundle gives the same bytes, whoever packs it, as long as zlib is the same. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createDeflateRaw } from 'node:zlib';
import { ZipFile } from 'yazl';
import type { Manifest } from '../model.ts';
import { notWritable, refuseExisting, refuseInside, renameForGood } from './durable.ts';
import { openRegular } from './hostile.ts';
import { ATTESTATION, MANIFEST, PUBLIC_KEY, SMALL_FILE_LIMIT, VERIFY_MD, ZIP_RATIO } from './layout.ts';
import { listDocuments } from './list.ts';

/** The beginning of a zip's time, in the local time that its fields are in: the same bytes in every zone. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 } as const;
const DEFLATED = 6;

/** The files of a bundle in the order in which they are packed, the manifest first. BundleError: something lies there that does not belong. */
export async function bundleFiles(directory: string, manifest: Manifest): Promise<readonly string[]> {
  const documents = await listDocuments(directory, manifest);
  return [MANIFEST, ATTESTATION, PUBLIC_KEY, VERIFY_MD, ...manifest.streams.map(({ file }) => file), ...documents];
}

/**
 * Packs these files, one after the other, in constant memory. `store`: without compression, as is what `unpackZip` would take for a bomb.
 * BundleError missing-file; UserError not-writable.
 */
export async function packZip(directory: string, files: readonly string[], final: string, store: boolean): Promise<void> {
  await refuseExisting(final);
  await refuseInside(directory, final);
  const stored = new Set<string>();
  for (const file of files) if (store || (await growsTooMuch(directory, file))) stored.add(file);
  const partial = `${final}.partial`;
  const zip = new ZipFile();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // told by the race below
  zip.on('error', failed.reject);
  for (const file of files) {
    zip.addReadStreamLazy(file, { ...ENTRY, compressionLevel: stored.has(file) ? 0 : DEFLATED }, (give) => {
      openRegular(directory, file).then(
        ({ handle }) => give(null, handle.createReadStream().on('error', failed.reject)),
        (error: unknown) => failed.reject(error),
      );
    });
  }
  zip.end();
  try {
    await Promise.race([pipeline(zip.outputStream, createWriteStream(partial, { flags: 'wx', flush: true })), failed.promise]);
    await renameForGood(partial, [], final);
  } catch (error) {
    await rm(partial, { force: true });
    throw error instanceof Error && 'syscall' in error ? notWritable(final, error) : error;
  }
}

/** Whether the reader would refuse the file where it is compressed. Reads no more of it than it takes to know. */
async function growsTooMuch(directory: string, file: string): Promise<boolean> {
  const { handle, size } = await openRegular(directory, file);
  const source = handle.createReadStream();
  try {
    if (size <= SMALL_FILE_LIMIT) return false;
    // What yazl makes of it too: once there is enough of it, there will not be less at the end.
    const deflated = source.pipe(createDeflateRaw({ level: DEFLATED }));
    source.on('error', (error) => deflated.destroy(error));
    let bytes = 0;
    for await (const chunk of deflated) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream without encoding gives buffers');
      bytes += chunk.length;
      if (bytes * ZIP_RATIO >= size) return false;
    }
    return true;
  } finally {
    source.destroy(); // and closes the handle
  }
}
