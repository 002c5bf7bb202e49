import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type At, selfSigned, withTls as withSilentTls } from '../collectors/live/probing.ts';
import { claimcheck, inDirectory, type Ran } from './claimcheck.ts';
import { listening, withHttp, withHttps, withTcp, withTls } from './tls-servers.ts';

const modern = { ...selfSigned('rsa-2048'), minVersion: 'TLSv1.2' } as const;
const old = { ...modern, minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
const published = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/tls-result.schema.json', import.meta.url), 'utf8')),
);
const Line = z.looseObject({
  endpoint: z.string(),
  host: z.string(),
  port: z.number(),
  address: z.string().optional(),
  unclear: z.array(z.string()),
  connections: z.number().optional(),
  protocols: z.record(z.string(), z.looseObject({ status: z.string(), because: z.string().optional() })).optional(),
  plainHttp: z.boolean().optional(),
  gradeAtBest: z.string().optional(),
  policy: z.looseObject({ answer: z.string() }).optional(),
});

function linesOf(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      expect({ valid: published(value), errors: published.errors }).toEqual({ valid: true, errors: null });
      return Line.parse(value);
    });
}

function scanned(server: At, args: readonly string[] = [], cwd?: string) {
  const run = (directory: string) =>
    claimcheck(['tls', `${server.host}:${server.port}`, '--rate', 'unlimited', '--timeout', '1s', ...args], { cwd: directory });
  return cwd === undefined ? inDirectory(run) : run(cwd);
}

describe('claimcheck tls', () => {
  test('tells one object for an address, as the published schema has it', async () => {
    const { code, stdout, stderr } = await withSilentTls(modern, (at) => scanned(at, ['--json']));
    const [line, ...more] = linesOf(stdout);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      host: '127.0.0.1',
      address: '127.0.0.1',
      protocols: {
        SSLv2: { status: 'refused' },
        SSLv3: { status: 'refused' },
        'TLSv1.0': { status: 'refused', because: 'alert', alert: 70 },
        'TLSv1.1': { status: 'refused' },
        'TLSv1.2': { status: 'accepted', serverPreference: expect.any(Boolean) },
        'TLSv1.3': { status: 'accepted', suites: expect.arrayContaining(['TLS_AES_128_GCM_SHA256']) },
      },
      certificate: { trusted: false, untrustedBecause: 'self-signed' },
      secondWitness: { agrees: true },
      grade: 'T',
      groups: expect.any(Array),
      dhStatus: expect.any(String),
      clientCertificate: 'not-requested',
      throttled: false,
      unclear: [],
    });
    expect({ code, stderr, few: (line?.connections ?? 999) <= 90 }).toEqual({ code: 0, stderr: '', few: true });
  });

  test('draws the screen in plain text where there is no terminal', async () => {
    const { code, stdout, stderr } = await withTls(modern, (at) => scanned(at));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of [
      'Protocols',
      'Cipher suites',
      'Key exchange',
      'Post-quantum',
      'Certificate',
      'HTTP',
      'Modern clients',
      'connections in',
    ])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('asks only what --only names', async () => {
    const { stdout } = await withTls(modern, (at) => scanned(at, ['--json', '--only', 'suites,groups']));
    expect(linesOf(stdout)[0]).toMatchObject({ asked: ['versions', 'suites', 'groups'] });
  });

  test.each([
    ['suites', false],
    ['suites,chain', true],
  ])('judges the trust of a chain that was asked for: --only %s', async (only, judged) => {
    const { stdout } = await withTls(modern, (at) => scanned(at, ['--json', '--only', only]));
    const [line] = linesOf(stdout);
    expect([line?.certificates !== undefined, line?.certificate !== undefined]).toEqual([true, judged]);
  });

  test.each([
    ['grade>=A+', 'met', 0],
    ['grade>=A', 'met', 0],
    ['mozilla-intermediate', 'not-met', 3],
  ])('of a trusted web server with HSTS: %s is %s, exit %i', async (policy, answer, exit) => {
    const { code, stdout } = await inDirectory(async (cwd) => {
      await writeFile(join(cwd, 'ca.pem'), modern.cert);
      return withHttps(modern, { 'strict-transport-security': 'max-age=31536000' }, ({ port }) =>
        scanned({ host: 'localhost', port }, ['--json', '--policy', policy, '--ca', 'ca.pem'], cwd),
      );
    });
    // localhost may lead to ::1 as well, where nothing listens: then something stays open.
    const lines = linesOf(stdout).filter(({ address }) => address === '127.0.0.1');
    expect(lines.map((line) => line.policy?.answer)).toEqual([answer]);
    expect([exit, exit === 0 && linesOf(stdout).length > 1 ? 4 : exit]).toContain(code);
  });

  test.each([
    ['grade>=A', old, 'not-met', 3],
    ['mozilla-old', modern, 'not-met', 3],
    ['grade>=A', { ...modern, maxVersion: 'TLSv1.2' }, 'not-met', 3],
  ] as const)('of a server that nobody trusts: %s is not met', async (policy, options, answer, exit) => {
    const { code, stdout } = await withTls(options, (at) => scanned(at, ['--json', '--policy', policy]));
    expect({ code, policy: linesOf(stdout)[0]?.policy?.answer }).toEqual({ code: exit, policy: answer });
  });

  test('a policy that needs what was not asked stays open: exit 4', async () => {
    const { code, stdout } = await withTls(modern, (at) => scanned(at, ['--json', '--policy', 'grade>=F', '--only', 'suites']));
    expect({ code, policy: linesOf(stdout)[0]?.policy?.answer }).toEqual({ code: 4, policy: 'unseen' });
  });

  // What never answers is waited for; what shakes no hands goes on beside it.
  test.concurrent.each<[string, (socket: Socket) => void]>([
    ['speaks plain HTTP', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'))],
    ['closes at once', (socket) => socket.destroy()],
    ['never answers', (socket) => socket.resume()],
  ])('a server that %s: one block that says what to do, exit 4', async (_what, serve) => {
    const { code, stdout } = await withTcp(serve, (at) => scanned(at));
    const headings = stdout.split('\n').filter((line) => /^[A-Z]/.test(line));
    expect({ code, headings }).toEqual({ code: 4, headings: ['No version was accepted'] });
    expect(stdout).toContain('What to do');
  });

  test.concurrent('where nothing listens: unclear, exit 4', async () => {
    const server = createServer();
    const at = await listening(server);
    await new Promise((closed) => server.close(closed));
    const { code, stdout } = await scanned(at, ['--json']);
    expect({ code, unclear: linesOf(stdout)[0]?.unclear }).toEqual({ code: 4, unclear: ['everything'] });
  });

  test.concurrent('with --deny-private asks no private address, and says so', async () => {
    const { code, stdout } = await withTls(modern, (at) => scanned(at, ['--json', '--deny-private']));
    expect(code).toBe(4);
    expect(linesOf(stdout)).toMatchObject([{ address: '127.0.0.1', because: 'denied-address', unclear: ['everything'] }]);
  });

  test.concurrent('names every fault at once, before any network: exit 2', async () => {
    const { code, stdout, stderr } = await inDirectory(async (cwd) => {
      await writeFile(join(cwd, 'hosts'), '# ours\nexample.com\n\n  ftp://example.com\nexample.com:0\n');
      const wrong = ['--only', 'suits', '--policy', 'mozilla', '--rate', '0', '--timeout', 'soon', '--ca', 'none.pem'];
      return claimcheck(['tls', 'https://user@example.com', '--file', 'hosts', ...wrong], { cwd });
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of ['user@', '--only suits', '--policy mozilla', '--rate 0', '--timeout soon', 'none.pem', 'hosts:4:3', 'hosts:5:1'])
      expect(stderr).toContain(part);
  });

  test.concurrent.each([[['tls']], [['tls', '--file', 'missing']], [['tls', '--replay', 'missing']]])('%j is wrong usage', async (args) => {
    expect(await inDirectory((cwd) => claimcheck(args, { cwd }))).toMatchObject({ code: 2, stdout: '' });
  });

  describe('a web server without TLS', () => {
    test('is told as one in JSON, and nothing of TLS counts as seen: exit 4', async () => {
      const { code, stdout } = await withHttp((at) => scanned(at, ['--json', '--only', 'versions']));
      const [line] = linesOf(stdout);
      const answers = new Set(Object.values(line?.protocols ?? {}).map(({ status, because }) => `${status} ${because}`));
      expect({ code, plainHttp: line?.plainHttp, answers: [...answers] }).toEqual({
        code: 4,
        plainHttp: true,
        answers: ['inconclusive unexpected-answer'],
      });
    });

    test('is told as one on the screen, with what to do', async () => {
      const { stdout } = await withHttp((at) => scanned(at, ['--only', 'versions']));
      expect(stdout).toMatch(/What happened +it speaks plain HTTP/);
      expect(stdout).toMatch(/What to do +name the port on which it speaks TLS/);
    });

    test('meets no policy, and misses none: exit 4', async () => {
      const { code, stdout } = await withHttp((at) => scanned(at, ['--json', '--policy', 'grade>=F']));
      expect([code, linesOf(stdout)[0]?.policy?.answer]).toEqual([4, 'unseen']);
    });

    test('is told as one by what was kept of it', async () => {
      const { code, stdout } = await inDirectory(async (cwd) => {
        await withHttp((at) => scanned(at, ['--json', '--only', 'versions', '--transcript', 'kept'], cwd));
        const [name = ''] = await readdir(join(cwd, 'kept'));
        return claimcheck(['tls', '--replay', join('kept', name), '--json'], { cwd });
      });
      expect([code, linesOf(stdout)[0]?.plainHttp]).toEqual([4, true]);
    });
  });

  test.each([
    [[], 'bundled-roots'],
    [['--ca', 'system'], 'system-roots'],
    [['--ca', 'ca.pem'], 'given-ca'],
  ])('trusts by the roots of %j: %s', async (args, roots) => {
    const { stdout } = await inDirectory(async (cwd) => {
      await writeFile(join(cwd, 'ca.pem'), modern.cert);
      return withTls(modern, (at) => scanned(at, ['--json', '--only', 'chain', ...args], cwd));
    });
    expect(linesOf(stdout)[0]).toMatchObject({ certificate: { roots, trusted: roots === 'given-ca' }, secondWitness: { agrees: true } });
  });

  test('looks at each address of a name, with its own grade, and at what a client gets that names no server', async () => {
    const NAMES = JSON.stringify({ 'two.example.com': ['127.0.0.1', '127.0.0.2'] });
    const env = { NODE_OPTIONS: `--import=${new URL('names-here.ts', import.meta.url).href}`, NAMES };
    const { code, stdout } = await withTls(modern, ({ port }) =>
      inDirectory((cwd) =>
        claimcheck(['tls', `two.example.com:${port}`, '--rate', 'unlimited', '--timeout', '1s', '--json'], { cwd, env }),
      ),
    );
    const [here, there] = linesOf(stdout);
    expect(here).toMatchObject({
      address: '127.0.0.1',
      certificate: { nameMatches: false },
      withoutServerName: { status: 'connected', sameCertificate: true },
      caa: { status: expect.any(String) },
      grade: 'T',
    });
    expect(there).toMatchObject({ address: '127.0.0.2', unclear: ['everything'] });
    expect(here?.wholeName).toEqual({ addresses: 2, unclear: expect.any(Number), grade: 'T' });
    expect(there?.wholeName).toEqual(here?.wholeName);
    expect(code).toBe(4);
  });

  test('tells the same worst grade of a name on the screen and in JSON, where none is settled', async () => {
    const NAMES = JSON.stringify({ localhost: ['127.0.0.1', '127.0.0.2'] });
    const env = { NODE_OPTIONS: `--import=${new URL('names-here.ts', import.meta.url).href}`, NAMES };
    const [screen, json] = await inDirectory(async (cwd) => {
      await writeFile(join(cwd, 'ca.pem'), modern.cert);
      return withTls(modern, ({ port }) => {
        const args = ['tls', `localhost:${port}`, '--rate', 'unlimited', '--timeout', '1s', '--ca', 'ca.pem'];
        return Promise.all([claimcheck(args, { cwd, env }), claimcheck([...args, '--json'], { cwd, env })]);
      });
    });
    const [here] = linesOf(json.stdout);
    expect(here?.wholeName).toEqual({ addresses: 2, unclear: 1, gradeAtBest: here?.gradeAtBest });
    expect(screen.stdout).toContain(`2 addresses · worst grade: ${here?.gradeAtBest} at best · 2 without a grade\n`);
  });

  test('with --file tells each endpoint on a line of its own', async () => {
    const { code, stdout } = await withTls(modern, (at) =>
      inDirectory(async (cwd) => {
        await writeFile(join(cwd, 'hosts'), `${`${at.host}:${at.port}\n`.repeat(3)}localhost:${at.port}\n`);
        return claimcheck(['tls', '--file', 'hosts', '--json', '--rate', 'unlimited', '--only', 'versions'], { cwd });
      }),
    );
    const hosts = linesOf(stdout).filter(({ host }) => host === '127.0.0.1');
    expect(hosts).toHaveLength(3);
    expect(code === 0 || code === 4).toBe(true); // localhost may lead to ::1 as well, where nothing listens
  });
});

describe('a kept scan', () => {
  let cwd = '';
  let text = '';
  let before: Ran;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'claimcheck-kept-'));
    before = await withTls(modern, (at) => scanned(at, ['--json', '--transcript', 'kept'], cwd));
    const [name = ''] = await readdir(join(cwd, 'kept'));
    text = await readFile(join(cwd, 'kept', name), 'utf8');
  });
  afterAll(async () => rm(cwd, { recursive: true, force: true }));

  async function replayed(kept: string, args: readonly string[] = []): Promise<Ran> {
    await writeFile(join(cwd, 'one'), kept);
    return claimcheck(['tls', '--replay', 'one', ...args], { cwd });
  }

  test('is read again without the server, and says the same', async () => {
    const { code, stdout } = await replayed(text, ['--json']);
    expect({ code, lines: linesOf(stdout) }).toEqual({ code: 0, lines: linesOf(before.stdout) });
  });

  test('whose result was changed does not verify: exit 5', async () => {
    const { code, stderr } = await replayed(text.replace('"postQuantum":"offered"', '"postQuantum":"not-offered"'));
    expect(code).toBe(5);
    expect(stderr).toContain('postQuantum');
  });

  test.each([
    ['lacks a conversation', (kept: string) => kept.replace('"probe":"TLSv1.2/suites/first"', '"probe":"another"')],
    ['has none', () => '{"exchanges":[]}'],
    ['is no JSON', () => 'no JSON'],
  ])('that %s is refused: exit 2', async (_what, changed) => {
    expect((await replayed(changed(text))).code).toBe(2);
  });
});
