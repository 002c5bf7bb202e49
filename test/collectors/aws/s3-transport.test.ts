import { describe, expect, test } from 'vitest';
import { s3Transport } from '../../../collectors/aws/s3-transport.ts';
import { arn, buckets, told } from './one-bucket.ts';

describe('plain requests', () => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn('data'), `${arn('data')}/*`] };

  test('are turned away by the policy', async () => {
    const policy = { Statement: [{ ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] };
    expect(await told(s3Transport, { policy })).toEqual({ data: { required: true }, gaps: [] });
  });

  test('are let in where there is no policy, which S3 says by an error of its own', async () => {
    expect(await told(s3Transport, {})).toEqual({ data: { required: false }, gaps: [] });
  });

  test('of a policy that cannot be decided are unseen, and a gap that says so', async () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } };
    const { data, gaps } = await told(s3Transport, { policy: { Statement: [{ ...deny, Condition }] } });
    expect(data).toEqual({});
    expect(gaps).toMatchObject([
      { reason: 'unsupported', call: 's3:GetBucketPolicy', code: 'UndecidedPolicy', fields: ['required'], replies: [expect.any(String)] },
    ]);
  });

  test('are never "let in" where the policy is denied', async () => {
    const { observed, gaps } = await buckets(s3Transport, [{ name: 'data' }], {
      faults: [{ fault: 'deny', on: { action: 'GetBucketPolicy' } }],
    });
    expect([observed, gaps]).toMatchObject([[], [{ reason: 'denied', permissions: ['s3:GetBucketPolicy'] }]]);
  });
});
