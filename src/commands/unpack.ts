import { rm, stat } from 'node:fs/promises';
import { resolve as absolute, basename, dirname, join } from 'node:path';
import { makeWorkingDirectory, renameForGood } from '../bundle/durable.ts';
import { unpackZip } from '../bundle/zip-read.ts';
import { UserError } from '../errors.ts';
import { EXIT, type Exit, type Io } from './io.ts';

/** `claimcheck unpack`: the directory that was packed; its path is the last line. Nothing has its name before it is whole. */
export async function unpack(path: string, { out, json }: { readonly out?: string; readonly json?: boolean }, io: Io): Promise<Exit> {
  const zip = absolute(io.cwd, path);
  const found = await stat(zip).catch((cause: unknown) => {
    throw new UserError('not-found', `there is no file ${path}`, { cause });
  });
  if (!found.isFile()) throw new UserError('not-found', `${path} is not a file; unpack takes a .zip`);
  if (out === undefined && !/\.zip$/i.test(zip))
    throw new UserError('usage', `${path} does not end with .zip: say with --out DIR where it goes`);
  const final = out === undefined ? join(dirname(zip), basename(zip).slice(0, -'.zip'.length)) : absolute(io.cwd, out);
  const directory = await makeWorkingDirectory(final);
  try {
    await unpackZip(zip, directory);
    await renameForGood(directory, [], final);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  io.out(json === true ? `${JSON.stringify({ zip, bundle: final }, null, 2)}\n` : `${final}\n`);
  return EXIT.fine;
}
