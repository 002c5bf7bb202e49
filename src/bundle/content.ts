/** Everything in a bundle that the manifest speaks of: each line of each stream, each document, and that nothing is missing or too much. */
import { BundleError } from '../errors.ts';
import type { Manifest, ManifestStream } from '../model.ts';
import type { Answers } from './answers.ts';
import { checkDocuments, type DocumentLine } from './documents.ts';
import { readSmall } from './hostile.ts';
import { inReadingOrder, MANIFEST, SMALL_FILE_LIMIT, VERIFY_MD } from './layout.ts';
import { listDocuments } from './list.ts';
import { parseRunRecord, type RunRecord } from './parse-run.ts';
import { type LineReader, readLines } from './read.ts';
import { verifyMd } from './verify-md.ts';

/**
 * Reads along while the streams are checked, each once: first run.jsonl, then, target by target, names, replies and facts. What it finds
 * wrong (BundleError) is its own answer: it hears no more, and the streams are checked to their end.
 */
export interface Along {
  readonly run: (record: RunRecord, salt: string) => void;
  /** Who reads the lines of another stream than run.jsonl. */
  readonly lines: (stream: ManifestStream) => LineReader;
  /** The stream was the sealed one, but for so many lines that are withheld. */
  readonly ended: (stream: ManifestStream, withheld: number) => void;
}

/** Numbers of withheld lines by stream, for streams that are what was sealed. */
export type Withheld = ReadonlyMap<string, number>;

export interface Content {
  readonly withheld: Withheld;
  /** What ended the reading along. */
  readonly failure?: BundleError;
}

/** Answers for `integrity` and `documents`. */
export async function checkContent({ ask, say }: Answers, directory: string, manifest: Manifest, along: Along = deaf): Promise<Content> {
  const files = await ask('integrity', () => listDocuments(directory, manifest));
  const withheld = new Map<string, number>();
  const guard = createGuard(along);
  for (const stream of inReadingOrder(manifest.streams)) {
    const documents: DocumentLine[] = [];
    const reader = stream.name === 'run' ? runReader(guard, documents) : guard.lines(stream);
    const missing = await ask('integrity', () => readLines(directory, stream, reader));
    if (missing === undefined) {
      guard.stop();
      continue;
    }
    withheld.set(stream.name, missing);
    guard.ended(stream, missing);
    if (stream.name !== 'run' || files === undefined) continue;
    const checked = await ask('documents', () => checkDocuments(directory, files, documents));
    if (checked === undefined) continue;
    if (missing > 0)
      say('documents', 'not-checked', `${checked.length} are here, as said; lines of run.jsonl, which may speak of more, are withheld`);
    else say('documents', 'yes', checked.length === 0 ? 'no claim rests on one' : `all ${checked.length} are as said`);
  }
  const text = await ask('integrity', () => readSmall(directory, VERIFY_MD, SMALL_FILE_LIMIT));
  if (text !== undefined && !text.equals(Buffer.from(verifyMd))) {
    say('integrity', 'note', `${VERIFY_MD} is not the text that this claimcheck writes; no signature covers it`);
  }
  const failure = guard.failure();
  return { withheld, ...(failure && { failure }) };
}

/** One sentence about what was found to be as sealed. */
export function wholeness({ streams }: Manifest, withheld: Withheld): string {
  const lines = streams.reduce((sum, { size }) => sum + size, 0);
  const hidden = [...withheld.values()].reduce((sum, each) => sum + each, 0);
  if (hidden === 0) return `all ${lines} lines of ${streams.length} streams, and the documents, are what ${MANIFEST} says`;
  return `${lines - hidden} of ${lines} lines are shown, ${hidden} (of ${sorts(withheld).join(', ')}) are withheld; all of them are those of ${MANIFEST}`;
}

/** What sorts of lines are withheld. */
function sorts(withheld: Withheld): readonly string[] {
  const names = [...withheld].flatMap(([name, hidden]) => (hidden > 0 ? [name] : []));
  return [...new Set(names.map((name) => (name === 'run' ? 'run.jsonl' : (name.split('.')[1] ?? 'facts'))))];
}

/** Lets somebody read along until they find something wrong. */
interface Guard extends Along {
  readonly failure: () => BundleError | undefined;
  /** There is nothing more to read along: what follows would be read without what came before. */
  readonly stop: () => void;
}

function createGuard(along: Along): Guard {
  let stopped = false;
  let failure: BundleError | undefined;

  function give(error: unknown): void {
    if (!(error instanceof BundleError)) throw error;
    failure = error;
    stopped = true;
  }

  /** `work` as long as nothing was found wrong. */
  function heard<Given extends readonly unknown[]>(work: (...given: Given) => void): (...given: Given) => void {
    return (...given) => {
      if (stopped) return;
      try {
        work(...given);
      } catch (error) {
        give(error);
      }
    };
  }

  return {
    run: heard(along.run),
    ended: heard(along.ended),
    lines: (stream) => {
      const { line, stub } = along.lines(stream);
      return { line: heard(line), ...(stub && { stub: heard(stub) }) };
    },
    failure: () => failure,
    stop: () => {
      stopped = true;
    },
  };
}

function runReader(along: Along, documents: DocumentLine[]): LineReader {
  return {
    line: (line) => {
      const record = parseRunRecord(line.record(), line);
      const salt = line.salt();
      if (record.record === 'document') documents.push({ salt, fact: record });
      along.run(record, salt);
    },
  };
}

const deaf: Along = { run: () => {}, lines: () => ({ line: () => {} }), ended: () => {} };
