import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type GoBetween, openGoBetween } from '../truth/go-between.ts';
import { CLAIMS, OWN_ACCOUNT, openWorld, PROD, STAGING } from '../truth/world.ts';
import { inDirectory, type Ran } from './claimcheck.ts';
import { findBelow, findIn, MARKS, type Secret } from './find-secrets.ts';

const region = {
  ec2: { volumes: [{ count: 3 }, { encrypted: false }] },
  kms: { keys: { 'alias/aws/ebs': {}, 'alias/a': { rotation: {} } } },
};
const roles = { evidence: { trusts: [PROD], externalId: 'external-id-of-staging' } };
const scenario = {
  accounts: { prod: { id: PROD, regions: { 'eu-west-1': region } }, staging: { id: STAGING, regions: { 'eu-west-1': region }, roles } },
};
const assume = (externalId: string) =>
  `staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence", externalId: ${externalId} }], regions: all } }`;
const PASSPHRASE = 'correct-horse-battery-staple';

/** The tool's own key may lie where it was put, and nowhere else. */
const isOwnKey = (file: string) => file.endsWith('claimcheck.key') || file === 'locked.key';

/** What was sent and minted: the keys' secrets, every session's, every signature. */
function secretsOf(env: Readonly<Record<string, string>>, { exchanges }: GoBetween): readonly Secret[] {
  const minted = exchanges.flatMap(({ answer }) =>
    [...answer.body.toString().matchAll(/<(SecretAccessKey|SessionToken)>([^<]+)</g)].map(([, name = '', is = '']) => ({ name, is })),
  );
  const signatures = exchanges.flatMap(({ headers }) => {
    const [, is] = /Signature=([0-9a-f]{64})/.exec(headers.authorization ?? '') ?? [];
    return is === undefined ? [] : [{ name: 'a signature', is }];
  });
  return [
    ...MARKS,
    { name: 'the secret key', is: env['AWS_SECRET_ACCESS_KEY'] ?? '' },
    { name: 'the passphrase', is: PASSPHRASE },
    ...minted,
    ...signatures,
  ];
}

const said = ({ stdout, stderr }: Ran, secrets: readonly Secret[]) => findIn(Buffer.from(`${stdout}\n${stderr}`), secrets);

test('no secret stands in anything that scans, verify, reports and refusals leave behind', async () => {
  await using world = await openWorld(scenario, [CLAIMS.volumes, CLAIMS.keys], [OWN_ACCOUNT, assume('external-id-of-staging')]);
  await using between = await openGoBetween(world.practice.endpoint);
  const locked = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  await writeFile(
    join(world.directory, 'locked.key'),
    locked.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE }).toString(),
  );
  const env = { AWS_ENDPOINT_URL: between.endpoint };
  const scanned = await world.scan([], { env });
  const rans = await Promise.all([
    world.run(['scan', '--key', 'locked.key', '--json', '--debug'], { env: { ...env, CLAIMCHECK_KEY_PASSPHRASE: PASSPHRASE } }),
    world.run(['scan', '--debug'], { env: { ...env, AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-this-key' } }),
    world.run(['scan', '--key', 'locked.key', '--debug'], { env }),
    world.run(['scan', '--key', 'claimcheck.pub', '--debug'], { env }),
    world.run(['verify', scanned.bundle, '--key', 'claimcheck.key', '--debug']),
    world.run(['report', scanned.bundle, '--format', 'html,json,terminal', '--out', 'reports']),
    world.run(['keygen', '--json', '--out', 'more/claimcheck.key']),
    world.run(['plan', '--resolve', '--json'], { env }),
  ]);
  const secrets = secretsOf(world.env, between);
  expect(secrets.filter(({ name }) => name === 'SessionToken').length).toBeGreaterThan(0);
  expect([scanned, ...rans].flatMap((ran) => said(ran, secrets))).toEqual([]);
  expect(await findBelow(world.directory, secrets, isOwnKey)).toEqual([]);
});

test('no secret stands in what a scan leaves that meets refusals', async () => {
  const faults = [
    { fault: 'deny' as const, on: { action: 'DescribeVolumes' } },
    { fault: 'html' as const, on: { action: 'ListKeys' } },
  ];
  await using world = await openWorld({ ...scenario, faults }, [CLAIMS.volumes, CLAIMS.keys], [OWN_ACCOUNT, assume('a-wrong-external-id')]);
  await using between = await openGoBetween(world.practice.endpoint);
  const scanned = await world.scan(['--call-timeout', '2s'], { env: { AWS_ENDPOINT_URL: between.endpoint } });
  const secrets = secretsOf(world.env, between);
  expect([scanned.code, said(scanned, secrets), await findBelow(world.directory, secrets, isOwnKey)]).toEqual([4, [], []]);
});

describe('the search finds a secret', () => {
  const is = 'wJalrXUt/nFEMI+K7MDENG/bPxRfiCYzzzzzzzzz';
  const secret = [{ name: 'it', is }];
  const json = Buffer.from(JSON.stringify({ body: is }));

  test.each<[string, Buffer]>([
    ['as it is', Buffer.from(`before ${is} after`)],
    ['in JSON with escapes', Buffer.from(JSON.stringify({ body: is }).replaceAll('/', '\\/').replace('w', '\\u0077'))],
    ['in a URL', Buffer.from(encodeURIComponent(is))],
    ['in XML', Buffer.from(is.replaceAll('+', '&#x2B;'))],
    ['in base64', Buffer.from(`{"body":"${json.toString('base64')}"}`)],
    ['in base64url', Buffer.from(`x.${json.toString('base64url')}.y`)],
    ['in base64 behind other letters', Buffer.from(`ab${json.toString('base64')}`)],
    ['in gzip', gzipSync(json)],
    ['in deflate', deflateSync(json)],
    ['in brotli', brotliCompressSync(json)],
    ['in gzip in base64 in JSON', Buffer.from(JSON.stringify({ body: gzipSync(json).toString('base64') }))],
  ])('%s', (_, bytes) => {
    expect(findIn(bytes, secret)).toEqual(['it']);
    expect(findIn(Buffer.from(bytes.toString('latin1').slice(0, 20), 'latin1'), secret)).toEqual([]);
  });

  test('in a file of a bundle', async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, 't0001.replies.jsonl'), `{"encoding":"base64","body":"${gzipSync(json).toString('base64')}"}\n`);
      expect(await findBelow(directory, secret)).toEqual(['t0001.replies.jsonl: it']);
    });
  });
});
