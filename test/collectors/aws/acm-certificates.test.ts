import { expect, test } from 'vitest';
import { acmCertificates } from '../../../collectors/aws/acm-certificates.ts';
import { certificatesRenewed } from '../../../src/checks/certificates-renewed.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

const inUse = { InUseBy: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/1'] };
const mail = { DomainValidationOptions: [{ DomainName: 'example.com', ValidationMethod: 'EMAIL' }] };
const imported = { ...inUse, Type: 'IMPORTED', RenewalEligibility: 'INELIGIBLE', ImportedAt: '-90d' };

async function held(...all: readonly object[]) {
  const acm = { certificates: all.map((has, index) => ({ name: `c${index}`, has })) };
  const { observed, gaps } = await seenBy(acmCertificates, { regions: { [REGION]: { acm }, 'us-east-1': {} } });
  expect(gaps).toEqual([]);
  return observed.map(({ data }) => Object(data));
}

const judged = (data: unknown, asked: object = {}) => certificatesRenewed.bind(asked).judge(data, { at: '2026-06-01T00:00:00Z' }).is;

test('A-ELB: until when a certificate is valid, and that it is renewed by itself', async () => {
  expect(await held(inUse)).toEqual([
    {
      ...{ credential: 'certificate', active: true, rotationEnabled: true, failing: false },
      ...{ valueSince: '2026-03-03T00:00:00.000Z', expiresAt: '2026-12-01T00:00:00.000Z' },
    },
  ]);
});

test.each<[string, object, string]>([
  ['renewed by itself', inUse, 'holds'],
  ['that nothing uses', { NotAfter: '-10d' }, 'not-applicable'],
  ['imported, however long it is valid', imported, 'contradicts'],
  ['whose names are proved by mail, so that somebody has to answer one', { ...inUse, ...mail }, 'contradicts'],
  ['whose renewal waits for the customer', { ...inUse, RenewalSummary: { RenewalStatus: 'PENDING_VALIDATION' } }, 'contradicts'],
  ['whose renewal failed', { ...inUse, RenewalSummary: { RenewalStatus: 'FAILED' } }, 'contradicts'],
  ['whose renewal has begun', { ...inUse, RenewalSummary: { RenewalStatus: 'PENDING_AUTO_RENEWAL' } }, 'holds'],
  ['that has expired', { ...inUse, NotAfter: '-1d', Status: 'EXPIRED' }, 'contradicts'],
  ['that can be taken out, and may be used where nobody sees it', { Options: { Export: 'ENABLED' } }, 'unseen'],
  ['of a private authority, that may be used where nobody sees it', { Type: 'PRIVATE' }, 'unseen'],
  ['of which is not told whether anything uses it', { InUseBy: undefined }, 'unseen'],
])('a certificate %s', async (_what, has, answer) => {
  const [data] = await held(has);
  expect(judged(data)).toBe(answer);
});

test('days that are left are counted', async () => {
  const [data] = await held(inUse);
  expect([judged(data, { daysLeft: 183 }), judged(data, { daysLeft: 184 })]).toEqual(['holds', 'contradicts']);
});

test('certificates of every sort of key are listed, and not only those that are by default', async () => {
  const all = await held({ KeyAlgorithm: 'EC_prime256v1' }, { KeyAlgorithm: 'RSA-4096' }, { KeyAlgorithm: 'EC_secp521r1' }, {});
  expect(all.length).toBe(4);
});

test('one that waits to be issued has no dates, and is used by nothing', async () => {
  const [data] = await held({ Status: 'PENDING_VALIDATION', NotBefore: undefined, NotAfter: undefined });
  expect(data).not.toHaveProperty('expiresAt');
  expect(judged(data)).toBe('not-applicable');
});
