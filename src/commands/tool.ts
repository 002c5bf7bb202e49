import { createHash, hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../model.ts';
import { TOOL, VERSION } from '../version.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ROOMS = ['src', 'collectors', 'reports'];

/** Which tool looked: the published package carries its digest; from sources it is made of the files that run. */
export async function thisTool(): Promise<Manifest['tool']> {
  const published = await readFile(join(ROOT, 'digest.json'), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  const digest: unknown = published === undefined ? sourceDigest() : JSON.parse(published);
  return { name: TOOL, version: VERSION, digest: typeof digest === 'string' ? digest : packageDigest(digest) };
}

function packageDigest(parsed: unknown): string {
  if (typeof parsed === 'object' && parsed !== null && 'sha256' in parsed && typeof parsed.sha256 === 'string') return parsed.sha256;
  throw new TypeError('digest.json of this package holds no sha256');
}

/** SHA-256 over "path\0sha256\n" of every file of the rooms, in the order of paths. Read one after the other, without waiting: hundreds of small files take a fifth of the time so. */
function sourceDigest(): string {
  const entries = ROOMS.flatMap((room) => readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true }));
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const whole = createHash('sha256');
  for (const path of paths.sort()) whole.update(`${relative(ROOT, path)}\0${hash('sha256', readFileSync(path), 'hex')}\n`);
  return whole.digest('hex');
}
