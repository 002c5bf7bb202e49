/** Writes and seals a bundle of so many facts, with a name for each and a reply for each page of 500, and judges three claims. Arguments: final directory, facts. */
import { createPrivateKey, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { pooledRandom } from '../src/bundle/line.ts';
import { createBundle } from '../src/bundle/write.ts';
import { isComplete } from '../src/commands/agreement.ts';
import { manifestClaim } from '../src/commands/manifest-claim.ts';
import { startJudging } from '../src/judge/evaluate.ts';
import { resolveClaim } from '../src/judge/resolve.ts';
import type { CheckProof, Claim, ExpectProof, LeafHash, Observation, Run, Sweep, Target, Task } from '../src/model.ts';
import { checks, kinds } from '../src/plugins.ts';
import { generateKey } from '../src/signers/keygen.ts';

// As in a scan (src/commands/collecting-loop.ts); without it, in every second run what is made for one line is taken for something that stays: + 140 MB.
setFlagsFromString('--no-allocation-site-pretenuring');

const PAGE = 500;
const KEYS = 100;
const [, , final = '', facts = '0', keyFile = ''] = process.argv;
const at = '2026-11-20T10:00:00.000Z';
const place = { target: 't0001', collector: 'aws.ebs-volumes', region: 'eu-west-1' };
const tool = { name: 'claimcheck', version: '0.0.0', digest: '0'.repeat(64) };
const proofs: readonly (CheckProof | ExpectProof)[] = [
  { check: 'encrypted-at-rest', version: 1, services: ['ebs'], with: {} },
  { check: 'keys-managed-by', version: 1, services: ['ebs'], with: { manager: 'customer' } },
  { kind: 'encryption-at-rest', services: ['ebs'], expect: 'data.encrypted == true' },
];
const claims = proofs.map(
  (proof, index): Claim => ({
    record: 'claim',
    id: `claim-${index + 1}`,
    quote: 'Volumes are encrypted',
    private: false,
    scope: {},
    proof: [proof],
    controls: [],
    exceptions: [],
  }),
);
const target: Target = { record: 'target', target: 't0001', config: 'prod', source: 'aws', name: '111122223333', regions: [place.region] };
const task: Task = {
  record: 'task',
  ...place,
  version: 1,
  kinds: ['encryption-at-rest'],
  services: ['ebs'],
  calls: { 'ec2:DescribeVolumes': ['ec2:DescribeVolumes'] },
};
const run: Run = {
  record: 'run',
  id: 'run-1',
  startedAt: at,
  judgedAt: at,
  subset: false,
  environment: { node: process.versions.node, platform: `${process.platform}-${process.arch}` },
  tool,
};

const pair = generateKey();
const privateKey = createPrivateKey(pair.privatePem);
await writeFile(keyFile, pair.publicPem);
const resolved = claims.map((claim) => resolveClaim(claim, { checks, kinds }));
const setting = { targets: [target], tasks: [task], documents: [] };
const judging = startJudging(resolved, setting, at);
const random = pooledRandom();
const bundle = await createBundle(final, random);
const streams = { facts: bundle.stream('t0001'), names: bundle.stream('t0001.names'), replies: bundle.stream('t0001.replies') };
const count = Number(facts);
writeKeys();
for (let first = 0; first < count; first += PAGE) writePage(first, Math.min(count, first + PAGE));
const sweep: Sweep = {
  record: 'sweep',
  ...place,
  origin: 'practice',
  startedAt: at,
  endedAt: at,
  calls: Math.ceil(count / PAGE),
  retries: 0,
  pages: Math.ceil(count / PAGE),
  subjects: count,
  observations: count,
  gaps: 0,
};
streams.facts.write(sweep);
judging.see(sweep, undefined);
const runs = bundle.stream('run');
const replies = bundle.stream('run.replies');
for (const record of [run, ...claims, target, task]) runs.write(record);
for (const stream of [...Object.values(streams), runs, replies]) await stream.end();
const judgements = judging.finish();
await bundle.seal(
  {
    run: { id: run.id, startedAt: at, judgedAt: at, complete: isComplete({ run }, judgements) },
    tool,
    origins: { practice: 1 },
    records: { observation: count, gap: 0, exclusion: 0, sweep: 1 },
    claims: judgements.flatMap((judgement, index) => {
      const claim = resolved[index];
      return claim === undefined ? [] : [manifestClaim(claim, judgement, [], undefined, index)];
    }),
    previous: null,
  },
  { keyid: pair.keyid, publicKeyPem: pair.publicPem, sign: async (bytes) => sign('sha256', bytes, privateKey) },
);
await bundle.commit();

function writePage(first: number, end: number): void {
  const numbers = Array.from({ length: end - first }, (_, index) => first + index);
  const body = {
    Volumes: numbers.map((number) => ({
      VolumeId: idOf(number),
      Encrypted: true,
      KmsKeyId: keyOf(number),
      Size: 8,
      State: 'in-use',
      Tags: [{ Key: 'env', Value: 'prod' }],
    })),
  };
  const seenAt = new Date(Date.parse(at) + first).toISOString();
  const head = {
    record: 'reply',
    ...place,
    call: 'ec2:DescribeVolumes',
    input: { MaxResults: PAGE },
    page: 1 + first / PAGE,
    attempt: 1,
    host: 'ec2.eu-west-1.example.com',
    status: 200,
    origin: 'practice',
    at: seenAt,
  };
  const leaf = streams.replies.writeReply(head, Buffer.from(JSON.stringify(body)));
  for (const number of numbers) writeSubject(number, seenAt, leaf);
}

/** Keys have the first numbers, so that every page's facts point at all of them. */
function writeKeys(): void {
  for (let number = 0; number < KEYS; number += 1)
    streams.names.write({ record: 'name', target: 't0001', subject: subjectOf(number), id: keyOf(number), account: '111122223333' });
}

function writeSubject(number: number, seenAt: string, leaf: LeafHash): void {
  const subject = subjectOf(KEYS + number);
  const id = idOf(number);
  streams.names.write({
    record: 'name',
    target: 't0001',
    subject,
    id: `arn:aws:ec2:eu-west-1:111122223333:volume/${id}`,
    account: '111122223333',
    name: `volume ${number}`,
    tags: { env: 'prod', team: `team-${number % 50}` },
  });
  const fact: Observation = {
    record: 'observation',
    ...place,
    kind: 'encryption-at-rest',
    subject,
    cloud: 'aws',
    service: 'ebs',
    type: 'volume',
    at: seenAt,
    data: {
      encrypted: true,
      algorithm: 'aws:kms',
      keyManager: 'customer',
      keyOrigin: 'key-service',
      key: subjectOf(number % KEYS),
      covers: 'everything',
    },
    replies: [leaf],
  };
  streams.facts.write(fact);
  judging.see(fact, undefined);
}

function subjectOf(index: number): string {
  return `s${String(index + 1).padStart(6, '0')}`;
}
function idOf(number: number): string {
  return `vol-${String(number).padStart(17, '0')}`;
}
function keyOf(number: number): string {
  return `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-${String(number % KEYS).padStart(12, '0')}`;
}
