import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Endpoint } from './endpoint.ts';
import { startTls } from './probe/start-tls.ts';
import type { Transcript } from './transcript.ts';

/** Most bytes of an answer that are kept: a first flight with a long chain fits. */
const KEPT = 32_768;

/** How a conversation ended, and what its speaker learned. */
export type Ending = Pick<Transcript, 'ended' | 'code' | 'session'>;

/** What a speaker is given: a stream over the socket, what has come so far, and how to say that it has seen enough. */
export interface Line {
  readonly stream: Duplex;
  readonly received: () => Buffer;
  readonly end: (ending: Ending) => void;
}

/**
 * One connection: `speak` starts to talk, and the line is cut at its `end`, at the peer's close or reset, or when patience runs out.
 * Returns what went over the wire. Throws only where the address was never reached, or the call was aborted.
 */
export async function converse(endpoint: Endpoint, address: string, speak: (line: Line) => void): Promise<Transcript> {
  const { port } = endpoint;
  const socket = await connected(endpoint, address);
  if (!('remoteAddress' in socket)) return socket;
  const signal = endpoint.signal();
  const { upgradedFrom: from, patience } = endpoint;
  const started =
    from === undefined ? undefined : await startTls(socket, { from, patience, signal }).finally(() => signal?.aborted && socket.destroy());
  const upgrade = started === undefined ? {} : { upgrade: started.plain.toString('hex') };
  if (started?.failed !== undefined) {
    socket.destroy();
    return { address, port, sent: '', received: '', ended: started.failed, ...upgrade };
  }
  const { stream, sent, received } = wiretap(socket);
  try {
    const ending = await new Promise<Ending>((resolve, reject) => {
      const timer = setTimeout(() => resolve({ ended: 'timed-out' }), patience);
      const stop = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const end = (ending: Ending): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        resolve(ending);
      };
      let reset: Ending | undefined;
      socket.on('error', (error: NodeJS.ErrnoException) => {
        reset = { ended: 'reset', ...(error.code === undefined ? {} : { code: error.code }) };
      });
      // The speaker's own account of the end comes in this turn or the next; the bare fact of it comes last.
      socket.once('close', () => setImmediate(() => setImmediate(() => end(reset ?? { ended: 'closed' }))));
      if (signal?.aborted === true) stop();
      else speak({ stream, received, end });
    });
    return { address, port, sent: sent().toString('hex'), received: received().toString('hex'), ...upgrade, ...ending };
  } finally {
    stream.destroy();
    socket.destroy();
  }
}

/** Not being let in any more, after having been in, is a fact about the conversation and not about the endpoint. */
async function connected(endpoint: Endpoint, address: string): Promise<Socket | Transcript> {
  const before = endpoint.reached(address);
  try {
    return await endpoint.connect(address);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (!before || code === undefined || endpoint.signal()?.aborted === true) throw error;
    return { address: '', port: endpoint.port, sent: '', received: '', ended: code === 'ETIMEDOUT' ? 'timed-out' : 'reset', code };
  }
}

/** A stream over the socket that keeps the first thing that we say, and the first bytes that we hear. */
function wiretap(socket: Socket): { stream: Duplex; sent: () => Buffer; received: () => Buffer } {
  const heard: Buffer[] = [];
  let length = 0;
  let said: Buffer | undefined;
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      said ??= Buffer.from(chunk);
      socket.write(chunk, () => done());
    },
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (length < KEPT) heard.push(chunk.subarray(0, KEPT - length));
    length += chunk.length;
    if (!stream.destroyed && !stream.push(chunk)) socket.pause();
  });
  socket.once('end', () => void (stream.destroyed || stream.push(null)));
  stream.on('error', () => {}); // the socket's own error is the one that counts
  return { stream, sent: () => said ?? Buffer.alloc(0), received: () => Buffer.concat(heard) };
}
