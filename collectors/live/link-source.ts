import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { CannotObserve, defineSource, GLOBAL, type Resolved, type Tap } from 'claimcheck/plugin';
import { z } from 'zod';
import { type AnswerOf, answersBy } from './answer.ts';
import { meaning } from './errors.ts';
import type { Way } from './http/get.ts';
import { readRoots } from './read-roots.ts';

/** A page or a file that a trust page points at. */
export interface Link {
  readonly url: URL;
  readonly way: Omit<Way, 'signal'>;
  /** SHA-256 of the file that it should be the same as. */
  readonly file: string | undefined;
  /** SHA-256 that it had before. */
  readonly before: string | undefined;
  readonly signal: () => AbortSignal | undefined;
  readonly answer: AnswerOf;
}

const PATIENCE = 2500;
/** Bytes of a document, as many as a scan keeps of one. A device never ends. */
const MOST = 256 << 20;

const url = z
  .url({ protocol: /^https$/, error: 'expected an https URL' })
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', 'expected a URL without a user')
  .describe('"https://example.com/files/certificate.pdf"');

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex');

interface Entry {
  readonly url: string;
  readonly file?: string | undefined;
  readonly sha256?: string | undefined;
  readonly by?: readonly string[] | undefined;
  readonly ca?: string | undefined;
  readonly denyPrivate?: boolean | undefined;
}

const entry = z.union([
  url.transform((text): Entry => ({ url: text })),
  z.strictObject({
    url,
    file: z.string().min(1).optional().describe('The document that it should be, from the directory of the config.'),
    sha256: digest.optional().describe('Of what was there before: whether it has changed since.'),
    by: z
      .array(z.string().min(1))
      .optional()
      .describe('Other hosts to which it may redirect. Left out: none, and a redirect to one is a gap.'),
    ca: z.string().min(1).optional().describe('A PEM file, from the directory of the config: the only roots to trust there.'),
    denyPrivate: z.boolean().optional().describe('Refuse loopback, private and link-local addresses, after redirects too.'),
  }),
]);

const body = z
  .array(entry)
  .min(1)
  .refine((entries) => new Set(entries.map((each) => new URL(each.url).href)).size === entries.length, 'a link is listed twice');

/** Links of a trust page. Nothing is asked of anybody but the hosts that are named. */
export const links = defineSource<readonly Entry[], Link>({
  id: 'links',
  key: 'links',
  body,
  outline: (entries) => entries.map((each) => ({ name: new URL(each.url).href, regions: [GLOBAL] })),
  calls: {},
  allowance: () => ({ bucket: 4, rate: 4 }),
  meaning,
  resolve: (entries, { tap, base }) => Promise.all(entries.map((each) => resolveLink(each, tap, base))),
  reopen: ({ name }, tap) => ({ open: () => openLink({ url: name }, tap), close: () => {} }),
});

async function resolveLink(given: Entry, tap: Tap, base: string): Promise<Resolved<Link>> {
  const found = { name: new URL(given.url).href, regions: [GLOBAL], exclusions: [], close: () => {} };
  try {
    const file = given.file === undefined ? undefined : await digestOf(resolve(base, given.file));
    const roots = given.ca === undefined ? undefined : (await readRoots(resolve(base, given.ca))).pem;
    const link = openLink(given, tap, file, roots);
    return { ...found, open: () => link };
  } catch (gap) {
    return { ...found, gap, open: () => openLink(given, tap) };
  }
}

function openLink({ url: text, sha256, by = [], denyPrivate = false }: Entry, tap: Tap, file?: string, roots?: readonly string[]): Link {
  const at = new URL(text);
  const hosts = new Set([at.hostname, ...by.map((host) => host.toLowerCase())].map((host) => host.replace(/^\[|\]$/g, '')));
  return {
    url: at,
    way: { policy: { hosts, denyPrivate }, patience: PATIENCE, roots },
    file,
    before: sha256,
    signal: () => tap.signal(),
    answer: answersBy(tap, at.host),
  };
}

async function digestOf(file: string): Promise<string> {
  try {
    const digest = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(file, { end: MOST })) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream without encoding gives buffers');
      digest.update(chunk);
      bytes += chunk.length;
    }
    if (bytes > MOST) throw new RangeError(`it has more than ${MOST} bytes`);
    return digest.digest('hex');
  } catch (cause) {
    throw new CannotObserve('malformed', `${file}: expected a file that can be read, of at most 256 MiB`, { code: 'NoFile', cause });
  }
}
