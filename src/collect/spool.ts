/** What one task brought, on disk until the run is sealed: memory holds pages, never resources. */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import type { Exclusion, Gap, LeafHash, Observation, Reply, Sweep } from '../model.ts';
import type { Subject } from '../plugin.ts';

/** Subjects stand whole in a spool; their numbers, and the sweep's count of them, are given in plan order when the bundle is written. `refers`: path in data to what it points at. */
export type Spooled =
  | (Omit<Observation, 'subject' | 'service' | 'type'> & { readonly subject: Subject; readonly refers?: Readonly<Record<string, Subject>> })
  | (Omit<Gap, 'subject'> & { readonly subject?: Subject })
  | Exclusion
  | Omit<Sweep, 'subjects'>;

/** Turns a reply into its final, salted line, and tells the leaf hash that observations cite. */
export type SaltReply = (reply: Reply) => { readonly line: string; readonly hash: LeafHash };

export interface Spool {
  readonly add: (record: Spooled) => void;
  readonly keep: (reply: Reply) => LeafHash;
  /** Resolves once what was added is not piling up in memory. UserError not-writable, as of `end`. */
  readonly drained: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Where a task's records and replies lie. */
export interface SpoolFiles {
  readonly records: string;
  readonly replies: string;
}

const CHUNK = 64 * 1024;

export function openSpool(files: SpoolFiles, salt: SaltReply): Spool {
  const records = openLines(files.records);
  const replies = openLines(files.replies);
  return {
    add: (record) => records.push(JSON.stringify(record)),
    keep: (reply) => {
      const { line, hash } = salt(reply);
      replies.push(line);
      return hash;
    },
    drained: async () => {
      await records.drained();
      await replies.drained();
    },
    end: async () => {
      await records.end();
      await replies.end();
    },
  };
}

interface Lines {
  readonly push: (line: string) => void;
  readonly drained: () => Promise<void>;
  readonly end: () => Promise<void>;
}

function openLines(path: string): Lines {
  let stream: WriteStream | undefined; // opened with the first line: most tasks of an empty region need one file, not two
  let chunk = '';
  let draining: Promise<void> | undefined; // one for all who wait
  let failed: UserError | undefined; // told by the next `drained` or `end`
  return {
    push: (line) => {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK) flush();
    },
    drained: async () => {
      if (failed === undefined && stream?.writableNeedDrain === true) {
        draining ??= drain(stream);
        await draining;
      }
      if (failed !== undefined) throw failed;
    },
    end: async () => {
      flush();
      stream?.end();
      if (stream !== undefined) await finished(stream).catch(fail);
      if (failed !== undefined) throw failed;
    },
  };

  function flush(): void {
    if (chunk === '') return;
    stream ??= createWriteStream(path).on('error', fail);
    stream.write(chunk);
    chunk = '';
  }

  async function drain(full: WriteStream): Promise<void> {
    await once(full, 'drain').catch(fail);
    draining = undefined;
  }

  function fail(cause: unknown): void {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    failed ??= new UserError('not-writable', `cannot write ${path}: ${code}`, { cause });
  }
}
