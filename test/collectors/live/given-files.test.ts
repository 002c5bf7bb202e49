/** Files that a config names for what is looked at live: none is read beyond its bound, and one that is too large is a gap of its target. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resolving } from 'claimcheck/plugin';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { links } from '../../../collectors/live/link-source.ts';
import { live } from '../../../collectors/live/source.ts';
import { selfSigned } from './probing.ts';

const MIB = 1 << 20;
const { cert } = selfSigned('ec-p256');

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'claimcheck-named-'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

/** A file that begins with a certificate, and takes no room for the rest of its bytes. */
async function sparse(bytes: number): Promise<string> {
  const name = `of-${bytes}`;
  const handle = await open(join(base, name), 'w');
  await handle.writeFile(cert);
  await handle.truncate(bytes);
  await handle.close();
  return name;
}

/** What keeps each of two targets from being looked at: the first names a file, the other none. */
const naming: Readonly<Record<string, (file: string) => Promise<readonly unknown[]>>> = {
  'roots of an endpoint': async (ca) => gapsOf(await live.resolve([{ endpoint: 'example.com:443', ca }, 'example.org:443'], resolving())),
  'roots of a link': async (ca) => gapsOf(await links.resolve([linkTo('example.com', { ca }), linkTo('example.org')], resolving())),
  'a file that a link leads to': async (file) =>
    gapsOf(await links.resolve([linkTo('example.com', { file }), linkTo('example.org')], resolving())),
};

function gapsOf(resolved: readonly { readonly gap?: unknown }[]): readonly unknown[] {
  return resolved.map(({ gap }) => gap);
}

function linkTo(host: string, more: { readonly ca?: string; readonly file?: string } = {}) {
  return { url: `https://${host}/certificate.pdf`, ...more };
}

function resolving(): Resolving {
  return {
    tap: { saw: () => {}, signal: () => undefined, stored: () => undefined, outside: (work) => work() },
    env: {},
    base,
    call: () => expect.unreachable(),
  };
}

describe.each([
  ['roots of an endpoint', 1, 'NoRoots'],
  ['roots of a link', 1, 'NoRoots'],
  ['a file that a link leads to', 256, 'NoFile'],
])('%s, in a file', (what, most, code) => {
  const gapsWith = async (bytes: number) => naming[what]?.(await sparse(bytes));

  test(`of ${most} MiB are read`, async () => {
    expect(await gapsWith(most * MIB)).toEqual([undefined, undefined]);
  });

  test('with a byte more are a gap of what names it, and of nothing else', async () => {
    const tooLarge = { reason: 'malformed', code, cause: expect.any(RangeError) };
    expect(await gapsWith(most * MIB + 1)).toEqual([expect.objectContaining(tooLarge), undefined]);
  });
});

test('no more than their bound is held in memory of roots without an end', async () => {
  const before = process.memoryUsage.rss();
  expect(await naming['roots of an endpoint']?.(await sparse(1024 * MIB))).toMatchObject([{ cause: expect.any(RangeError) }, undefined]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(256 * MIB);
});
