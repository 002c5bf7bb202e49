import { describe, expect, test } from 'vitest';
import { s3PublicAccess } from '../../../collectors/aws/s3-public-access.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { buckets, told } from './one-bucket.ts';

const NONE = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
const policy = { Statement: [] };

describe('public access', () => {
  test("behind the bucket's whole block nobody gets in, and its own rules are not asked for", async () => {
    const { observed, calls } = await buckets(s3PublicAccess, [{ name: 'data', policy, policyPublic: true }]);
    expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', sharingBlocked: 'all' }]);
    expect(calls).not.toHaveProperty('s3:GetBucketPolicyStatus');
  });

  test("the account's block and the bucket's make a whole one together", async () => {
    const block = { ...NONE, IgnorePublicAcls: true };
    const accountBlock = { ...NONE, RestrictPublicBuckets: true };
    expect(await told(s3PublicAccess, { block }, { accountBlock })).toMatchObject({ data: { sharingBlocked: 'all' } });
  });

  test.each([
    ['none at all', null, 'none'],
    ['one of what is to come', { ...NONE, BlockPublicAcls: true, BlockPublicPolicy: true }, 'new'],
    ['half of one', { ...NONE, RestrictPublicBuckets: true }, 'none'],
  ])('a block: %s', async (_, block, sharingBlocked) => {
    expect(await told(s3PublicAccess, { block })).toEqual({
      data: { about: 'thing', public: false, sharingBlocked, aclsDisabled: true },
      gaps: [],
    });
  });

  test.each([
    ['a public policy', { policy, policyPublic: true }, true],
    [
      'a public policy behind its half of the block',
      { policy, policyPublic: true, block: { ...NONE, RestrictPublicBuckets: true } },
      false,
    ],
    ['a public access list', { acl: 'public', ownership: 'ObjectWriter' }, true],
    ['an access list for everybody with an account', { acl: 'authenticated', ownership: null }, true],
    ['a public access list that counts for nothing', { acl: 'public', ownership: 'BucketOwnerEnforced' }, false],
    [
      'a public access list behind its half of the block',
      { acl: 'public', ownership: null, block: { ...NONE, IgnorePublicAcls: true } },
      false,
    ],
  ])('%s', async (_, bucket, open) => {
    const { data, gaps } = await told(s3PublicAccess, { block: null, ...bucket });
    expect([Object(data).public, gaps]).toEqual([open, []]);
  });

  test('where access lists count, objects may have public ones of their own: it is not said to be private', async () => {
    const { data, gaps } = await told(s3PublicAccess, { block: null, ownership: 'ObjectWriter' });
    expect(data).toEqual({ about: 'thing', sharingBlocked: 'none', aclsDisabled: false });
    expect(gaps).toMatchObject([{ reason: 'unsupported', code: 'ObjectAclsNotRead', fields: ['public'] }]);
  });

  test.each(['GetBucketAcl', 'GetBucketPolicyStatus', 'GetBucketOwnershipControls'])(
    'a denied %s makes no bucket private',
    async (action) => {
      const bucket = { block: null, ...(action === 'GetBucketAcl' ? { ownership: null } : {}) };
      const { data, gaps } = await told(s3PublicAccess, bucket, { faults: [{ fault: 'deny', on: { action } }] });
      expect(data).not.toHaveProperty('public');
      expect(gaps).toMatchObject([{ reason: 'denied', call: `s3:${action}` }]);
    },
  );

  test('a denied block of the account leaves it open whether sharing is blocked', async () => {
    const faults: Scenario['faults'] = [{ fault: 'deny', on: { action: 'GetAccountPublicAccessBlock' } }];
    const { data, gaps } = await told(s3PublicAccess, { block: null, policy, policyPublic: true }, { faults });
    expect(data).toEqual({ about: 'thing', aclsDisabled: true });
    expect(gaps).toMatchObject([{ permissions: ['s3:GetAccountPublicAccessBlock'], fields: ['public', 'sharingBlocked'] }]);
  });
});
