import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { UserError } from '../errors.ts';
import { commandWords, hidesSecrets } from './command-words.ts';
import { notSigned, type OpenKey, oneLine } from './signer.ts';

/** A token may want to be touched; nobody waits longer than this. Milliseconds. */
const PATIENCE = 120_000;
/** An ECDSA signature on P-256 has at most 72 bytes in DER. */
const LARGEST_SIGNATURE = 128;
const LONGEST_COMPLAINT = 8192;

/**
 * `exec:PROGRAM WORD…`: the program gets the SHA-256 digest, 32 raw bytes, on its standard input, writes the ECDSA signature in DER, and nothing
 * else, to its standard output, and ends with 0. It is run directly, without a shell, in the current directory, with the whole environment.
 */
export const openCommand: OpenKey = async (command, { env, signal }, known) => {
  const words = commandWords(command);
  const [program, ...rest] = words;
  if (program === undefined || program === '') throw new UserError('usage', 'exec: names no program; expected exec:PROGRAM WORD…');
  if (known === undefined) {
    throw new UserError('usage', 'exec: cannot tell its public key: give the PEM file of it with sign.publicKey, or with --public-key');
  }
  const place = `exec:${program}`;
  const hide = hidesSecrets(words, env);
  return { publicKey: createPublicKey(known), signDigest: (digest) => run(program, digest) };

  async function run(file: string, digest: Buffer): Promise<Buffer> {
    const child = spawn(file, rest, { env, signal, timeout: PATIENCE });
    const answer: Buffer[] = [];
    let size = 0;
    let complaint = '';
    child.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size <= LARGEST_SIGNATURE) answer.push(bytes);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
    });
    child.stdin.on('error', () => {}); // a program that did not read to the end tells by its exit what that means
    child.stdin.end(digest);
    const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      child.on('error', (cause: NodeJS.ErrnoException) =>
        reject(signal.aborted ? signal.reason : notSigned(place, startFault(cause), cause)),
      );
      child.on('close', (code, ending) => resolve({ code, signal: ending }));
    });
    const said = complaint.trim() === '' ? '' : `; it said: ${oneLine(hide(complaint))}`;
    if (ended.signal !== null) throw notSigned(place, `it was ended by ${ended.signal}; it has ${PATIENCE / 1000} seconds${said}`);
    if (ended.code !== 0) throw notSigned(place, `it ended with ${ended.code}${said}`);
    if (size === 0) throw notSigned(place, `it wrote nothing to its standard output${said}`);
    if (size > LARGEST_SIGNATURE) throw notSigned(place, `it wrote ${size} bytes, which is no ECDSA signature in DER`);
    return Buffer.concat(answer);
  }
};

function startFault({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such program (it is run directly; where you need a shell: exec:sh -c "…")';
  return `it could not be run: ${code ?? 'unknown error'}`;
}
