/** Two servers of other people's making, of which each service is filled with a thing that is well and one that is not: what claimcheck says of them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BAD, fillEstate, GOOD } from './aws-estate.ts';
import { type AwsServer, credentials, miniStackWhole, moto, startServer } from './aws-servers.ts';
import { type ClaimId, estateClaims, gaps, policyFor, proofOf, type Scan, scanServer } from './scan-server.ts';

const REGIONS = `{ only: [${GOOD}, ${BAD}], because: nothing runs elsewhere }`;
const ids = Object.keys(estateClaims).filter((id): id is keyof typeof estateClaims => id in estateClaims);

/** A verdict, what contradicts it, and the calls that keep something from being seen. `bad`: the thing that was put in as such. */
interface Row {
  readonly is: string;
  readonly because?: readonly string[];
  readonly unseen?: readonly string[];
}
const bad = (why: string): Row => ({ is: 'contradicted', because: [`bad: ${why}`] });
const both = (why: string): Row => ({ is: 'contradicted', because: [`bad: ${why}`, `good: ${why}`] });
const verified: Row = { is: 'verified' };
const unproven = (...unseen: string[]): Row => ({ is: 'unproven', unseen });

const BARE = 'it is not encrypted';
const OPEN = 'it lets clients in without encryption';
const ELSEWHERE = `it lies in: ${BAD}`;
const BY_HAND = 'it is not renewed by itself';

/** What both servers have to bring about: what was put in, and nothing else. */
const TRUTH = {
  's3-located': bad(ELSEWHERE),
  'dynamodb-at-rest': verified,
  'dynamodb-located': bad(ELSEWHERE),
  'sqs-at-rest': bad(BARE),
  'sns-at-rest': bad(BARE),
  'opensearch-at-rest': bad(BARE),
  'opensearch-in-transit': bad(OPEN),
  'elb-in-transit': bad(OPEN),
  'logs-kept': bad('it keeps them for 7 days'),
  'secrets-rotate': both(BY_HAND),
  'secrets-located': bad(ELSEWHERE),
  's3-in-transit': bad(OPEN),
  'trail-on': verified,
  'ddos-standard': verified,
  'users-mfa': bad('it has no second factor'),
  'passwords-ruled': verified,
  'nobody-is-administrator': { is: 'contradicted', because: ['account: administrators: 1'] },
  'root-mfa': unproven('active'), // neither tells whether the root has a password
} as const satisfies Partial<Record<ClaimId, Row>>;

const SERVERS = {
  moto: {
    recipe: moto,
    refused: {},
    rows: {
      ...TRUTH,
      's3-at-rest': bad(BARE), // AWS encrypts every bucket since 2023, moto does not
      's3-not-public': bad('it is public'),
      'efs-at-rest': bad(BARE),
      'efs-in-transit': both(OPEN),
      'efs-located': { ...bad(ELSEWHERE), unseen: ['elasticfilesystem:DescribeReplicationConfigurations'] },
      'redshift-at-rest': bad(BARE),
      'redshift-in-transit': both(OPEN),
      'elasticache-at-rest': { ...bad(BARE), unseen: ['elasticache:DescribeServerlessCaches'] },
      'elasticache-in-transit': { ...bad(OPEN), unseen: ['elasticache:DescribeServerlessCaches'] },
      'threats-watched': bad('it is off'),
      'waf-on': unproven('wafv2:ListResourcesForWebACL'),
      'ddos-advanced': unproven('shield:GetSubscriptionState'),
    },
  },
  MiniStack: {
    recipe: miniStackWhole,
    refused: { redshift: 'Error', guardduty: 'Unknown', shield: 'Unknown' },
    rows: {
      ...TRUTH,
      's3-at-rest': verified,
      's3-not-public': unproven('s3:GetAccountPublicAccessBlock', 's3:GetBucketPolicyStatus'),
      'efs-at-rest': unproven('elasticfilesystem:DescribeFileSystems'), // its key is an empty text
      'efs-in-transit': unproven('elasticfilesystem:DescribeFileSystems'),
      'efs-located': unproven('elasticfilesystem:DescribeFileSystems'),
      'redshift-at-rest': unproven('redshift:DescribeClusters'),
      'redshift-in-transit': unproven('redshift:DescribeClusters'),
      // It lists the nodes of a group, though it is asked to leave them out.
      'elasticache-at-rest': { is: 'contradicted', because: [`bad: ${BARE}`, `bad: ${BARE}`] },
      'elasticache-in-transit': { is: 'contradicted', because: [`bad: ${OPEN}`, `bad: ${OPEN}`] },
      'elb-in-transit': { ...bad(OPEN), unseen: ['elasticloadbalancing:DescribeLoadBalancers'] }, // it has no classic ones
      'threats-watched': unproven('guardduty:ListDetectors'),
      'waf-on': { is: 'contradicted', because: ['good: it is off'] }, // it stands before nothing
      'ddos-advanced': unproven('shield:GetSubscriptionState'),
    },
  },
} as const satisfies Record<string, { rows: Record<keyof typeof estateClaims, Row>; recipe: unknown; refused: object }>;

describe.each(Object.entries(SERVERS))('%s', (name, { recipe, refused, rows }) => {
  let home: string;
  let server: AwsServer;
  let lacking: Readonly<Record<string, string>>;
  let scan: Scan;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), `claimcheck-${name}-`));
    server = await startServer(recipe, home);
    lacking = await fillEstate(server);
    scan = await scanServer(server, await folder(home, 'all'), REGIONS, ids);
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  test('lets everything be put in but what it lacks', () => {
    expect(lacking).toEqual(refused);
  });

  test.each(Object.entries(rows))('%s: is judged by what was put in, and what it lacks is a gap', (id, row: Row) => {
    const claim = ids.find((one) => one === id) ?? 's3-at-rest';
    expect(told(scan, claim)).toEqual({ because: [], unseen: [], ...row });
  });
});

describe('moto, once it checks what IAM allows', () => {
  let home: string;
  let server: AwsServer;
  let needed: readonly string[];
  let iam: IAM;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'claimcheck-moto-iam-'));
    server = await startServer(moto, home);
    await fillEstate(server);
    needed = await policyFor(await folder(home, 'policy'), ids);
    iam = new IAM({ endpoint: server.url, region: BAD, credentials, maxAttempts: 1 });
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** What moto calls permissions that the service authorization reference calls otherwise. */
  const ITS_OWN = ['s3:ListBucket', 's3:GetPublicAccessBlock'];

  /** The scan of somebody who may do just this. */
  async function scannedBy(UserName: string, actions: readonly string[]): Promise<Scan> {
    await checking(server, false);
    await iam.createUser({ UserName });
    const Statement = [{ Effect: 'Allow', Action: [...actions, ...ITS_OWN], Resource: '*' }];
    await iam.putUserPolicy({ UserName, PolicyName: 'evidence', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    await checking(server, true);
    const who = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    return scanServer(server, await folder(home, UserName), REGIONS, ids, who);
  }

  test('denies nothing to whom the printed policy is given', async () => {
    expect(gaps(await scannedBy('exact', needed)).filter((gap) => gap.startsWith('denied'))).toEqual([]);
  }, 300_000);

  test.each(['iam:GetAccountAuthorizationDetails', 'elasticloadbalancing:DescribeListeners', 'sqs:GetQueueAttributes'])(
    'without %s there is a gap that names it, and no other denial',
    async (left) => {
      const scan = await scannedBy(
        `without-${left.replace(':', '-')}`,
        needed.filter((action) => action !== left),
      );
      const denied = scan.view.causes.filter(({ reason }) => reason === 'denied');
      expect([...new Set(denied.flatMap(({ permissions = [] }) => permissions))]).toEqual([left]);
    },
    300_000,
  );
});

/** Whether moto looks at signatures and policies from now on. */
async function checking({ url }: AwsServer, on: boolean): Promise<void> {
  const answer = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: on ? '0' : 'inf' });
  if (!answer.ok) throw new Error(`moto answered ${answer.status}`);
  await answer.arrayBuffer();
}

async function folder(home: string, name: string): Promise<string> {
  await mkdir(join(home, name));
  return join(home, name);
}

/** Which of the two things it was that was put in: by the region, where its own name is the server's. */
function told(scan: Scan, claim: ClaimId): { is: string; because: readonly string[]; unseen: readonly string[] } {
  const { verdict, contradictions, causes: all } = proofOf(scan, claim);
  const because = contradictions.map(({ target, subject, why }) => {
    const id = scan.view.names[`${target}/${subject}`]?.id ?? '';
    const thing = /^\d{12}$/.test(id) ? 'account' : /bad/.test(id) || id.includes(`:${BAD}:`) ? 'bad' : 'good';
    return `${thing}: ${why}`;
  });
  const unseen = all.map(({ call, fields }) => call ?? fields?.join('+') ?? '');
  return { is: verdict, because: because.sort(), unseen: [...new Set(unseen)].sort() };
}
