/** `claimcheck tls` where there is no TLS to look at, or where nobody may look. */
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimcheck, inDirectory } from './claimcheck.ts';
import { linesOf, modern, scanned } from './tls-scanned.ts';
import { listening, withHttp, withTcp, withTls } from './tls-servers.ts';

describe('claimcheck tls', () => {
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
});
