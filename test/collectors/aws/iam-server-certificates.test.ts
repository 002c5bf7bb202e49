import { expect, test } from 'vitest';
import { iamServerCertificates } from '../../../collectors/aws/iam-server-certificates.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { certificatesRenewed } from '../../../src/checks/certificates-renewed.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { NOTHING, seenBy } from './practice-account.ts';

const CALL = 'iam:ListServerCertificates';
const [at, on] = ['2026-06-01T00:00:00Z', { service: 'iam', action: 'ListServerCertificates' }];

async function uploaded(serverCertificates: readonly object[], faults: Scenario['faults'] = []) {
  return seenBy(iamServerCertificates, { regions: { [REGION]: {}, 'us-east-1': { iam: { serverCertificates } } }, faults });
}

const facts = async (has: object) => Object((await uploaded([{ name: 'edge', has }])).observed[0]?.data);

test('A-ELB: until when an uploaded certificate is valid, and that nobody renews it but its owner', async () => {
  const { observed, gaps } = await uploaded([{ name: 'edge', has: { Path: '/cloudfront/' } }]);
  expect(gaps).toEqual([]);
  expect(observed).toMatchObject([
    {
      subject: {
        ...{ id: `arn:aws:iam::${ACCOUNT}:server-certificate/cloudfront/edge`, name: 'edge' },
        ...{ service: 'iam', type: 'server-certificate', account: ACCOUNT },
      },
    },
  ]);
  expect(observed[0]?.data).toEqual({
    ...{ credential: 'certificate', rotationEnabled: false },
    ...{ createdAt: '2026-03-03T00:00:00.000Z', expiresAt: '2026-12-01T00:00:00.000Z' },
  });
});

test.each([
  ['in date', {}],
  ['expired', { Expiration: '-10d' }],
  ['without an end', { Expiration: undefined }],
])('of one that is %s nobody says whether anything uses it', async (_what, has) => {
  expect(certificatesRenewed.bind({}).judge(await facts(has), { at })).toMatchObject({ is: 'unseen', field: 'active' });
});

test.each([
  ['in date, which nobody but its owner renews', {}, {}],
  ['expired, whoever renews it', { Expiration: '-10d' }, { rotationEnabled: true, failing: false }],
])('one that is %s, would contradict if it were known to be in use', async (_what, has, more) => {
  const data = { ...(await facts(has)), active: true, ...more };
  expect(certificatesRenewed.bind({}).judge(data, { at })).toMatchObject({ is: 'contradicts' });
});

test('a day of upload says nothing of how long the key has been in use', async () => {
  expect(await facts({ UploadDate: '-1d' })).not.toHaveProperty('valueSince');
});

test('dates that IAM leaves out are left out', async () => {
  expect(await facts({ UploadDate: undefined, Expiration: undefined })).toEqual({ credential: 'certificate', rotationEnabled: false });
});

test('a thousand on one page, and those of the next', async () => {
  const { observed, gaps, calls } = await uploaded([
    { name: 'many', count: 1000 },
    { name: 'last', has: { Expiration: '-1d' } },
  ]);
  expect([observed.length, gaps, calls[CALL]]).toEqual([1001, [], 2]);
  expect(observed.at(-1)).toMatchObject({ subject: { name: 'last' }, data: { expiresAt: '2026-05-31T00:00:00.000Z' } });
});

test('a second page that is denied leaves the first, and a gap', async () => {
  const { observed, gaps } = await uploaded([{ name: 'many', count: 1001 }], [{ fault: 'deny', on: { ...on, page: 2 } }]);
  expect(observed.length).toBe(1000);
  expect(gaps).toMatchObject([{ reason: 'denied', call: CALL }]);
});

test('a page that says it is cut, and not where it goes on, is a gap', async () => {
  const cut = { fault: 'truncate', as: 'no-marker', on } as const;
  const { observed, gaps } = await uploaded([{ name: 'many', count: 1001 }], [cut]);
  expect(observed.length).toBe(1000);
  expect(gaps).toMatchObject([{ reason: 'malformed', code: 'TruncatedWithoutMarker', call: CALL }]);
});

test('a list that is denied is a gap, and no account without certificates', async () => {
  const { observed, gaps } = await uploaded([{ name: 'edge' }], [{ fault: 'deny', on }]);
  expect(observed).toEqual([]);
  expect(gaps).toMatchObject([{ reason: 'denied', call: CALL, permissions: [CALL], kinds: ['credential-rotation'], services: ['iam'] }]);
});

test('an account that has none is asked once, and has no gap', async () => {
  const { observed, gaps, calls } = await seenBy(iamServerCertificates, { regions: NOTHING });
  expect([observed, gaps, calls[CALL]]).toEqual([[], [], 1]);
});

test('one whose ARN is none is a gap of its own, and the others are seen', async () => {
  const { observed, gaps } = await uploaded([{ name: 'odd', has: { Arn: 'odd' } }, { name: 'edge' }]);
  expect(gaps).toMatchObject([{ reason: 'malformed', call: CALL, subject: { id: 'odd' } }]);
  expect(observed.map(({ subject }) => subject.name)).toEqual(['edge']);
});
