/** A small world in which every sentence of the golden table is true: what was seen in three clouds and at one endpoint. */
import type { JudgedRecord } from '../../src/judge/evaluate.ts';
import type { Fact, Gap, Observation, SubjectName, Sweep, Target, Task } from '../../src/model.ts';

export const AT = '2026-06-01T11:00:00Z';
export const AS_OF = '2026-06-01T12:00:00Z';
const DAY = 86_400_000;
/** An instant so many days before the world was looked at. */
export const ago = (days: number): string => new Date(Date.parse(AT) - days * DAY).toISOString();

/** One thing that was seen; `is` names it in faults. */
export interface Thing {
  readonly is: string;
  readonly cloud: 'aws' | 'azure' | 'gcp' | 'live';
  readonly service: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

const thing = (is: string, service: string, kind: string, data: Thing['data'], id?: string): Thing => {
  const cloud = cloudOf(is.split(' ', 1)[0]);
  return { is, cloud, service, kind, data, ...(id === undefined ? {} : { id }) };
};

function cloudOf(word: string | undefined): Thing['cloud'] {
  if (word === 'aws' || word === 'azure' || word === 'gcp' || word === 'live') return word;
  throw new Error(`a thing's name begins with its cloud, not with ${word}`);
}

const onTheHour = { takenAt: ago(0.5), made: 'automatic', status: 'complete', keptUntil: ago(-34.5), encrypted: true };
const database = { automatic: true, retentionDays: 35, longTermDays: [], earliestRestorableAt: ago(35), protectedSince: ago(900) };
const trail = { active: true, allRegions: true, managementWrites: 'all', failing: false, deliveredAt: ago(0.1) };
const person = { identity: 'user', active: true, password: true, elsewhere: false, enrolled: true };
const secret = { credential: 'secret', active: true, rotationEnabled: true, rotationPeriodDays: 30, valueSince: ago(20) };
const restored = { tests: [{ at: ago(20), outcome: 'completed' }], knownSince: ago(400) };
const accepted = { status: 'accepted', suites: ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] };
const refused = { status: 'refused', because: 'alert', alert: 70 };
export const protocols = {
  SSLv2: refused,
  SSLv3: refused,
  'TLSv1.0': refused,
  'TLSv1.1': refused,
  'TLSv1.2': accepted,
  'TLSv1.3': { status: 'accepted', suites: ['TLS_AES_128_GCM_SHA256'] },
};
export const hsts = { status: 'valid', maxAgeSeconds: 31_536_000, includeSubDomains: true, preload: false };

/** The server that the page points at when it speaks of its rating. */
export const DEMO = 'demo.example.com:443';
export const demoCertificate = {
  keyType: 'RSA',
  keyBits: 2048,
  signatureAlgorithm: 'sha256WithRSAEncryption',
  signatureAlgorithms: ['sha256WithRSAEncryption'],
  notBefore: ago(30),
  notAfter: ago(-60),
  trust: 'trusted',
  nameMatches: true,
  chainComplete: true,
};

export const things: readonly Thing[] = [
  thing('aws volume', 'ebs', 'encryption-at-rest', { encrypted: true, keyManager: 'customer', keyOrigin: 'key-service', key: 's000900' }),
  thing('aws default', 'ebs', 'encryption-default', { enabled: true }),
  thing('aws snapshot', 'ebs-snapshots', 'public-access', { about: 'thing', public: false, sharingBlocked: 'none' }),
  thing('aws key', 'kms', 'encryption-key', {
    manager: 'customer',
    state: 'enabled',
    rotationEligible: true,
    rotationEnabled: true,
    rotationPeriodDays: 365,
  }),
  thing('aws database', 'rds', 'encryption-at-rest', { encrypted: true, algorithm: 'sse-rds' }),
  thing('azure database', 'sql', 'encryption-at-rest', { encrypted: true }),
  thing('gcp database', 'cloudsql', 'encryption-at-rest', { encrypted: true }),
  thing('aws bucket', 's3', 'encryption-at-rest', { encrypted: true, cipher: 'AES-256', covers: 'new-writes' }),
  thing('azure bucket', 'storage', 'encryption-at-rest', { encrypted: true, cipher: 'AES-256', keyManager: 'provider' }),
  thing('gcp bucket', 'gcs', 'encryption-at-rest', { encrypted: true, cipher: 'AES-256' }),
  thing('aws database sends', 'rds', 'transport-encryption', { required: true, settled: true }),
  thing('azure database sends', 'sql', 'transport-encryption', { required: true, minimumVersion: 'TLSv1.2' }),
  thing('gcp database sends', 'cloudsql', 'transport-encryption', { required: true }),
  thing('aws listener', 'elb', 'transport-encryption', {
    required: true,
    listener: 'tls',
    minimumVersion: 'TLSv1.2',
    exposure: 'internet',
  }),
  thing('azure bucket sends', 'storage', 'transport-encryption', { required: true, minimumVersion: 'TLSv1.2' }),
  thing('aws database backups', 'rds', 'backup', {
    ...database,
    pointInTime: true,
    latestRestorableAt: ago(0.01),
    backups: [onTheHour],
    newestAt: onTheHour.takenAt,
    copies: [{ region: 'eu-west-3', otherAccount: true, retentionDays: 35 }],
  }),
  thing('azure database backups', 'sql', 'backup', {
    ...database,
    copies: [],
    allByRule: true,
    encrypted: true,
    redundancy: 'zone',
    regions: ['uksouth'],
  }),
  thing('aws restores', 'backup', 'restore-test', restored),
  thing('azure restores', 'recovery-services', 'restore-test', restored),
  thing('azure logs', 'monitor', 'log-retention', { retentionDays: 35, encrypted: true }),
  thing('gcp logs', 'logging', 'log-retention', { retentionDays: 35, encrypted: true }),
  thing('aws logs', 'cloudwatch-logs', 'log-retention', { retentionDays: 365, readilyDays: 365, encrypted: true, keyManager: 'customer' }),
  thing('aws trail', 'cloudtrail', 'audit-log', trail),
  thing('aws trail of one region', 'cloudtrail', 'audit-log', { ...trail, allRegions: false }),
  thing('azure trail', 'monitor', 'audit-log', trail),
  thing('gcp trail', 'logging', 'audit-log', trail),
  thing('aws root', 'iam', 'mfa', { ...person, identity: 'root' }),
  thing('aws robot', 'iam', 'mfa', { ...person, password: false, enrolled: false }),
  thing('gcp person', 'identity', 'mfa', person),
  thing('azure rule', 'entra', 'mfa', { identity: 'rule', enforced: true, appliesTo: 'everyone', exempted: 0 }),
  thing('aws account', 'iam', 'privileged-access', { principal: 'account', administrators: 1 }),
  thing(
    'aws operator',
    'iam',
    'privileged-access',
    { principal: 'role', rights: 'everything' },
    'arn:aws:iam::111122223333:role/operations',
  ),
  thing('aws developer', 'iam', 'privileged-access', { principal: 'user', rights: 'ordinary' }, 'arn:aws:iam::111122223333:user/developer'),
  thing('aws secret', 'secretsmanager', 'credential-rotation', secret),
  thing('gcp secret', 'secretmanager', 'credential-rotation', secret),
  thing('aws password rule', 'iam', 'credential-rotation', { credential: 'password-rule', minimumLength: 14, passwordsExpire: false }),
  thing('aws detector', 'guardduty', 'detection', { watches: 'threats', active: true }),
  thing('azure defender', 'defender', 'detection', { watches: 'threats', active: true }),
  thing('aws shield', 'shield', 'detection', { watches: 'denial-of-service', active: true, tier: 'standard' }),
  thing('azure alerts', 'monitor', 'detection', { watches: 'alarms', active: true, rules: 4, notifies: true }),
  thing('aws account limits', 'organizations', 'location', { holdsData: false, confined: true, confinedTo: ['eu-west-1'] }),
  thing('aws certificate', 'acm', 'credential-rotation', {
    ...{ credential: 'certificate', active: true },
    ...{ rotationEnabled: true, failing: false, expiresAt: ago(-60) },
  }),
  thing('azure bucket place', 'storage', 'location', { holdsData: true, regions: ['uksouth'], elsewhere: [] }),
  thing('aws bucket place', 's3', 'location', {
    holdsData: true,
    regions: ['eu-west-1'],
    countries: ['IE'],
    elsewhere: [{ region: 'eu-central-1', country: 'DE', why: 'replica' }],
  }),
  thing('azure bucket rules', 'storage', 'data-retention', { deletesAfterDays: 'never', deletesSomeAfterDays: 'never' }),
  thing('aws bucket rules', 's3', 'data-retention', {
    deletesAfterDays: 60,
    deletesSomeAfterDays: 30,
    versioned: true,
    oldVersionsDays: 30,
    recoverableDays: 0,
  }),
  thing('live server', 'tls', 'tls-endpoint', {
    protocols,
    dhStatus: 'offered',
    dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', bits: 2048 }],
  }),
  thing(
    'live demo',
    'tls',
    'tls-endpoint',
    {
      protocols,
      groups: [{ group: 'X25519MLKEM768', protocol: 'TLSv1.3', authentication: 'any' }],
      dhStatus: 'not-offered',
      features: { compression: 'not-offered', 'secure-renegotiation': 'offered' },
      simulations: [{ client: 'Chrome-131', status: 'connected', protocol: 'TLSv1.3', suite: 'TLS_AES_128_GCM_SHA256' }],
      certificates: [demoCertificate],
      hsts: { status: 'valid', maxAgeSeconds: 63_072_000 },
    },
    DEMO,
  ),
  thing('live link', 'links', 'document', { sort: 'page', reachable: true, status: 200, mediaType: 'application/pdf', sameAsFile: true }),
  thing('live site', 'tls', 'http-security', {
    plainText: 'redirects-to-tls',
    redirectsAway: false,
    hsts,
    securityText: { present: true, contacts: 1, expiresAt: ago(-60) },
    status: 200,
  }),
  thing('live certificate', 'tls', 'certificate', { notBefore: ago(30), notAfter: ago(-60), trusted: true, nameMatches: true }),
];

/** The world's records: one task for each sort of thing of each cloud, swept to its end. */
export function recordsOf(all: readonly Thing[], unseen?: string): readonly JudgedRecord[] {
  const clouds = [...new Set(all.map(({ cloud }) => cloud))];
  return clouds.flatMap((cloud, index) => {
    const target = `t000${index + 1}`;
    const own = all.filter((one) => one.cloud === cloud);
    const facts = own.map((one, number) => factOf(one, target, `s${String(number + 1).padStart(6, '0')}`, unseen));
    const names = own.map(
      (one, number): SubjectName => ({
        record: 'name',
        target,
        subject: facts[number]?.subject ?? '',
        id: one.id ?? one.is,
      }),
    );
    const resolved: Target = { record: 'target', target, config: cloud, source: cloud, name: cloud, regions: ['r1'] };
    const places = [...new Set(facts.map(({ collector }) => collector))];
    return [
      resolved,
      ...places.map((collector) => taskOf(collector, target)),
      ...names,
      ...facts,
      ...places.map((it) => sweepOf(it, target, facts)),
    ];
  });
}

function factOf(
  { is, cloud, service, kind, data }: Thing,
  target: string,
  subject: string,
  unseen?: string,
): (Observation | Gap) & { subject: string } {
  const place = { target, collector: `${service}|${kind}`, region: 'r1', subject, at: AT, replies: [] };
  if (is === unseen) return { record: 'gap', ...place, kinds: [kind], services: [service], reason: 'denied' };
  return { record: 'observation', ...place, kind, cloud, service, type: 'thing', data };
}

function taskOf(collector: string, target: string): Task {
  const [service = '', kind = ''] = collector.split('|');
  return { record: 'task', target, collector, region: 'r1', version: 1, kinds: [kind], services: [service], calls: {} };
}

function sweepOf(collector: string, target: string, facts: readonly Fact[]): Sweep {
  const count = (record: string) => facts.filter((fact) => fact.collector === collector && fact.record === record).length;
  const [observations, gaps] = [count('observation'), count('gap')];
  const went = { startedAt: AT, endedAt: AT, calls: 1, retries: 0, pages: 1 };
  return { record: 'sweep', target, collector, region: 'r1', origin: 'live', ...went, subjects: observations + gaps, observations, gaps };
}
