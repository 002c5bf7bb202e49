import { createHash, createPrivateKey, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../src/bundle/line.ts';
import type { ManifestOfRun } from '../../src/bundle/manifest.ts';
import { createBundle } from '../../src/bundle/write.ts';
import type { Claim, Counts, Gap, Observation, Reply, Run, SubjectName, Sweep, Target, Task } from '../../src/model.ts';
import { generateKey, type KeyPair } from '../../src/signers/keygen.ts';
import type { Signer } from '../../src/signers/signer.ts';

/** The same bytes for the same seed. */
export function seededRandom(seed: string): Random {
  let drawn = 0;
  return (bytes) => {
    const blocks: Buffer[] = [];
    for (let length = 0; length < bytes; length += 32) blocks.push(createHash('sha256').update(`${seed}/${drawn++}`).digest());
    return Buffer.concat(blocks).subarray(0, bytes);
  };
}

export function signerOf(key: KeyPair): Signer {
  const privateKey = createPrivateKey(key.privatePem);
  return {
    keyid: key.keyid,
    publicKeyPem: key.publicPem,
    sign: async (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'der' }),
  };
}

/** Runs the work in a new empty directory, which is then removed. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export const at = '2026-11-20T10:00:00Z';
const place = { target: 't0001', collector: 'aws.ebs-volumes', region: 'eu-west-1' };
const tool = { name: 'claimcheck', version: '0.1.0', digest: createHash('sha256').update('tool').digest('hex') };

export const noCounts: Counts = {
  observations: 0,
  holds: 0,
  contradicts: 0,
  excepted: 0,
  notApplicable: 0,
  unseen: 0,
  outOfScope: 0,
  gaps: 0,
  exclusions: 0,
  tasks: 0,
  swept: 0,
};

export const manifestOfRun: ManifestOfRun = {
  run: { id: 'run-1', startedAt: at, judgedAt: '2026-11-20T10:05:00Z', complete: true },
  tool,
  origins: { practice: 1 },
  records: { observation: 1, gap: 1, exclusion: 0, sweep: 1 },
  claims: [
    {
      id: 'ebs-encrypted',
      quote: 'EBS volumes are encrypted – “all” of them',
      verdict: 'verified',
      counts: { ...noCounts, observations: 1, holds: 1, tasks: 1, swept: 1 },
      controls: ['soc2:CC6.1'],
      checks: ['encrypted-at-rest@1'],
    },
  ],
  previous: null,
};

const run: Run = {
  record: 'run',
  id: 'run-1',
  page: { name: 'Example trust page' },
  startedAt: at,
  judgedAt: '2026-11-20T10:05:00Z',
  subset: false,
  environment: { node: '24.21.0', platform: 'linux-x64' },
  tool,
};

const target: Target = {
  record: 'target',
  target: 't0001',
  config: 'prod-aws',
  source: 'aws',
  name: '111122223333',
  regions: ['eu-west-1'],
};

const task: Task = {
  ...place,
  record: 'task',
  version: 1,
  kinds: ['encryption-at-rest'],
  services: ['ebs'],
  calls: { 'ec2:DescribeVolumes': ['ec2:DescribeVolumes'] },
};

const claim: Claim = {
  record: 'claim',
  id: 'ebs-encrypted',
  quote: 'EBS volumes are encrypted – “all” of them',
  private: false,
  scope: { targets: ['prod-aws'] },
  proof: [
    {
      anyOf: [
        { check: 'encrypted-at-rest', version: 1, with: {} },
        { document: './documents/policy.pdf', validUntil: '2027-06-30' },
      ],
    },
  ],
  controls: ['soc2:CC6.1'],
  maxAge: 86_400,
  exceptions: [],
};

const reply: Reply = {
  record: 'reply',
  target: 't0001',
  call: 'ec2:DescribeVolumes',
  input: { MaxResults: 500 },
  page: 1,
  attempt: 1,
  host: 'ec2.eu-west-1.example.com',
  status: 200,
  date: 'Fri, 20 Nov 2026 10:00:00 GMT',
  requestId: '5f1c',
  origin: 'practice',
  at,
  body: '{"Volumes":[{"VolumeId":"vol-1","Encrypted":true}]}',
};

/** Seals a small bundle with a line of every sort but an exclusion, and a document, under `final`. */
export async function sealSmallBundle(
  final: string,
  key: KeyPair = generateKey(),
  seed = 'seed',
  document: Buffer = Buffer.from('%PDF-1.7 policy'),
): Promise<KeyPair> {
  const bundle = await createBundle(final, seededRandom(seed));
  const runs = bundle.stream('run');
  for (const record of [run, target, task, claim]) runs.write(record);
  runs.writeLine((await bundle.document('./documents/policy.pdf', document)).line);
  const replies = bundle.stream('t0001.replies');
  const cited = replies.write(reply);
  const names = bundle.stream('t0001.names');
  const name: SubjectName = {
    record: 'name',
    target: 't0001',
    subject: 's000001',
    id: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1',
    tags: { env: 'prod' },
  };
  names.write(name);
  const facts = bundle.stream('t0001');
  const observation: Observation = {
    ...place,
    record: 'observation',
    kind: 'encryption-at-rest',
    subject: 's000001',
    cloud: 'aws',
    service: 'ebs',
    type: 'volume',
    at,
    data: { encrypted: true },
    replies: [cited],
  };
  const gap: Gap = {
    ...place,
    record: 'gap',
    kinds: ['encryption-key'],
    services: ['ebs'],
    reason: 'denied',
    code: 'AccessDeniedException',
    at,
    replies: [],
  };
  const sweep: Sweep = {
    ...place,
    record: 'sweep',
    origin: 'practice',
    startedAt: at,
    endedAt: at,
    calls: 1,
    retries: 0,
    pages: 1,
    subjects: 1,
    observations: 1,
    gaps: 1,
  };
  for (const record of [observation, gap, sweep]) facts.write(record);
  for (const stream of [facts, names, replies, runs]) await stream.end();
  await bundle.seal(manifestOfRun, signerOf(key));
  await bundle.commit();
  return key;
}

export function trusted(key: KeyPair): { pem: string; keyid: string }[] {
  return [{ pem: key.publicPem, keyid: key.keyid }];
}
