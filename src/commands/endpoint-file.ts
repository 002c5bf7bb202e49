import { stat } from 'node:fs/promises';
import { resolve as absolute } from 'node:path';
import { UserError } from '../errors.ts';
import { GIVEN_LIMITS, givenChunks, readGiven, readGivenStream } from '../read-given.ts';
import { type EndpointAddress, tlsScan } from '../tls-plugins.ts';
import type { Io } from './io.ts';

/** Longer than any endpoint can be written. */
const LONGEST = 1000;

export interface EndpointLine {
  readonly line: number;
  readonly column: number;
  readonly endpoint?: EndpointAddress;
  readonly fault?: string;
}

/** The same lines each time that they are asked for. */
export type EndpointList = () => AsyncGenerator<EndpointLine, void, undefined>;

/**
 * Endpoints of a file, or of standard input ("-"), one a line; empty lines and those that begin with # say nothing. Of a file there is never more
 * than a piece in memory; what can be read only once, as a pipe, is kept. UserError not-found.
 */
export async function openEndpoints(given: string, { cwd, input }: Pick<Io, 'cwd' | 'input'>): Promise<EndpointList> {
  const path = absolute(cwd, given);
  const refusal = (why: string, cause: unknown) =>
    new UserError('not-found', `--file ${given}: cannot be read: ${why}; expected a list of endpoints, one a line`, { cause });
  const found = given === '-' ? undefined : await stat(path).catch(() => undefined); // reading it says why
  if (found?.isFile() === true) return () => endpointsIn(givenChunks(path, GIVEN_LIMITS.list, refusal));
  const kept =
    given === '-' ? await readGivenStream(input(), GIVEN_LIMITS.list, refusal) : await readGiven(path, GIVEN_LIMITS.list, refusal);
  return () => endpointsIn([kept]);
}

/** The endpoints of a list that comes in pieces, wherever those end: within a line's end, or within a character. */
export async function* endpointsIn(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<EndpointLine, void, undefined> {
  let line = 0;
  for await (const text of linesIn(chunks)) {
    line += 1;
    const word = text.trim();
    const isTooLong = text.length > LONGEST;
    if ((word === '' && !isTooLong) || word.startsWith('#')) continue;
    yield { line, column: text.indexOf(word) + 1, ...(isTooLong ? { fault: 'expected one endpoint on a line' } : read(word)) };
  }
}

/** Of a line that is too long only as much as shows it. */
async function* linesIn(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    // A CR at the end may be half of a line's end.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST) rest = `${rest.slice(0, LONGEST)}…${rest.endsWith('\r') ? '\r' : ''}`;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

function read(word: string): Pick<EndpointLine, 'endpoint' | 'fault'> {
  try {
    return { endpoint: tlsScan.parseEndpoint(word, 443) };
  } catch (error) {
    if (error instanceof TypeError) return { fault: error.message };
    throw error;
  }
}
