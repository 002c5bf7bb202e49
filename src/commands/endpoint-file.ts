import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UserError } from '../errors.ts';
import { type EndpointAddress, tlsScan } from '../tls-plugins.ts';

/** Longer than any endpoint can be written. */
const LONGEST = 1000;

export interface EndpointLine {
  readonly line: number;
  readonly column: number;
  readonly endpoint?: EndpointAddress;
  readonly fault?: string;
}

/** Endpoints, one a line; empty lines and those that begin with # say nothing. Never more of the file in memory than a line. */
export async function* endpointsIn(path: string): AsyncGenerator<EndpointLine, void, undefined> {
  const input = createReadStream(path, { encoding: 'utf8' });
  const broken = new Promise<never>((_resolve, reject) => {
    input.once('error', reject);
  });
  broken.catch(() => {}); // told by the loop below
  try {
    await Promise.race([broken, new Promise((resolve) => input.once('open', resolve))]);
    let line = 0;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      const word = text.trim();
      if (word === '' || word.startsWith('#')) continue;
      yield { line, column: text.indexOf(word) + 1, ...read(word) };
    }
    await Promise.race([broken, undefined]);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    if (code === undefined) throw cause;
    throw new UserError('not-found', `--file ${path}: cannot be read: ${code}`, { cause });
  } finally {
    input.destroy();
  }
}

function read(word: string): Pick<EndpointLine, 'endpoint' | 'fault'> {
  if (word.length > LONGEST) return { fault: 'expected one endpoint on a line' };
  try {
    return { endpoint: tlsScan.parseEndpoint(word, 443) };
  } catch (error) {
    if (error instanceof TypeError) return { fault: error.message };
    throw error;
  }
}
