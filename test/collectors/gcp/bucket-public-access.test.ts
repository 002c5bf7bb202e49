import { describe, expect, test } from 'vitest';
import { bucketPublicAccess } from '../../../collectors/gcp/bucket-public-access.ts';
import { look } from './looking.ts';
import { bucket, bucketList, json, rpcError, type Script, storageError } from './loopback.ts';

const uniform = { uniformBucketLevelAccess: { enabled: true, lockedTime: '2026-01-01T00:00:00Z' } };
const acls = { uniformBucketLevelAccess: { enabled: false } };
const enforced = { publicAccessPrevention: 'enforced' };
const inherited = { publicAccessPrevention: 'inherited' };
const ours = { role: 'roles/storage.admin', members: ['serviceAccount:admin@example-prod.iam.gserviceaccount.com'] };

const withBuckets = (...iam: readonly object[]): Script => ({
  'storage:buckets.list': () => bucketList(iam.map((iamConfiguration, index) => bucket(`bucket-${index + 1}`, { iamConfiguration }))),
});
const withPolicy = (...bindings: readonly object[]): Script => ({
  'storage:buckets.getIamPolicy': () => json({ kind: 'storage#policy', version: 3, bindings, etag: 'CAE=' }),
});
const withRules = (...rules: readonly object[]): Script => ({
  'orgpolicy:policies.getEffectivePolicy': ({ path }) => json({ name: path, spec: { rules } }),
});
const everybody = withPolicy({ role: 'roles/storage.objectViewer', members: ['allUsers'] });
const calls = ({ asked }: Awaited<ReturnType<typeof look>>) => asked.map(({ call }) => call);

describe('prevention', () => {
  test('that is enforced keeps everybody out, whatever the policy says, which is not asked', async () => {
    const seen = await look(bucketPublicAccess, { ...withBuckets({ ...enforced, ...uniform }), ...everybody });
    expect(seen.observed).toMatchObject([{ kind: 'public-access', data: { about: 'thing', sharingBlocked: 'all', aclsDisabled: true } }]);
    expect(calls(seen)).toEqual(['storage:buckets.list']);
  });

  test('G-GCS: "inherited" may still be enforced, by the organisation', async () => {
    const { observed } = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }),
      ...everybody,
      ...withRules({ enforce: true }),
    });
    expect(observed).toMatchObject([{ data: { public: true, sharingBlocked: 'all' }, replies: ['hash-1', 'hash-2', 'hash-3'] }]);
  });

  test('that nobody enforces leaves an open bucket open', async () => {
    const { observed } = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }),
      ...everybody,
      ...withRules({ enforce: false }),
    });
    expect(observed).toMatchObject([{ data: { public: true, sharingBlocked: 'none' } }]);
  });

  test.each([
    ['a condition', withRules({ enforce: true, condition: { expression: "resource.matchTag('a/b', 'c')" } }, { enforce: false })],
    ['nothing', withRules()],
  ])('that %s decides is left unseen', async (_, rules) => {
    const { observed } = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...uniform }), ...everybody, ...rules });
    expect(observed[0]?.data).toEqual({ about: 'thing', public: true, aclsDisabled: true });
  });

  test('that may not be asked for is a gap about this field of the open bucket', async () => {
    const { observed, gaps } = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }),
      ...everybody,
      'orgpolicy:policies.getEffectivePolicy': () => rpcError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'),
    });
    expect(observed[0]?.data).not.toHaveProperty('sharingBlocked');
    expect(gaps).toMatchObject([
      {
        reason: 'denied',
        call: 'orgpolicy:policies.getEffectivePolicy',
        permissions: ['orgpolicy.policy.get'],
        fields: ['sharingBlocked'],
      },
    ]);
  });

  test('of the organisation is asked for once for all buckets, and only where one is open', async () => {
    const open = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }, { ...inherited, ...uniform }),
      ...everybody,
      ...withRules({ enforce: true }),
    });
    const closed = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...uniform }), ...withPolicy(ours) });
    expect(calls(open).filter((call) => call.startsWith('orgpolicy:'))).toHaveLength(1);
    expect(calls(closed).filter((call) => call.startsWith('orgpolicy:'))).toHaveLength(0);
  });
});

describe("a bucket's policy", () => {
  test('is asked for in the version that has conditions', async () => {
    const { asked } = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...uniform }), ...withPolicy(ours) });
    expect(asked.at(-1)).toMatchObject({ path: '/storage/v1/b/bucket-1/iam', query: { optionsRequestedPolicyVersion: '3' } });
  });

  test('without everybody in it closes a bucket whose objects have no access lists', async () => {
    const { observed } = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...uniform }), ...withPolicy(ours) });
    expect(observed[0]?.data).toEqual({ about: 'thing', public: false, aclsDisabled: true });
  });

  test('without everybody in it says nothing of objects with access lists of their own', async () => {
    const { observed } = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...acls }), ...withPolicy(ours) });
    expect(observed[0]?.data).toEqual({ about: 'thing', aclsDisabled: false });
  });

  test('says nothing of objects either where the bucket does not say whether lists are off', async () => {
    const { observed } = await look(bucketPublicAccess, { ...withBuckets(inherited), ...withPolicy(ours) });
    expect(observed[0]?.data).toEqual({ about: 'thing' });
  });

  test('anybody with a Google account is everybody', async () => {
    const anyone = withPolicy({ role: 'roles/storage.legacyBucketReader', members: ['allAuthenticatedUsers'] });
    const { observed } = await look(bucketPublicAccess, { ...withBuckets({ ...uniform }), ...anyone });
    expect(observed[0]?.data).toMatchObject({ public: true });
  });

  test('in which a condition decides leaves the answer open', async () => {
    const sometimes = withPolicy({ role: 'roles/storage.objectViewer', members: ['allUsers'], condition: { expression: 'false' } });
    const { observed } = await look(bucketPublicAccess, { ...withBuckets({ ...inherited, ...uniform }), ...sometimes });
    expect(observed[0]?.data).toEqual({ about: 'thing', aclsDisabled: true });
  });

  test('that may not be read is a gap about this field of this bucket, and the others are seen', async () => {
    const { observed, gaps } = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }, { ...inherited, ...uniform }),
      'storage:buckets.getIamPolicy': ({ path }) =>
        path.includes('bucket-1') ? storageError(403, 'forbidden') : json({ kind: 'storage#policy', bindings: [ours] }),
    });
    expect(gaps).toMatchObject([
      { reason: 'denied', permissions: ['storage.buckets.getIamPolicy'], fields: ['public'], subject: { name: 'bucket-1' } },
    ]);
    expect(observed.map(({ data }) => data)).toEqual([
      { about: 'thing', aclsDisabled: true },
      { about: 'thing', public: false, aclsDisabled: true },
    ]);
  });

  test('of an unknown shape is a gap, and never an empty policy', async () => {
    const { gaps } = await look(bucketPublicAccess, {
      ...withBuckets({ ...inherited, ...uniform }),
      'storage:buckets.getIamPolicy': () => json({}),
    });
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UnknownShape', fields: ['public'] }]);
  });
});
