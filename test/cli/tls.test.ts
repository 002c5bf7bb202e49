import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTls as withSilentTls } from '../collectors/live/probing.ts';
import { claimcheck, inDirectory, type Ran } from './claimcheck.ts';
import { linesOf, modern, scanned } from './tls-scanned.ts';
import { withHttps, withTls } from './tls-servers.ts';

const old = { ...modern, minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;

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
