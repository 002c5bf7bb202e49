import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '../../fixtures/practice/scenarios/demo.ts';
import { startPractice } from '../../fixtures/practice/start-practice.ts';
import { claimcheck, inDirectory, type Ran } from './claimcheck.ts';
import { findBelow, findIn, MARKS } from './find-secrets.ts';
import { told } from './told.ts';

/** What a real account's environment may hold. */
const SURROUNDINGS = {
  AWS_PROFILE: 'prod',
  AWS_SESSION_TOKEN: 'token-of-somebody',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/real',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere',
  AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1',
};

/** Two in one place: on a clean machine, and where somebody's credentials are about. */
describe('demo', () => {
  let cwd = '';
  let plain: Ran;
  let surrounded: Ran;
  let bundlesOfOne: readonly string[] = [];
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'claimcheck-demo-'));
    plain = await claimcheck(['demo'], { cwd });
    bundlesOfOne = await bundles();
    surrounded = await claimcheck(['demo', '--json'], { cwd, env: SURROUNDINGS });
  });
  afterAll(async () => rm(cwd, { recursive: true, force: true }));

  const bundles = async () => readdir(join(cwd, 'claimcheck-demo', 'evidence'));

  test('ends with 0, and its files are there', async () => {
    expect({ code: plain.code, stack: /^ {4}at /m.test(plain.stderr), bundles: bundlesOfOne.length }).toEqual({
      code: 0,
      stack: false,
      bundles: 1,
    });
    for (const file of ['report.html', 'claimcheck.yaml', join('evidence', bundlesOfOne[0] ?? '', 'manifest.json')])
      expect((await stat(join(cwd, 'claimcheck-demo', file))).isFile()).toBe(true);
  });

  test('is as good the second time in the same place, and names its files', async () => {
    expect({ code: surrounded.code, stack: /^ {4}at /m.test(surrounded.stderr) }).toEqual({ code: 0, stack: false });
    const { report, config, bundle, surprises } = JSON.parse(surrounded.stdout);
    for (const file of [report, config, join(bundle, 'manifest.json')]) expect((await stat(file)).isFile()).toBe(true);
    expect([surprises, (await bundles()).length]).toEqual([[], 2]);
  });

  test('takes no credentials from its surroundings, and says practice and nothing else', async () => {
    const { bundle } = JSON.parse(surrounded.stdout || '{"bundle":""}');
    expect(surrounded.code).toBe(0);
    expect(Object.keys(JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8')).origins)).toEqual(['practice']);
  });

  test('leaves no secret but the key that it made', async () => {
    const practice = await startPractice(demo);
    const env = practice.env('prod');
    await practice.close();
    const secrets = [...MARKS, { name: 'the secret key', is: env['AWS_SECRET_ACCESS_KEY'] ?? '' }];
    const said = [plain, surrounded].map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join('\n');
    expect([findIn(Buffer.from(said), secrets), await findBelow(cwd, secrets, (file) => file.endsWith('claimcheck.key'))]).toEqual([
      [],
      [],
    ]);
    expect(await findBelow(join(cwd, 'claimcheck-demo'), secrets, (file) => file.startsWith('evidence'))).toEqual([
      'claimcheck.key: a private key',
    ]);
  });

  test('has a public copy that tells no account, host, person, name or tag: of AWS, endpoints and documents', async () => {
    const { bundle } = JSON.parse(surrounded.stdout);
    expect(await inDirectory((directory) => told(bundle, directory))).toEqual([]);
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
