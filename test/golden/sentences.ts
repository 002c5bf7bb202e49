import type { Claim, Proof } from '../../src/model.ts';
import { ago, DEMO, demoCertificate, hsts, protocols, type Thing } from './world.ts';

/** A sentence of a trust page, what would show it true, and one fault of the world that makes it, and no other sentence, false. */
export interface Sentence {
  /** Its lines in facts/claims-inventory.md. */
  readonly lines: string;
  readonly quote: string;
  readonly proof: readonly Proof[];
  readonly where?: string;
  readonly fault: { readonly in: string; readonly data: Thing['data'] };
}

const check = (id: string, params: Readonly<Record<string, unknown>> = {}, ...services: readonly string[]): Proof => ({
  check: id,
  version: 1,
  with: params,
  ...(services.length === 0 ? {} : { services }),
});

const databases = ['rds', 'sql', 'cloudsql'];

export const sentences: readonly Sentence[] = [
  {
    lines: '3-11',
    quote: 'Block storage volumes are encrypted.',
    proof: [check('encrypted-at-rest', {}, 'ebs'), check('encrypted-by-default')],
    fault: { in: 'aws default', data: { enabled: false } },
  },
  {
    lines: '3-12',
    quote: "Volumes are encrypted under our own keys, made in the provider's key service.",
    proof: [check('keys-managed-by', { manager: 'customer', origin: 'key-service' }, 'ebs')],
    fault: { in: 'aws volume', data: { keyOrigin: 'imported' } },
  },
  {
    lines: '3-13',
    quote: 'Keys are rotated at least every three years.',
    proof: [check('keys-rotate', { atMost: '1095d' })],
    fault: { in: 'aws key', data: { rotationPeriodDays: 1096 } },
  },
  {
    lines: '3-15, 3-16',
    quote: 'Files are encrypted under keys of the provider.',
    proof: [check('keys-managed-by', { manager: 'provider' }, 'storage')],
    fault: { in: 'azure bucket', data: { keyManager: 'customer' } },
  },
  {
    lines: '1-15, 2-07, 2-12',
    quote: 'Databases are encrypted at rest.',
    proof: [check('encrypted-at-rest', {}, ...databases)],
    fault: { in: 'gcp database', data: { encrypted: false } },
  },
  {
    lines: '2-08',
    quote: 'Documents are encrypted at rest with AES-256.',
    proof: [check('encrypted-with', { cipher: 'AES-256' }, 's3', 'storage', 'gcs')],
    fault: { in: 'gcp bucket', data: { cipher: 'AES-128' } },
  },
  {
    lines: '1-16',
    quote: 'The databases take encrypted connections only.',
    proof: [check('encrypted-in-transit', {}, ...databases)],
    fault: { in: 'aws database sends', data: { required: false } },
  },
  {
    lines: '1-12, 2-13, 4-04',
    quote: 'Traffic from the outside is encrypted with TLS 1.2 or newer.',
    proof: [check('encrypted-in-transit', { atLeast: 'TLSv1.2' }, 'elb', 'storage')],
    fault: { in: 'azure bucket sends', data: { minimumVersion: 'TLSv1.0' } },
  },
  {
    lines: '0-06',
    quote: 'Our servers speak TLS 1.2.',
    proof: [check('tls-minimum-version', { atLeast: 'TLSv1.2' })],
    fault: { in: 'live server', data: { protocols: { ...protocols, 'TLSv1.1': protocols['TLSv1.2'] } } },
  },
  {
    lines: '0-08',
    quote: 'Diffie-Hellman parameters have 2048 bits.',
    proof: [check('dh-parameters', { atLeastBits: 2048 })],
    fault: { in: 'live server', data: { dh: [{ suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', bits: 1024 }] } },
  },
  {
    lines: '0-05',
    quote: 'Certificates are valid.',
    proof: [check('certificate-valid')],
    fault: { in: 'live certificate', data: { notAfter: ago(1) } },
  },
  {
    lines: '0-07, 4-06',
    quote: 'Our servers speak modern ciphers alone.',
    proof: [check('modern-ciphers')],
    fault: {
      in: 'live server',
      data: { protocols: { ...protocols, 'TLSv1.2': { status: 'accepted', suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'] } } },
    },
  },
  {
    lines: '0-09',
    quote: 'The demo server is rated A+.',
    proof: [check('tls-grade', { atLeast: 'A+' })],
    where: `subject.id == "${DEMO}"`,
    fault: { in: 'live demo', data: { certificates: [{ ...demoCertificate, trust: 'unknown-issuer' }] } },
  },
  {
    lines: '0-07',
    quote: "The demo server is configured as Mozilla's intermediate profile says.",
    proof: [check('tls-policy', { policy: 'mozilla-intermediate', edition: '5.8' })],
    where: `subject.id == "${DEMO}"`,
    fault: { in: 'live demo', data: { groups: [{ group: 'secp521r1', protocol: 'TLSv1.3', authentication: 'any' }] } },
  },
  {
    lines: '0-02, 0-14, 0-19, 0-22',
    quote: 'Our certificate can be viewed here.',
    proof: [check('evidence-published', { mediaType: 'application/pdf', sameAsFile: true })],
    fault: { in: 'live link', data: { status: 404 } },
  },
  {
    lines: '2-13',
    quote: 'All traffic is HTTPS.',
    proof: [check('https-only')],
    fault: { in: 'live site', data: { plainText: 'serves' } },
  },
  {
    lines: '0-04',
    quote: 'Browsers are told to use HTTPS for a year.',
    proof: [check('hsts-sent', { atLeast: '365d' })],
    fault: { in: 'live site', data: { hsts: { ...hsts, maxAgeSeconds: 86_400 } } },
  },
  {
    lines: '4-20',
    quote: 'Vulnerabilities can be reported to us.',
    proof: [check('security-contact-published')],
    fault: { in: 'live site', data: { securityText: { present: false } } },
  },
  {
    lines: '2-10',
    quote: 'Backups are stored for 35 days.',
    proof: [check('backups-kept', { exactly: '35d' })],
    fault: { in: 'azure database backups', data: { longTermDays: [365] } },
  },
  {
    lines: '2-11',
    quote: 'Backups stay in UK South.',
    proof: [check('backups-located-in', { regions: ['uksouth'] }, 'sql')],
    fault: { in: 'azure database backups', data: { regions: ['uksouth', 'ukwest'] } },
  },
  {
    lines: '1-17, 4-08',
    quote: 'Backups are made every day, and kept on- and off-site.',
    proof: [check('backups-recent', { within: '26h' }, 'rds'), check('backups-off-site', {}, 'rds')],
    fault: { in: 'aws database backups', data: { newestAt: ago(3), pointInTime: false } },
  },
  {
    lines: '0-16',
    quote: 'A copy of the backups lies with another account.',
    proof: [check('backups-off-site', { otherAccount: true }, 'rds')],
    fault: { in: 'aws database backups', data: { copies: [{ region: 'eu-west-3', otherAccount: false, retentionDays: 35 }] } },
  },
  {
    lines: '4-10',
    quote: 'Backups are encrypted.',
    proof: [check('backups-encrypted')],
    fault: { in: 'azure database backups', data: { encrypted: false } },
  },
  {
    lines: '4-11',
    quote: 'Restoring is tested every quarter.',
    proof: [check('restores-tested', { within: '92d' })],
    fault: { in: 'azure restores', data: { tests: [{ at: ago(1), outcome: 'failed' }] } },
  },
  {
    lines: '2-18',
    quote: 'Logs are kept for 35 days.',
    proof: [check('logs-kept', { exactly: 35 }, 'monitor', 'logging')],
    fault: { in: 'gcp logs', data: { retentionDays: 30 } },
  },
  {
    lines: '4-17',
    quote: 'Logs of servers are kept for a year, and can be searched for a quarter.',
    proof: [check('logs-kept', { atLeast: '365d', readily: '90d' }, 'cloudwatch-logs')],
    fault: { in: 'aws logs', data: { readilyDays: 30 } },
  },
  {
    lines: '2-17',
    quote: 'All logs are encrypted.',
    proof: [check('logs-encrypted')],
    fault: { in: 'aws logs', data: { encrypted: false } },
  },
  {
    lines: '2-15, 2-16, 3-10',
    quote: 'Every change of the systems is recorded.',
    proof: [check('audit-log-on', { deliveredWithin: '1d' })],
    fault: { in: 'aws trail', data: { active: false } },
  },
  {
    lines: '1-19',
    quote: 'Everybody signs in to our providers with a second factor.',
    proof: [check('mfa-required', {}, 'iam', 'identity')],
    fault: { in: 'aws root', data: { enrolled: false } },
  },
  {
    lines: '1-20',
    quote: 'A second factor is mandatory.',
    proof: [check('mfa-enforced-by-rule', {}, 'entra')],
    fault: { in: 'azure rule', data: { exempted: 3 } },
  },
  {
    lines: '0-20, 2-06',
    quote: 'Only the operations team can administer the platform.',
    where: '!(subject.id in ["arn:aws:iam::111122223333:role/operations"])',
    proof: [check('administrators-named')],
    fault: { in: 'aws developer', data: { rights: 'everything' } },
  },
  {
    lines: '0-20',
    quote: 'One person has administrative access.',
    proof: [check('administrators-limited', { atMost: 1 })],
    fault: { in: 'aws account', data: { administrators: 2 } },
  },
  {
    lines: '1-18',
    quote: 'Credentials are rotated by themselves, every month.',
    proof: [check('credentials-rotate', { atMost: 31, automatic: true })],
    fault: { in: 'gcp secret', data: { rotationEnabled: false } },
  },
  {
    lines: '2-27',
    quote: 'Passwords have 14 characters or more.',
    proof: [check('password-rule', { minimumLength: 14 })],
    fault: { in: 'aws password rule', data: { minimumLength: 8 } },
  },
  {
    lines: '4-18',
    quote: 'Anomalies are detected in all regions.',
    proof: [check('threat-detection-on')],
    fault: { in: 'azure defender', data: { active: false } },
  },
  {
    lines: '1-14',
    quote: 'The infrastructure is protected against denial of service.',
    proof: [check('watched-for', { watches: 'denial-of-service' }, 'shield')],
    fault: { in: 'aws shield', data: { active: false } },
  },
  {
    lines: '2-19',
    quote: 'Logs are watched, and somebody is alarmed.',
    proof: [check('watched-for', { watches: 'alarms', rulesAtLeast: 1, notifies: true }, 'monitor')],
    fault: { in: 'azure alerts', data: { notifies: false } },
  },
  {
    lines: '2-04, 2-23',
    quote: 'Our data centre is UK South.',
    proof: [check('located-in', { regions: ['uksouth'] }, 'storage')],
    fault: { in: 'azure bucket place', data: { elsewhere: [{ region: 'ukwest', why: 'geo-redundancy' }] } },
  },
  {
    lines: '2-24, 4-02',
    quote: 'Data does not leave the European Economic Area.',
    proof: [check('located-in', { areas: ['EEA'] }, 's3')],
    fault: { in: 'aws bucket place', data: { elsewhere: [{ region: 'us-east-1', country: 'US', why: 'replica' }] } },
  },
  {
    lines: '2-23',
    quote: 'Nothing can be made outside of the stated regions.',
    proof: [check('confined-to', { regions: ['eu-west-1', 'eu-central-1'] }, 'organizations')],
    fault: { in: 'aws account limits', data: { confinedTo: ['eu-west-1', 'us-east-1'] } },
  },
  {
    lines: '2-27',
    quote: 'Passwords never have to be changed for their age.',
    proof: [check('password-rule', { neverExpire: true })],
    fault: { in: 'aws password rule', data: { passwordsExpire: true } },
  },
  {
    lines: '1-12, 4-06',
    quote: 'Certificates are renewed automatically.',
    proof: [check('certificates-renewed', { daysLeft: 14 }, 'acm')],
    fault: { in: 'aws certificate', data: { failing: true } },
  },
  {
    lines: '2-09',
    quote: 'Documents are never deleted unless you ask.',
    proof: [check('data-kept', {}, 'storage')],
    fault: { in: 'azure bucket rules', data: { deletesSomeAfterDays: 400 } },
  },
  {
    lines: '4-13, 4-14',
    quote: 'Personal data is gone after 90 days.',
    proof: [check('data-deleted', { atMost: '90d' }, 's3')],
    fault: { in: 'aws bucket rules', data: { oldVersionsDays: 'never' } },
  },
  {
    lines: '3-02',
    quote: 'Snapshots are never public.',
    proof: [check('no-public-access')],
    fault: { in: 'aws snapshot', data: { public: true } },
  },
];

export function claimOf({ quote, proof, where }: Sentence): Claim {
  const scope = where === undefined ? {} : { where };
  return { record: 'claim', id: 'c', quote, private: false, scope, proof, controls: [], exceptions: [] };
}
