import type {
  BundleView,
  Cause,
  Claim,
  ControlRef,
  Counts,
  Exclusion,
  Finding,
  Judgement,
  Manifest,
  ManifestClaim,
  Origin,
  ProofJudgement,
  Run,
  SubjectName,
  Sweep,
  Target,
  Task,
  Verdict,
} from '../../src/model.ts';

/** What a stranger may write into a resource's name or tag. */
export const hostile = {
  script: '</script><script>alert("owned")</script>',
  image: '"><img src=x onerror=alert(1)>',
  turned: 'invoice\u202Efdp.exe',
  escape: '\u001b[2J\u001b]0;owned\u0007gone',
  template: "<%= process.exit(1) %> ${it} `'",
  long: `very-long-${'abcdefghij'.repeat(60)}`,
  wide: '本番データベース🗄️バックアップ',
} as const;

const at = '2026-03-04T10:20:30Z';
const regions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

const none: Counts = {
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

const targets: readonly Target[] = [
  {
    record: 'target',
    target: 't0001',
    config: 'prod-aws',
    source: 'aws',
    name: '111122223333',
    identity: 'arn:aws:sts::111122223333:assumed-role/evidence/scan',
    regions,
  },
  {
    record: 'target',
    target: 't0002',
    config: 'lab-aws',
    source: 'aws',
    name: '444455556666',
    identity: 'arn:aws:sts::444455556666:assumed-role/evidence/scan',
    regions,
  },
  { record: 'target', target: 't0003', config: 'edge', source: 'endpoints', name: 'api.example.com:443', regions: ['global'] },
];

const collectors = [
  {
    collector: 'aws.ebs-volumes',
    kinds: ['encryption-at-rest'],
    services: ['ebs'],
    calls: { 'ec2:DescribeVolumes': ['ec2:DescribeVolumes'], 'kms:DescribeKey': ['kms:DescribeKey'] },
  },
  {
    collector: 'aws.ebs-snapshots',
    kinds: ['encryption-at-rest', 'public-access'],
    services: ['ebs-snapshots'],
    calls: { 'ec2:DescribeSnapshots': ['ec2:DescribeSnapshots'] },
  },
  { collector: 'aws.kms-keys', kinds: ['encryption-key'], services: ['kms'], calls: { 'kms:ListKeys': ['kms:ListKeys'] } },
] as const;

const tasks: readonly Task[] = [
  ...['t0001', 't0002'].flatMap((target) =>
    collectors.flatMap((one) => regions.map((region): Task => ({ record: 'task', target, region, version: 1, ...one }))),
  ),
  {
    record: 'task',
    target: 't0003',
    collector: 'live.tls',
    region: 'global',
    version: 1,
    kinds: ['tls-endpoint'],
    services: ['tls'],
    calls: { connect: [] },
  },
];

function sweepOf({ target, collector, region }: Task, index: number, origin: Origin): Sweep {
  const gaps = target === 't0002' && collector === 'aws.ebs-snapshots' && region === 'eu-west-2' ? 2 : 0;
  return {
    record: 'sweep',
    target,
    collector,
    region,
    origin,
    startedAt: at,
    endedAt: at,
    calls: 2,
    retries: 0,
    pages: 1,
    subjects: (index * 7) % 40,
    observations: (index * 7) % 40,
    gaps,
  };
}

const denied: Cause = {
  reason: 'denied',
  collector: 'aws.kms-keys',
  call: 'kms:ListKeys',
  permissions: ['kms:ListKeys'],
  code: 'AccessDeniedException',
  where: ['t0001/eu-west-1', 't0001/eu-west-2', 't0002/eu-west-1'],
  count: 3,
};
const silent: Cause = {
  reason: 'unreachable',
  collector: 'aws.ebs-snapshots',
  call: 'ec2:DescribeSnapshots',
  where: ['t0002/eu-west-2'],
  count: 2,
};

const exclusions: readonly Exclusion[] = [
  ...['t0001', 't0002'].map(
    (target): Exclusion => ({
      record: 'exclusion',
      target,
      collector: '*',
      region: 'me-south-1',
      reason: 'region-disabled',
      at,
      replies: [],
    }),
  ),
  { record: 'exclusion', target: 't0002', collector: '*', region: 'ap-east-1', reason: 'by-config', at, replies: [] },
];

const volumeNames = [hostile.script, hostile.image, hostile.turned, hostile.escape, hostile.template, hostile.long, hostile.wide];

function volume(index: number): string {
  return `arn:aws:ec2:${regions[index % regions.length] ?? ''}:111122223333:volume/vol-${index.toString(16).padStart(17, '0')}`;
}

function subject(index: number): string {
  return `s${String(index + 1).padStart(6, '0')}`;
}

function findings(count: number, from: number, why: string): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => ({
    target: 't0001',
    region: regions[(index + from) % regions.length] ?? '',
    service: 'ebs',
    subject: subject(index + from),
    why,
  }));
}

/** Every subject but one has its name; that one is withheld, as in a redacted copy. */
const withheld = 9;
const names: Readonly<Record<string, SubjectName>> = Object.fromEntries(
  Array.from({ length: 1100 }, (_, index) => index)
    .filter((index) => index !== withheld)
    .map((index): [string, SubjectName] => {
      const name = volumeNames[index];
      return [
        `t0001/${subject(index)}`,
        {
          record: 'name',
          target: 't0001',
          subject: subject(index),
          id: volume(index),
          account: '111122223333',
          ...(name === undefined ? {} : { name }),
          tags: { note: hostile.script },
        },
      ];
    }),
);

function proof(id: string, verdict: Verdict, counts: Partial<Counts>, more: Partial<ProofJudgement> = {}): ProofJudgement {
  return {
    proof: id,
    verdict,
    counts: { ...none, ...counts },
    contradictions: [],
    excepted: [],
    causes: [],
    notApplicable: {},
    services: {},
    notLookedAt: [],
    ...more,
  };
}

interface Case {
  readonly id: string;
  readonly quote: string;
  readonly proofs: readonly ProofJudgement[];
  readonly verdict: Verdict;
  readonly claim?: Partial<Claim>;
  readonly checks?: readonly string[];
  readonly controls?: readonly ControlRef[];
  readonly adds?: readonly string[];
}

const stored: readonly ControlRef[] = [
  { id: 'soc2:CC6.1', confidence: 'agreed', source: 'S,F' },
  { id: 'iso27001-2022:A.8.24', confidence: 'agreed', source: 'P,F' },
  { id: 'pci-dss-4.0.1:3.5.1', confidence: 'agreed', source: 'P,F' },
  { id: 'hipaa:164.312(a)(2)(iv)', confidence: 'single', source: 'P' },
];
const swept = { tasks: 34, swept: 34, exclusions: 3 };
const iso = {
  document: './documents/iso27001.pdf',
  issuer: 'Example Certification Ltd',
  subject: 'Example Hosting',
  validFrom: '2024-07-01',
  validUntil: '2027-06-30',
  inherited: 'Example Hosting',
};

const cases: readonly Case[] = [
  {
    id: 'ebs-encrypted',
    quote: 'AWS EBS volumes are encrypted',
    verdict: 'verified',
    checks: ['encrypted-at-rest@1'],
    controls: stored,
    adds: ['soc2:C1.1'],
    claim: {
      scope: { targets: ['prod-aws', 'lab-aws'], where: 'subject.tags.env == "prod"' },
      stands: { file: 'trust-page.md', line: 12 },
      exceptions: [
        {
          subject: 'arn:aws:ec2:*:111122223333:volume/vol-0000000000000044*',
          reason: 'swap space, wiped at boot',
          owner: 'infra',
          approvedBy: 'ciso',
          expires: '2027-01-31',
          disclosed: 'Temporary storage is unencrypted',
        },
      ],
    },
    proofs: [
      proof(
        'encrypted-at-rest@1',
        'verified',
        { observations: 36, holds: 34, excepted: 2, outOfScope: 118, ...swept },
        { services: { ebs: 36 }, excepted: findings(2, 1090, 'it is not encrypted') },
      ),
    ],
  },
  {
    id: 'snapshots-encrypted',
    quote: 'All snapshots of customer data are encrypted, wherever they are kept',
    verdict: 'contradicted',
    checks: ['encrypted-at-rest@1'],
    controls: stored,
    proofs: [
      proof(
        'encrypted-at-rest@1',
        'contradicted',
        { observations: 12_480, holds: 7_480, contradicts: 5_000, gaps: 2, tasks: 34, swept: 33, exclusions: 3 },
        { services: { 'ebs-snapshots': 12_480 }, contradictions: findings(1000, 0, 'it is not encrypted'), causes: [silent] },
      ),
    ],
  },
  {
    id: 'keys-rotate',
    quote: 'Encryption keys are rotated every year',
    verdict: 'unproven',
    checks: ['keys-rotate@1'],
    controls: [
      { id: 'soc2:CC6.1', confidence: 'single', source: 'F' },
      { id: 'pci-dss-4.0.1:3.7.4', confidence: 'agreed', source: 'P,S,F' },
    ],
    proofs: [
      proof(
        'keys-rotate@1',
        'unproven',
        { observations: 210, holds: 188, notApplicable: 22, gaps: 3, tasks: 34, swept: 31, exclusions: 3 },
        {
          services: { kms: 210 },
          causes: [denied, { ...silent, reason: 'throttled', count: 1 }],
          notApplicable: { 'its key material is imported': 22 },
          notLookedAt: ['edge'],
        },
      ),
    ],
  },
  {
    id: 'tls',
    quote: 'Connections to our service use TLS 1.2 or newer',
    verdict: 'verified',
    checks: ['tls-minimum-version@1', 'certificate-valid@1'],
    controls: [
      { id: 'pci-dss-4.0.1:4.2.1', confidence: 'agreed', source: 'P,S,F' },
      { id: 'gdpr:32', confidence: 'general', source: 'G' },
    ],
    proofs: [
      proof('tls-minimum-version@1', 'verified', { observations: 1, holds: 1, tasks: 1, swept: 1 }, { services: { tls: 1 } }),
      proof('certificate-valid@1', 'verified', { observations: 1, holds: 1, tasks: 1, swept: 1 }, { services: { tls: 1 } }),
    ],
  },
  {
    id: 'iso27001',
    quote: 'Our data centre is certified to ISO 27001',
    verdict: 'attested',
    proofs: [proof('document', 'attested', {}, { document: iso })],
    adds: ['iso27001-2022:A.7.1'],
  },
  {
    id: 'cyber',
    quote: 'We hold a current security certificate',
    verdict: 'lapsed',
    proofs: [proof('document', 'lapsed', {}, { document: { document: './documents/certificate-2024.pdf', validUntil: '2025-12-31' } })],
  },
  {
    id: 'local-disks',
    quote: 'Local instance disks are encrypted',
    verdict: 'vacuous',
    checks: ['encrypted-at-rest@1'],
    controls: stored,
    proofs: [proof('encrypted-at-rest@1', 'vacuous', { ...swept }, { services: { 'instance-store': 0 } })],
  },
  {
    id: 'backups',
    quote: 'Backups are kept for 35 days and tested',
    verdict: 'attested',
    checks: ['backups-kept@1'],
    proofs: [
      proof(
        'anyOf',
        'attested',
        {},
        {
          branches: [
            proof('backups-kept@1', 'vacuous', { tasks: 34, swept: 34, exclusions: 3 }, { services: { rds: 0 } }),
            proof('document', 'attested', {}, { document: { document: './documents/backup-policy.pdf', validUntil: '2026-09-30' } }),
          ],
        },
      ),
    ],
  },
  {
    id: 'on-site-tapes',
    quote: 'Tapes lie in the safe behind the reception',
    verdict: 'attested',
    claim: { private: true },
    proofs: [
      proof('document', 'attested', {}, { document: { document: './documents/tapes-behind-reception.pdf', validUntil: '2026-11-30' } }),
    ],
  },
  {
    id: 'best-practice',
    quote: 'We use best industrial practices',
    verdict: 'unjudged',
    proofs: [],
    claim: { because: 'the sentence names nothing that could be looked at' },
  },
  {
    id: 'japanese',
    quote: 'お客様のデータは保存時に必ず暗号化され、鍵は年に一度更新されます',
    verdict: 'verified',
    checks: ['encrypted-by-default@1'],
    controls: stored,
    proofs: [proof('encrypted-by-default@1', 'verified', { observations: 34, holds: 34, ...swept }, { services: { ebs: 34 } })],
  },
  {
    id: 'own-check',
    quote: `Volumes of <b>production</b> use our own key ${hostile.image}`,
    verdict: 'contradicted',
    proofs: [
      proof(
        'expect:encryption-at-rest',
        'contradicted',
        { observations: 40, holds: 33, contradicts: 7, ...swept },
        { services: { ebs: 40 }, contradictions: findings(7, 0, 'data.keyManager == "customer" is false') },
      ),
    ],
  },
];

/** What the case's manifest says of a claim; a private one shows neither its words nor its id. */
function sealedClaim({ id, quote, verdict, claim, checks = [], controls = [], adds = [] }: Case, counts: Counts): ManifestClaim {
  const shown = claim?.private === true ? { id: 'p-7f3a91c2', quoteDigest: 'c0ffee'.repeat(10).padEnd(64, '0') } : { id, quote };
  return { ...shown, verdict, counts, controls: [...controls.map((one) => one.id), ...adds].sort(), checks };
}

function sum(proofs: readonly ProofJudgement[]): Counts {
  const total = { ...none };
  for (const { counts } of proofs) {
    for (const key of [
      'observations',
      'holds',
      'contradicts',
      'excepted',
      'notApplicable',
      'unseen',
      'outOfScope',
      'gaps',
      'exclusions',
      'tasks',
      'swept',
    ] as const)
      total[key] += counts[key];
  }
  return total;
}

/** A view with every verdict, exceptions, an anyOf, documents, a private claim, hostile names and 5,000 contradictions. */
export function exampleView(
  change: { readonly origins?: Manifest['origins']; readonly subset?: boolean; readonly complete?: boolean } = {},
): BundleView & { readonly run: Run } {
  const origins = change.origins ?? { practice: 240 };
  const tool: Manifest['tool'] = { name: 'claimcheck', version: '0.1.0', digest: 'a1b2c3d4'.repeat(8) };
  const judgements = cases.map(({ id, verdict, proofs }): Judgement => ({ claim: id, verdict, counts: sum(proofs), proofs }));
  const seen = tasks.filter(
    ({ target, collector, region }) => !(collector === 'aws.kms-keys' && denied.where.includes(`${target}/${region}`)),
  );
  return {
    manifest: {
      formatVersion: 1,
      run: { id: '01JNFQ3Z8W6K2V9T4B7C5D1E0A', startedAt: '2026-03-04T10:14:02Z', judgedAt: at, complete: change.complete ?? false },
      tool,
      origins,
      records: { observation: 12_815, gap: 5, exclusion: 3, sweep: seen.length },
      claims: cases.map((one) => sealedClaim(one, sum(one.proofs))),
      streams: ['run', 't0001', 't0001.names', 't0001.replies'].map((name, index) => ({
        name,
        file: `streams/${name}.jsonl`,
        size: 1200 * (index + 1),
        bytes: 480_000 * (index + 1),
        root: `${index}5ea1ed0`.repeat(8),
        sha256: `${index}d1ce57a`.repeat(8),
      })),
      previous: null,
    },
    withheld: {},
    run: {
      record: 'run',
      id: '01JNFQ3Z8W6K2V9T4B7C5D1E0A',
      page: { name: 'Example trust page', url: 'https://example.com/trust' },
      startedAt: '2026-03-04T10:14:02Z',
      judgedAt: at,
      subset: change.subset ?? false,
      environment: { node: '24.21.0', platform: 'linux-x64' },
      tool,
    },
    claims: cases.map(
      ({ id, quote, claim, adds = [] }): Claim => ({
        record: 'claim',
        id,
        quote,
        private: false,
        scope: {},
        proof: [],
        controls: adds,
        exceptions: [],
        ...claim,
      }),
    ),
    judgements,
    targets,
    tasks,
    exclusions,
    sweeps: seen.map((task, index) => sweepOf(task, index, 'practice')),
    causes: [denied, silent],
    names,
    controls: Object.fromEntries(cases.map(({ id, controls = [] }) => [id, controls])),
    checks: {
      'encrypted-at-rest@1': {
        says: 'Every stored thing is encrypted where it lies.',
        fix: 'Copy the data to an encrypted volume, bucket or database, and delete the old one.',
      },
      'keys-rotate@1': {
        says: 'Keys that can rotate do so by themselves, at least once in the given time.',
        fix: 'Switch automatic rotation on for the key.',
      },
      'tls-minimum-version@1': {
        says: 'The endpoint refuses TLS versions older than the given one.',
        fix: 'Raise the minimum version in the server’s or load balancer’s TLS policy.',
      },
      'certificate-valid@1': { says: 'The certificate is valid, trusted and names the host.', fix: 'Renew the certificate.' },
      'encrypted-by-default@1': {
        says: 'New volumes are encrypted unless somebody says otherwise.',
        fix: 'Switch encryption by default on in every region.',
      },
      'backups-kept@1': { says: 'Each database has backups kept for the given time.', fix: 'Lengthen the retention of automatic backups.' },
    },
  };
}
