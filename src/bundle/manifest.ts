/** manifest.json: small, public for ever, the subject of the signature. Canonical JSON, so that there is one spelling of it. */
import { z } from 'zod';
import { BundleError, UserError } from '../errors.ts';
import type { Manifest, ManifestStream } from '../model.ts';
import { shown } from './hostile.ts';
import { isInstant } from './instant.ts';
import { jcs } from './jcs.ts';
import { byStreamName, isStreamName, MANIFEST, MANIFEST_LIMIT, streamFile } from './layout.ts';

/** What a run says of itself; the streams are the writer's to say. */
export type ManifestOfRun = Omit<Manifest, 'formatVersion' | 'streams'>;

export function buildManifest(run: ManifestOfRun, streams: readonly ManifestStream[]): Manifest {
  return { formatVersion: 1, ...run, streams: streams.toSorted(byStreamName) };
}

/** The bytes that are signed. UserError config-wrong: they would not be a manifest that readers accept. */
export function manifestBytes(manifest: Manifest): Buffer {
  for (const { id, quote } of manifest.claims) {
    if (quote?.isWellFormed() === false) throw new UserError('config-wrong', `the quote of claim ${shown(id)} is not Unicode text`);
  }
  const bytes = jcs(manifest);
  if (bytes.length > MANIFEST_LIMIT) {
    throw new UserError(
      'config-wrong',
      `the manifest would have ${bytes.length} bytes, at most ${MANIFEST_LIMIT} are allowed: check fewer claims in one run`,
    );
  }
  parseManifest(bytes);
  return bytes;
}

/** BundleError not-json, unknown-version or wrong-shape. Unknown fields, a second spelling or a field named twice are wrong-shape. */
export function parseManifest(bytes: Buffer): Manifest {
  const raw = parseJson(MANIFEST, bytes);
  const version = z.object({ formatVersion: z.unknown() }).safeParse(raw).data?.formatVersion;
  if (version !== undefined && version !== 1) {
    throw new BundleError('unknown-version', `${MANIFEST} has format version ${shown(String(version))}, this claimcheck reads 1`);
  }
  return parseCanonical(MANIFEST, bytes, raw, manifestShape);
}

export function parseJson(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new BundleError('not-json', `${file} is not JSON in UTF-8`, { cause });
  }
}

/** Parses strictly, and refuses bytes that are not the canonical JSON of what was parsed: there is one spelling of it. */
export function parseCanonical<T extends object>(file: string, bytes: Buffer, raw: unknown, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'the whole' : shown(issue.path.join('.'));
    throw new BundleError('wrong-shape', `${file}: ${where}: ${shown(issue?.message ?? 'wrong')}`);
  }
  if (!isCanonical(parsed.data, bytes)) {
    throw new BundleError(
      'wrong-shape',
      `${file} is not the canonical JSON (RFC 8785) of its content: a field named twice, or another spelling`,
    );
  }
  return parsed.data;
}

function isCanonical(value: object, bytes: Buffer): boolean {
  try {
    return jcs(value).equals(bytes);
  } catch {
    // A lone surrogate has no canonical form.
    return false;
  }
}

const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string();
export const instant = z.string().refine(isInstant, 'no time like 2026-06-01T12:00:00Z');

const countsShape = z.strictObject({
  observations: count,
  holds: count,
  contradicts: count,
  excepted: count,
  notApplicable: count,
  unseen: count,
  outOfScope: count,
  gaps: count,
  exclusions: count,
  tasks: count,
  swept: count,
});

const verdictShape = z.enum(['verified', 'attested', 'vacuous', 'lapsed', 'unproven', 'contradicted', 'unjudged']);

const claimShape = z
  .strictObject({
    id: text,
    quote: text.exactOptional(),
    quoteDigest: digest.exactOptional(),
    verdict: verdictShape,
    counts: countsShape,
    controls: z.array(text),
    checks: z.array(text),
  })
  .refine(({ quote, quoteDigest }) => (quote === undefined) !== (quoteDigest === undefined), 'either a quote or its digest');

const streamShape = z
  .strictObject({
    name: text.refine(isStreamName, 'no name of a stream'),
    file: text,
    size: count,
    bytes: count,
    root: digest,
    sha256: digest,
  })
  .refine(({ name, file }) => file === streamFile(name), 'the file is not the one of that name');

export const toolShape = z.strictObject({ name: text, version: text, digest: text });

export const manifestShape = z.strictObject({
  formatVersion: z.literal(1),
  run: z
    .strictObject({ id: text.min(1), startedAt: instant, judgedAt: instant, complete: z.boolean() })
    .refine(({ startedAt, judgedAt }) => Date.parse(startedAt) <= Date.parse(judgedAt), 'judged before it started'),
  tool: toolShape,
  origins: z.strictObject({
    live: count.exactOptional(),
    override: count.exactOptional(),
    replay: count.exactOptional(),
    practice: count.exactOptional(),
  }),
  records: z.strictObject({ observation: count, gap: count, exclusion: count, sweep: count }),
  claims: z.array(claimShape).refine((claims) => new Set(claims.map(({ id }) => id)).size === claims.length, 'two claims of one id'),
  streams: z.array(streamShape).refine(inOrder, 'the run stream comes first, then one of each name by target'),
  previous: z.strictObject({ digest, sequence: count }).nullable(),
}) satisfies z.ZodType<Manifest>;

function inOrder(streams: readonly { readonly name: string }[]): boolean {
  if (streams[0]?.name !== 'run') return false;
  return streams.every((stream, index) => {
    const before = streams[index - 1];
    return before === undefined || byStreamName(before, stream) < 0;
  });
}
