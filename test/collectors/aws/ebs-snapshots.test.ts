import { describe, expect, test } from 'vitest';
import { ebsSnapshots } from '../../../collectors/aws/ebs-snapshots.ts';
import { look } from './looking.ts';
import { ec2Error, json, type Script, xml } from './loopback.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111';
const id = (snapshot: string) => `arn:aws:ec2:eu-west-1::snapshot/${snapshot}`;

function snapshots(...set: readonly Readonly<Record<string, unknown>>[]): Script {
  return { 'ec2:DescribeSnapshots': () => xml('DescribeSnapshots', { snapshotSet: set }) };
}

describe('snapshots', () => {
  test('are seen with their encryption and their key', async () => {
    const { observed, gaps } = await look(ebsSnapshots, {
      ...snapshots({ snapshotId: 'snap-1', encrypted: false }, { snapshotId: 'snap-2', encrypted: true, kmsKeyId: KEY }),
      'kms:DescribeKey': () => json({ KeyMetadata: { KeyId: 'k', Arn: KEY, KeyManager: 'AWS', Origin: 'AWS_KMS' } }),
    });
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      { subject: { id: id('snap-1'), service: 'ebs-snapshots', type: 'snapshot' }, data: { encrypted: false }, replies: ['hash-1'] },
      {
        subject: { id: id('snap-2') },
        data: { encrypted: true, keyManager: 'provider', keyOrigin: 'key-service' },
        replies: ['hash-1', 'hash-2'],
      },
    ]);
  });

  test("A-EBS-SNAP: only the account's own are asked for, page by page", async () => {
    const { asked } = await look(ebsSnapshots, snapshots());
    expect(asked.map(({ input }) => input)).toMatchObject([{ 'Owner.1': 'self', MaxResults: '1000' }]);
  });

  test('A-EBS-SNAP: one in the archive tier is seen like the others', async () => {
    const { observed } = await look(ebsSnapshots, snapshots({ snapshotId: 'snap-1', encrypted: false, storageTier: 'archive' }));
    expect(observed.map(({ data }) => data)).toEqual([{ encrypted: false }]);
  });

  test('A-EBS-SNAP: one that stands behind two images is seen once', async () => {
    const { observed, calls } = await look(
      ebsSnapshots,
      snapshots({ snapshotId: 'snap-1', encrypted: false, description: 'Created by CreateImage for ami-1' }),
    );
    expect(observed).toHaveLength(1);
    expect(calls).toEqual(['ec2:DescribeSnapshots']);
  });

  test('A-EBS-SNAP: every page of a long listing is read', async () => {
    const last = 12;
    const { observed } = await look(ebsSnapshots, {
      'ec2:DescribeSnapshots': (_, nth) =>
        xml('DescribeSnapshots', {
          snapshotSet: [{ snapshotId: `snap-${nth}`, encrypted: false }],
          ...(nth < last ? { nextToken: `page-${nth + 1}` } : {}),
        }),
    });
    expect(observed).toHaveLength(last);
  });

  test("those of other owners, which some servers list all the same, are not the account's", async () => {
    const { observed, gaps } = await look(
      ebsSnapshots,
      snapshots(
        { snapshotId: 'snap-1', ownerId: '444455556666', encrypted: false },
        { snapshotId: 'snap-2', ownerId: '111122223333', encrypted: false },
      ),
    );
    expect(gaps).toEqual([]);
    expect(observed.map(({ subject }) => subject.id)).toEqual([id('snap-2')]);
  });

  test('a denied listing is a gap', async () => {
    const { gaps } = await look(ebsSnapshots, { 'ec2:DescribeSnapshots': () => ec2Error(403, 'UnauthorizedOperation') });
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['ec2:DescribeSnapshots'], services: ['ebs-snapshots'] }]);
  });
});
