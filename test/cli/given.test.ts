/** Files that a user names: whatever they are, and however they come. */
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpointsIn } from '../../src/commands/endpoint-file.ts';
import { UserError } from '../../src/errors.ts';
import { type Refusal, readGiven, readGivenNow, readGivenStream } from '../../src/read-given.ts';
import fc from '../property.ts';
import { claimcheck, inDirectory } from './claimcheck.ts';

const MIB = 1 << 20;
const FULL = join(import.meta.dirname, '../../fixtures/bundles/v1/full');
const refusal: Refusal = (why, cause) => new UserError('not-found', why, { cause });
const readers = { readGiven, readGivenNow: async (...args: Parameters<typeof readGivenNow>) => readGivenNow(...args) };

const PAPER = `version: 1
targets: { edge: { endpoints: ['two.example.com:443'] } }
claims: [{ id: paper, quote: We are certified, proof: [{ document: ./endless, validUntil: 2099-12-31 }] }]
`;

/** A file of so many bytes that takes no room. */
async function sparse(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'w');
  await handle.truncate(bytes);
  await handle.close();
  return file;
}

describe.each(Object.entries(readers))('%s', (_, read) => {
  test('gives the whole of a file as large as its bound', async () => {
    await inDirectory(async (directory) => {
      const file = await sparse(join(directory, 'file'), MIB);
      expect((await read(file, MIB, refusal)).equals(Buffer.alloc(MIB))).toBe(true);
    });
  });

  test('refuses one with a byte more', async () => {
    await inDirectory(async (directory) => {
      const file = await sparse(join(directory, 'file'), MIB + 1);
      await expect(read(file, MIB, refusal)).rejects.toMatchObject({ code: 'not-found', cause: expect.any(RangeError) });
    });
  });

  test('reads no more than the bound of a file without an end', async () => {
    await inDirectory(async (directory) => {
      const before = process.memoryUsage.rss();
      const file = await sparse(join(directory, 'file'), 1024 * MIB);
      await expect(read(file, MIB, refusal)).rejects.toMatchObject({ cause: expect.any(RangeError) });
      expect(process.memoryUsage.rss() - before).toBeLessThan(256 * MIB);
    });
  });

  test.each(['nothing', '.', 'a\0b'])('says why %j cannot be read', async (name) => {
    await inDirectory(async (directory) => {
      await expect(read(join(directory, name), MIB, refusal)).rejects.toMatchObject({
        code: 'not-found',
        cause: { code: expect.any(String) },
      });
    });
  });
});

test('a stream is left where it has given more than the bound', async () => {
  let given = 0;
  let left = false;
  async function* endless() {
    try {
      for (;;) {
        given += 1;
        yield Buffer.alloc(MIB);
      }
    } finally {
      left = true;
    }
  }
  await expect(readGivenStream(endless(), 3 * MIB, refusal)).rejects.toMatchObject({ cause: expect.any(RangeError) });
  expect([given, left]).toEqual([4, true]);
});

describe('a file without an end', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'claimcheck-given-'));
    await sparse(join(directory, 'endless'), 256 * MIB + 1);
    await writeFile(join(directory, 'trust.yaml'), 'version: 1\nkeys: [{ name: a, key: endless }]\n');
    await writeFile(join(directory, 'claimcheck.yaml'), PAPER);
    await claimcheck(['keygen', '--out', 'own.key'], { cwd: directory });
  });
  afterAll(async () => rm(directory, { recursive: true, force: true }));

  test.concurrent.each([
    ['--config', '8 MiB', ['plan', '--config', 'endless']],
    ['--trust', '1 MiB', ['verify', FULL, '--trust', 'endless']],
    ['--key, of verify', '1 MiB', ['verify', FULL, '--key', 'endless']],
    ['a key of a trust file', '1 MiB', ['verify', FULL, '--trust', 'trust.yaml']],
    ['--rotate', '1 MiB', ['keygen', '--out', 'a.key', '--rotate', 'endless']],
    ['--passphrase-file', '1 MiB', ['keygen', '--out', 'a.key', '--passphrase-file', 'endless']],
    ['--profile', '8 MiB', ['redact', FULL, '--profile', 'endless', '--out', 'copy']],
    ['--ca', '1 MiB', ['tls', 'two.example.com', '--ca', 'endless']],
    ['--file', '64 MiB', ['tls', '--file', 'endless']],
    ['--replay', '64 MiB', ['tls', '--replay', 'endless']],
    ['a document', '256 MiB', ['scan', '--key', 'own.key']],
  ])('%s is refused at %s', async (_, bound, args) => {
    const { code, stdout, stderr } = await claimcheck(args, { cwd: directory });
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 2, stdout: '', lines: 2 });
    expect(stderr).toContain(bound);
    expect(stderr).toContain('endless');
  });
});

describe('a list of endpoints', () => {
  /** What stands in the list, by its line; undefined where there is a fault. */
  async function listed(chunks: readonly Buffer[]): Promise<readonly (readonly [number, string | undefined])[]> {
    const found: (readonly [number, string | undefined])[] = [];
    for await (const { line, endpoint } of endpointsIn(chunks)) found.push([line, endpoint?.host]);
    return found;
  }

  test('is the same however it is cut into pieces and its lines end', async () => {
    const hosts: Readonly<Record<string, string>> = {
      'one.example.com': 'one.example.com',
      ' two.example.com:443 ': 'two.example.com',
      'über.example.com': 'xn--ber-goa.example.com',
    };
    const line = fc.constantFrom(...Object.keys(hosts), '# a host', '', 'a b', 'x'.repeat(1001), ' '.repeat(1001));
    const sameEverywhere = fc.asyncProperty(
      fc.array(line),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.oneof(fc.nat({ max: 40 }), fc.constant('behind the next CR'))),
      async (lines, end, cuts) => {
        const bytes = Buffer.from(lines.map((text) => text + end).join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          const next = typeof cut === 'number' ? at + cut : bytes.indexOf('\r', at) + 1 || at;
          chunks.push(bytes.subarray(at, next));
          at = next;
        }
        const expected = lines.flatMap((text, index) => {
          if ((text.trim() === '' && text.length <= 1000) || text.startsWith('#')) return [];
          return [[index + 1, hosts[text]]];
        });
        expect(await listed(chunks)).toEqual(expected);
      },
    );
    await fc.assert(sameEverywhere);
  });

  test('does not skip a host behind more blanks than a line may have', async () => {
    expect(await listed([Buffer.from(`${' '.repeat(5000)}one.example.com\n`)])).toEqual([[1, undefined]]);
  });

  test('has one line where a piece ends between CR and LF', async () => {
    expect(await listed([Buffer.from('one.example.com\r'), Buffer.from('\ntwo.example.com\r\n')])).toEqual([
      [1, 'one.example.com'],
      [2, 'two.example.com'],
    ]);
  });

  test('needs no end of its last line', async () => {
    expect(await listed([Buffer.from('one.example.com\ntwo.example.com')])).toEqual([
      [1, 'one.example.com'],
      [2, 'two.example.com'],
    ]);
  });

  const args = ['tls', '--json', '--only', 'versions', '--timeout', '1s', '--rate', 'unlimited', '--file'];
  test.concurrent.each(['-', '/dev/stdin'])('that comes through a pipe is scanned: --file %s', async (file) => {
    await inDirectory(async (directory) => {
      const { stdout, stderr } = await claimcheck([...args, file], { cwd: directory, stdin: '# mine\n127.0.0.1:1\n' });
      expect([stderr, JSON.parse(stdout).endpoint]).toEqual(['', '127.0.0.1:1']);
    });
  });

  test.concurrent('that comes through a pipe has its faults at their places', async () => {
    await inDirectory(async (directory) => {
      const { code, stdout, stderr } = await claimcheck([...args, '-'], { cwd: directory, stdin: '127.0.0.1:1\n\n a b\n' });
      expect({ code, stdout, place: stderr.slice(0, 6) }).toEqual({ code: 2, stdout: '', place: '-:3:2:' });
    });
  });
});

test('a config may come through a pipe', async () => {
  await inDirectory(async (directory) => {
    const { code, stderr } = await claimcheck(['plan', '--config', '/dev/stdin'], { cwd: directory, stdin: 'version: 1\n' });
    expect([code, stderr.includes('/dev/stdin:1:1: ')]).toEqual([2, true]);
  });
});
