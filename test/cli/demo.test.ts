import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimcheck, inDirectory } from './claimcheck.ts';

test('demo ends with 0, its files are there, and a second one in the same place is as good', async () => {
  await inDirectory(async (cwd) => {
    for (const bundles of [1, 2]) {
      const { code, stdout, stderr } = await claimcheck(['demo', '--json'], { cwd });
      expect({ code, stack: /^ {4}at /m.test(stderr) }).toEqual({ code: 0, stack: false });
      const { report, config, bundle, surprises } = JSON.parse(stdout);
      for (const file of [report, config, join(bundle, 'manifest.json')]) expect((await stat(file)).isFile()).toBe(true);
      expect([surprises, (await readdir(join(cwd, 'claimcheck-demo', 'evidence'))).length]).toEqual([[], bundles]);
    }
  });
});

test('demo takes no credentials from its surroundings, and says practice and nothing else', async () => {
  await inDirectory(async (cwd) => {
    const env = {
      AWS_PROFILE: 'prod',
      AWS_SESSION_TOKEN: 'token-of-somebody',
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/real',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere',
      AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1',
    };
    const { code, stdout } = await claimcheck(['demo', '--json', '--out', 'x'], { cwd, env });
    const { bundle } = JSON.parse(stdout || '{"bundle":""}');
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')).origins)).toEqual(['practice']);
  });
});

test.each(['claimcheck.yaml', 'claimcheck.key'])("demo leaves somebody's %s alone, and is exit 2", async (name) => {
  await inDirectory(async (cwd) => {
    await writeFile(join(cwd, name), 'mine\n');
    const { code, stderr } = await claimcheck(['demo', '--out', '.'], { cwd });
    expect([code, stderr.trimEnd().split('\n').length, await readdir(cwd), await readFile(join(cwd, name), 'utf8')]).toEqual([
      2,
      1,
      [name],
      'mine\n',
    ]);
  });
});

test('demo that is interrupted is 130, and leaves no bundle', async () => {
  await inDirectory(async (cwd) => {
    let lookAgain: readonly string[] = [];
    const look = () => {
      readdir(join(cwd, 'x', 'evidence')).then((names) => {
        lookAgain = names;
      }, String);
      return lookAgain.some((name) => name.startsWith('.claimcheck-spool-'));
    };
    const { code } = await claimcheck(['demo', '--out', 'x'], { cwd, interrupt: { with: 'SIGINT', when: look } });
    expect([code, await readdir(join(cwd, 'x', 'evidence'))]).toEqual([130, []]);
  });
});
