import { describe, expect, test } from 'vitest';
import { ebsSnapshotSharing } from '../../../collectors/aws/ebs-snapshot-sharing.ts';
import { look } from './looking.ts';
import { type Answer, ec2Error, type Script, xml } from './loopback.ts';

const id = (snapshot: string) => `arn:aws:ec2:eu-west-1::snapshot/${snapshot}`;

interface Shared {
  readonly block?: Answer;
  readonly own: readonly string[];
  /** Snapshots that everybody may restore, as the filtered listing has them; an answer where that listing fails. */
  readonly open?: readonly string[] | Answer;
  readonly permissions?: Readonly<Record<string, readonly Readonly<Record<string, string>>[] | Answer>>;
}

function region({ block = state('unblocked'), own, open = [], permissions = {} }: Shared): Script {
  return {
    'ec2:GetSnapshotBlockPublicAccessState': () => block,
    'ec2:DescribeSnapshots': ({ input }) => {
      const listed = 'RestorableBy.1' in input ? open : own;
      return 'body' in listed ? listed : xml('DescribeSnapshots', { snapshotSet: listed.map((snapshotId) => ({ snapshotId })) });
    },
    'ec2:DescribeSnapshotAttribute': ({ input }) => {
      const createVolumePermission = permissions[String(input.SnapshotId)] ?? [];
      return 'body' in createVolumePermission
        ? createVolumePermission
        : xml('DescribeSnapshotAttribute', { snapshotId: input.SnapshotId, createVolumePermission });
    },
  };
}
const state = (name: string) => xml('GetSnapshotBlockPublicAccessState', { state: name });

describe('A-EBS-SNAP: public or not', () => {
  test("a private snapshot is seen as private, under the region's block", async () => {
    const { observed, gaps } = await look(ebsSnapshotSharing, region({ own: ['snap-1'] }));
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        subject: { id: id('snap-1'), service: 'ebs-snapshots' },
        data: { about: 'thing', public: false, sharedWith: 0, sharingBlocked: 'none' },
      },
    ]);
  });

  test('a public one is public, and its own permissions are cited for it', async () => {
    const { observed, replies } = await look(
      ebsSnapshotSharing,
      region({ own: ['snap-1'], open: ['snap-1'], permissions: { 'snap-1': [{ group: 'all' }] } }),
    );
    expect(observed).toMatchObject([{ data: { public: true, sharedWith: 0, sharingBlocked: 'none' } }]);
    const cited = observed[0]?.replies.map((hash) => replies[Number(hash.split('-')[1]) - 1]?.call);
    expect(cited).toContain('ec2:DescribeSnapshotAttribute');
  });

  test('one that is shared with two accounts is not public', async () => {
    const permissions = { 'snap-1': [{ userId: '444455556666' }, { userId: '777788889999' }, { userId: '444455556666' }] };
    const { observed } = await look(ebsSnapshotSharing, region({ own: ['snap-1'], permissions }));
    expect(observed).toMatchObject([{ data: { public: false, sharedWith: 2 } }]);
  });

  test('with all sharing blocked the public ones are not listed, and the block is told', async () => {
    const { observed, asked } = await look(ebsSnapshotSharing, region({ block: state('block-all-sharing'), own: ['snap-1'] }));
    expect(observed).toMatchObject([{ data: { sharingBlocked: 'all' } }]);
    expect(asked.filter(({ input }) => 'RestorableBy.1' in input)).toEqual([]);
  });

  test('new sharing blocked leaves an old public snapshot public', async () => {
    const { observed } = await look(
      ebsSnapshotSharing,
      region({ block: state('block-new-sharing'), own: ['snap-1'], open: ['snap-1'], permissions: { 'snap-1': [{ group: 'all' }] } }),
    );
    expect(observed).toMatchObject([{ data: { public: true, sharingBlocked: 'new' } }]);
  });

  test('one listing settles "public" for a hundred thousand: beyond the first few no permissions are asked for', async () => {
    const own = Array.from({ length: 1000 }, (_, index) => `snap-${index}`);
    const { observed, calls } = await look(ebsSnapshotSharing, region({ own }));
    expect(calls.filter((call) => call === 'ec2:DescribeSnapshotAttribute')).toHaveLength(200);
    expect(observed).toHaveLength(1000);
    expect(observed[999]?.data).toEqual({ about: 'thing', public: false, sharingBlocked: 'none' });
  });

  test('a public one is asked about wherever it stands in the listing', async () => {
    const own = Array.from({ length: 300 }, (_, index) => `snap-${index}`);
    const { observed } = await look(
      ebsSnapshotSharing,
      region({ own, open: ['snap-299'], permissions: { 'snap-299': [{ group: 'all' }] } }),
    );
    expect(observed[299]?.data).toMatchObject({ public: true });
  });

  test('a server that ignores the filter makes nothing public', async () => {
    const { observed } = await look(ebsSnapshotSharing, region({ own: ['snap-1', 'snap-2'], open: ['snap-1', 'snap-2'] }));
    expect(observed.map(({ data }) => data)).toMatchObject([{ public: false }, { public: false }]);
  });

  test('where the filtered listing cannot be had, each snapshot is asked', async () => {
    const own = Array.from({ length: 210 }, (_, index) => `snap-${index}`);
    const { observed, gaps, calls } = await look(ebsSnapshotSharing, region({ own, open: ec2Error(400, 'InvalidParameterValue') }));
    expect(gaps).toEqual([]);
    expect(calls.filter((call) => call === 'ec2:DescribeSnapshotAttribute')).toHaveLength(210);
    expect(observed[209]?.data).toMatchObject({ public: false });
  });
});

describe('what goes wrong', () => {
  test('a denied block state is a gap about it, and the snapshots are seen', async () => {
    const { observed, gaps } = await look(ebsSnapshotSharing, region({ block: ec2Error(403, 'UnauthorizedOperation'), own: ['snap-1'] }));
    expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', public: false, sharedWith: 0 }]);
    expect(gaps).toMatchObject([{ reason: 'denied', fields: ['sharingBlocked'], permissions: ['ec2:GetSnapshotBlockPublicAccessState'] }]);
  });

  test('denied permissions of a private snapshot are a gap about with whom it is shared', async () => {
    const { observed, gaps } = await look(
      ebsSnapshotSharing,
      region({ own: ['snap-1'], permissions: { 'snap-1': ec2Error(403, 'UnauthorizedOperation') } }),
    );
    expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', public: false, sharingBlocked: 'none' }]);
    expect(gaps).toMatchObject([{ subject: { id: id('snap-1') }, fields: ['sharedWith'], permissions: ['ec2:DescribeSnapshotAttribute'] }]);
  });

  test('denied permissions of one that is listed as public leave "public" open', async () => {
    const { observed, gaps } = await look(
      ebsSnapshotSharing,
      region({ own: ['snap-1'], open: ['snap-1'], permissions: { 'snap-1': ec2Error(403, 'UnauthorizedOperation') } }),
    );
    expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', sharingBlocked: 'none' }]);
    expect(gaps).toMatchObject([{ fields: ['public', 'sharedWith'] }]);
  });

  test('a denied listing is a gap about everything', async () => {
    const { observed, gaps } = await look(ebsSnapshotSharing, {
      ...region({ own: [] }),
      'ec2:DescribeSnapshots': () => ec2Error(403, 'UnauthorizedOperation'),
    });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['ec2:DescribeSnapshots'] }]);
    expect(gaps[0]).not.toHaveProperty('fields');
  });
});
