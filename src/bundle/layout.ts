/** Where things lie in a bundle of format 1, and how large they may be. */
import { LINE_LIMITS, type ManifestStream } from '../model.ts';

export const MANIFEST = 'manifest.json';
export const ATTESTATION = 'attestation.sigstore.json';
export const PUBLIC_KEY = 'claimcheck.pub';
export const VERIFY_MD = 'VERIFY.md';
export const STREAMS = 'streams';
export const DOCUMENTS = 'documents';

/** Bytes. The manifest is small at any scale: it is what gets signed, mirrored and shown. */
export const MANIFEST_LIMIT = 1 << 20;
export const SMALL_FILE_LIMIT = 1 << 20;
/** How often the bytes of a packed file that is not small may fit into what it is unpacked to: a bomb lives of being above. */
export const ZIP_RATIO = 500;

/** `run.replies` holds the raw replies that resolving the targets brought. */
const STREAM_NAME = /^(?:run(?:\.replies)?|t(?!0+(?:\.|$))(?:\d{4}|[1-9]\d{4,8})(?:\.(?:names|replies))?)$/;
const TARGET_NAME = /^t(?!0+$)(?:\d{4}|[1-9]\d{4,8})$/;

export function isStreamName(name: string): boolean {
  return STREAM_NAME.test(name);
}

/** The pseudonym of a target: "t0001". */
export function isTargetName(name: string): boolean {
  return TARGET_NAME.test(name);
}

/** The path of a document that the config calls `file`: "documents/0d5f…e1.pdf", its salted digest and its own extension. */
export function documentFile(file: string, saltedDigest: string): string {
  const [extension = ''] = /\.[A-Za-z0-9]{1,16}$/.exec(file) ?? [];
  return `${DOCUMENTS}/${saltedDigest}${extension.toLowerCase()}`;
}

export function streamFile(name: string): string {
  return `${STREAMS}/${name}.jsonl`;
}

/** Bytes that one line of a stream may have, its LF not counted: 64 MiB for replies, 8 MiB for all others. */
export function lineLimit(name: string): number {
  return name.endsWith('.replies') ? LINE_LIMITS.reply : LINE_LIMITS.record;
}

/** The order in which streams are best read: run and its replies, then by target its names and replies, and last the facts that cite them. */
export function inReadingOrder<Stream extends Pick<ManifestStream, 'name'>>(streams: readonly Stream[]): readonly Stream[] {
  const order = (name: string): [number, number] => {
    const [target, sort] = place(name);
    return [target, target > 0 && sort === 0 ? 3 : sort];
  };
  return streams.toSorted((a, b) => {
    const [[targetA, sortA], [targetB, sortB]] = [order(a.name), order(b.name)];
    return targetA - targetB || sortA - sortB;
  });
}

/** The order of streams in the manifest: run and its replies, then by target its facts, names, replies. */
export function byStreamName(a: Pick<ManifestStream, 'name'>, b: Pick<ManifestStream, 'name'>): number {
  const [targetA, sortA] = place(a.name);
  const [targetB, sortB] = place(b.name);
  return targetA - targetB || sortA - sortB;
}

function place(name: string): [number, number] {
  const [whose = '', sort] = name.split('.');
  return [whose === 'run' ? 0 : Number(whose.slice(1)), sort === undefined ? 0 : sort === 'names' ? 1 : 2];
}
