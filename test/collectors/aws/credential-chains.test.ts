/** Every way to get credentials, through the shipped command line as a process of its own, or through a scan in this one, with the SDK's real chain. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { type Practice, type PracticeOptions, startPractice } from '../../../fixtures/practice/start-practice.ts';
import { generateKey, writeKeyPair } from '../../../src/signers/keygen.ts';
import { claimcheck, inDirectory, type Ran } from '../../cli/claimcheck.ts';
import { scanAwsHere } from '../../truth/scan-here.ts';

const PROD = '111122223333';
const STAGING = '444455556666';
const key = generateKey();
const VOLUMES = 1200; // three pages
const EVIDENCE = `arn:aws:iam::${STAGING}:role/evidence`;

/** Volumes in "prod" for the ambient credentials, and in "staging" for the role that they assume. */
const scenario: Scenario = {
  accounts: {
    prod: {
      id: PROD,
      roles: { task: { webIdentity: true }, scanner: { trusts: [PROD] } },
      regions: { 'eu-west-1': { ec2: { volumes: [{ count: VOLUMES }] } } },
    },
    staging: {
      id: STAGING,
      principals: {},
      roles: { evidence: { trusts: [PROD], externalId: 'abc' }, onlyTask: { trusts: [`arn:aws:iam::${PROD}:role/task`] } },
      regions: { 'eu-west-1': { ec2: { volumes: [{ count: VOLUMES }] } } },
    },
  },
  instance: { account: 'prod', role: 'task' },
};

const Manifest = z.object({ claims: z.array(z.object({ verdict: z.string() })) });
const Fact = z.object({ record: z.string() });
const StoredReply = z.object({ record: z.literal('reply'), call: z.string() });

interface Wish extends PracticeOptions {
  readonly accounts?: readonly object[];
  readonly by?: Scan;
}

type Scan = (cwd: string, env: Readonly<Record<string, string>>) => Promise<Ran>;

const shipped: Scan = (cwd, env) => claimcheck(['scan'], { cwd, env });
const here: Scan = (directory, env) => scanAwsHere({ directory, env });

/** What a scan found, and what it wrote: `leaked` are the practice cloud's secrets that turned up in it. */
async function scan(
  env: (practice: Practice, directory: string) => Readonly<Record<string, string>>,
  { accounts, by = shipped, ...options }: Wish = {},
) {
  const practice = await startPractice(scenario, options);
  try {
    return await inDirectory(async (cwd) => {
      writeFileSync(join(cwd, 'claimcheck.yaml'), JSON.stringify(configOf(accounts)));
      await writeKeyPair(key, { privateFile: join(cwd, 'claimcheck.key'), publicFile: join(cwd, 'claimcheck.pub') });
      const { code, stdout, stderr } = await by(cwd, env(practice, cwd));
      const bundle = stdout.trim().split('\n').at(-1) ?? '';
      const text = filesIn(bundle)
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
      const manifest = Manifest.parse(JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8')));
      return {
        code,
        verdict: manifest.claims[0]?.verdict,
        volumes: linesOf(bundle, /^t\d+\.jsonl$/).filter((line) => Fact.parse(line).record === 'observation').length,
        calls: linesOf(bundle, /\.replies\.jsonl$/).map((line) => StoredReply.parse(line).call),
        leaked: practice.secrets().filter((secret) => text.includes(secret) || stderr.includes(secret)),
        secrets: practice.secrets().length,
        asked: practice.stats().calls,
      };
    });
  } finally {
    await practice.close();
  }
}

function configOf(accounts: readonly object[] | undefined): object {
  return {
    version: 1,
    targets: { prod: { aws: accounts === undefined ? {} : { accounts } } },
    claims: [{ id: 'ebs', quote: 'volumes are encrypted', proof: [{ check: 'encrypted-at-rest', with: { services: ['ebs'] } }] }],
    sign: { with: 'claimcheck.key' },
  };
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile());
}

function linesOf(bundle: string, name: RegExp): unknown[] {
  return filesIn(join(bundle, 'streams'))
    .filter((file) => name.test(file.slice(file.lastIndexOf('/') + 1)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
    )
    .map((line): unknown => JSON.parse(line));
}

/** The environment of a pod, whose token lies in its directory. */
function pod(practice: Practice, directory: string): Record<string, string> {
  const file = join(directory, 'token');
  const { env, token } = practice.pod('prod', 'task', file);
  writeFileSync(file, token);
  return env;
}

describe('the scan sees every volume with credentials from', () => {
  test.each([
    ['the environment', (practice: Practice) => practice.env('prod')],
    ['a container', (practice: Practice) => practice.container('prod', 'task')],
    ["an instance's metadata", (practice: Practice) => practice.instance()],
    ["a pod's token", pod],
    ['a profile that assumes a role', profile],
  ] as const)('%s, and keeps no secret', async (_, env) => {
    const { code, verdict, volumes, leaked, secrets } = await scan(env);
    expect({ code, verdict, volumes, leaked }).toEqual({ code: 0, verdict: 'verified', volumes: VOLUMES, leaked: [] });
    expect(secrets).toBeGreaterThan(0);
  });

  test.each([
    ['a role with its external id', (practice: Practice) => practice.env('prod'), { role: EVIDENCE, externalId: 'abc' }],
    ['a role that a container assumes', (practice: Practice) => practice.container('prod', 'task'), { role: EVIDENCE, externalId: 'abc' }],
    ["a role that trusts another role's sessions alone", pod, { role: `arn:aws:iam::${STAGING}:role/onlyTask` }],
  ] as const)('%s, and keeps no secret', async (_, env, role) => {
    const { code, verdict, volumes, leaked, asked } = await scan(env, { accounts: [role], by: here });
    expect({ code, verdict, volumes, leaked }).toEqual({ code: 0, verdict: 'verified', volumes: VOLUMES, leaked: [] });
    expect(asked['sts:AssumeRole']).toBe(1);
  });
});

test('a role with the wrong external id is a gap', async () => {
  const { code, verdict, volumes } = await scan((practice) => practice.env('prod'), {
    accounts: [{ role: EVIDENCE, externalId: 'wrong' }],
  });
  expect({ code, verdict, volumes }).toEqual({ code: 4, verdict: 'unproven', volumes: 0 });
});

describe('a session that ends in mid-listing, by the clock of the server alone,', () => {
  /** After the second page two hours pass, once, for the server. */
  function ending() {
    let ahead = 0;
    let pages = 0;
    return {
      clock: () => Date.now() + ahead,
      watch: ({ action }: { readonly action: string }) => {
        if (action !== 'DescribeVolumes') return;
        pages += 1;
        if (pages === 2) ahead = 2 * 3_600_000;
      },
    };
  }

  test.each([
    ["a container's", (practice: Practice) => practice.container('prod', 'task'), undefined],
    ["an instance's", (practice: Practice) => practice.instance(), undefined],
    ["a pod's", pod, undefined],
    ["an assumed role's", (practice: Practice) => practice.env('prod'), [{ role: EVIDENCE, externalId: 'abc' }]],
    [
      "an assumed role's, with the session that assumes it,",
      (practice: Practice) => practice.container('prod', 'task'),
      [{ role: EVIDENCE, externalId: 'abc' }],
    ],
  ] as const)('%s is renewed, and no page is lost', async (_, env, accounts) => {
    const { code, verdict, volumes, calls, leaked } = await scan(env, {
      ...ending(),
      by: here,
      ...(accounts === undefined ? {} : { accounts }),
    });
    expect({ code, verdict, volumes, leaked }).toEqual({ code: 0, verdict: 'verified', volumes: VOLUMES, leaked: [] });
    expect(calls.filter((call) => call === 'ec2:DescribeVolumes')).toHaveLength(3);
  });
});

/** A profile with a role, an external id and the keys of another profile. */
function profile(practice: Practice, directory: string): Record<string, string> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', ...env } = practice.env('prod');
  const file = join(directory, 'config');
  const lines = [
    '[profile evidence]',
    `role_arn = arn:aws:iam::${PROD}:role/scanner`,
    'source_profile = keys',
    'region = eu-west-1',
    '[profile keys]',
    `aws_access_key_id = ${AWS_ACCESS_KEY_ID}`,
    `aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}`,
  ];
  writeFileSync(file, lines.join('\n'));
  return { ...env, AWS_CONFIG_FILE: file, AWS_PROFILE: 'evidence' };
}
