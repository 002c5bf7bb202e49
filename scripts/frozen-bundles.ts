#!/usr/bin/env node
/**
 * Makes the bundles of a format version that have to verify for ever: `node scripts/frozen-bundles.ts fixtures/bundles/v1`. Once for each
 * version, through the real command line; their one key is thrown away, so that nobody can ever make another. Needs openssl.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { startPractice } from '../fixtures/practice/start-practice.ts';
import { claimcheck } from '../test/cli/claimcheck.ts';
import { startAuthority } from '../test/peers/openssl-authority.ts';

const PROD = '111122223333';
const STAGING = '444455556666';

const region = {
  ec2: {
    volumes: [
      { count: 5, tags: { env: 'prod' } },
      { id: 'vol-0a1b2c3d4e5f60001', encrypted: false, tags: { env: 'lab' } },
    ],
  },
  kms: { keys: { 'alias/aws/ebs': {}, 'alias/orders': { rotation: { days: 365 } }, 'alias/ledger': { rotation: { days: 365 } } } },
};
const regions = { 'eu-west-1': region, 'eu-west-2': region, 'us-east-1': region, 'af-south-1': { status: 'not-opted-in' as const } };

/** Something of everything: an exception, a scope, a private claim, an expression, a document, a gap, exclusions, nothing there, nothing to show. */
const CONFIG = `version: 1
page: { name: Example Ltd, url: https://example.com/trust }
targets:
  prod: { aws: { regions: { only: [eu-west-1, us-east-1, af-south-1], because: nothing runs elsewhere } } }
  staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence" }], regions: all } }
claims:
  - { id: volumes, quote: Volumes are encrypted, proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }] }
  - id: excepted
    quote: Production’s volumes are encrypted, but for one
    scope: { targets: [prod] }
    proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }]
    exceptions: [{ subject: "*vol-0a1b2c3d4e5f60001", reason: swap, owner: infra, approvedBy: ciso, expires: EXPIRES }]
  - id: tagged
    quote: Volumes that matter are encrypted
    scope: { where: 'subject.tags.env == "prod"' }
    proof: [{ check: encrypted-at-rest, with: { services: [ebs] } }]
    maxAge: 24h
  - { id: keys, quote: Keys are rotated, proof: [{ check: keys-rotate, with: { atMost: 365d } }] }
  - { id: own, quote: Our own expression says so, proof: [{ kind: encryption-at-rest, with: { services: [ebs] }, expect: 'data.encrypted' }] }
  - { id: certified, quote: We hold a certificate, private: true, proof: [{ document: ./certificate.txt, validUntil: 2099-12-31 }] }
  - id: either
    quote: Disks are encrypted, or we say so
    proof: [{ anyOf: [{ check: encrypted-by-default }, { document: ./certificate.txt, validUntil: 2099-12-31 }] }]
  - { id: images, quote: We share no images, proof: [{ check: no-public-access, with: { services: [ami] } }] }
  - { id: best, quote: We do our best, proof: none, because: nothing could show it }
sign: { with: claimcheck.key }
`;

const [given = ''] = process.argv.slice(2);
const into = resolve(given);
await mkdir(into); // never a second time
const work = await mkdtemp(join(tmpdir(), 'claimcheck-frozen-'));

/** The command line, in the working directory: the last line of stdout. */
async function ran(args: readonly string[], allowed: readonly number[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await claimcheck(args, { cwd: work, env });
  if (code === null || !allowed.includes(code)) throw new Error(`claimcheck ${args.join(' ')}: exit ${code}\n${stderr}`);
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

try {
  await ran(['demo', '--out', 'demo'], [0]);
  const [full = ''] = await readdir(join(work, 'demo/evidence'));
  await cp(join(work, 'demo/evidence', full), join(into, 'full'), { recursive: true });
  for (const name of ['claimcheck.key', 'claimcheck.pub']) await cp(join(work, 'demo', name), join(work, name));
  await cp(join(work, 'claimcheck.pub'), join(into, 'signer.pub'));

  const expires = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  await writeFile(join(work, 'claimcheck.yaml'), CONFIG.replace('EXPIRES', expires));
  await writeFile(join(work, 'certificate.txt'), 'We are certified.\n');
  const accounts = { prod: { id: PROD, regions }, staging: { id: STAGING, regions, roles: { evidence: { trusts: [PROD] } } } };
  const denied = { fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/ledger' } } as const;
  const practice = await startPractice({ accounts, faults: [denied] });
  const authority = await startAuthority(work, 'ec', 'sha256');
  const env = practice.env('prod');
  try {
    await ran(['plan', '--resolve', '--out', 'plan.json'], [0], env);
    const parts: string[] = [];
    for (const shard of ['1/2', '2/2'])
      parts.push(await ran(['scan', '--plan', 'plan.json', '--shard', shard, '--share', '100'], [0], env));
    await ran(['merge', ...parts, '--plan', 'plan.json', '--out', 'merged', '--timestamp', authority.url], [3]);
    await cp(authority.root, join(into, 'time-roots.pem'));
  } finally {
    await practice.close();
    await authority.close();
  }
  await cp(join(work, 'merged'), join(into, 'merged-and-stamped'), { recursive: true });
  const redactions: readonly (readonly [string, string, ...string[]])[] = [
    ['full', 'public', '--profile', 'public', '--keep-names-of', 'edge'],
    ['full', 'auditor', '--profile', 'auditor'],
    ['merged-and-stamped', 'by-rules', '--profile', 'rules.yaml'],
    ['by-rules', 'twice-redacted', '--profile', 'public'],
  ];
  await writeFile(
    join(work, 'rules.yaml'),
    'version: 1\nwithhold: [{ stream: [replies, run.replies] }, { subject: "*:volume/*" }, { kind: encryption-key }]\n',
  );
  for (const [from, to, ...options] of redactions) await ran(['redact', join(into, from), '--out', join(into, to), ...options], [0]);
  await ran(['pack', join(into, 'by-rules'), '--out', join(into, 'packed.zip')], [0]);

  const bundles = (await readdir(into)).filter((name) => !name.endsWith('.pem') && !name.endsWith('.pub')).sort();
  const trust = {
    version: 1,
    keys: [{ name: 'Example Ltd', key: join(into, 'signer.pub') }],
    timestampAuthorities: [{ name: 'Example Time', roots: join(into, 'time-roots.pem') }],
  };
  await writeFile(join(work, 'trust.json'), JSON.stringify(trust));
  const expected: Record<string, unknown> = {};
  for (const name of bundles) {
    const { code, stdout } = await claimcheck(
      ['verify', join(into, name), '--trust', 'trust.json', '--as-of', '2090-01-01T00:00:00Z', '--json'],
      { cwd: work },
    );
    const { bundle: _, answers: __, ...told } = z.looseObject({}).parse(JSON.parse(stdout));
    if (code !== 0) throw new Error(`${name} does not verify:\n${stdout}`);
    expected[name] = told;
  }
  await writeFile(join(into, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
  process.stdout.write(`${bundles.join('\n')}\n${await readFile(join(into, 'expected.json'), 'utf8')}`);
} catch (error) {
  await rm(into, { recursive: true, force: true });
  throw error;
} finally {
  await rm(work, { recursive: true, force: true });
}
