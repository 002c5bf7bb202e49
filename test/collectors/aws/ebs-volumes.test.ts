import { describe, expect, test } from 'vitest';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { look } from './looking.ts';
import { ec2Error, json, kmsError, type Script, xml } from './loopback.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111';
const THEIRS = 'arn:aws:kms:eu-west-1:444455556666:key/22222222-2222-4222-8222-222222222222';

function volumes(...set: readonly Readonly<Record<string, unknown>>[]): Script {
  return { 'ec2:DescribeVolumes': () => xml('DescribeVolumes', { volumeSet: set }) };
}

function keys(byId: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Script {
  return {
    'kms:DescribeKey': ({ input }) => {
      const key = byId[String(input.KeyId)];
      return key === undefined
        ? kmsError('AccessDeniedException')
        : json({ KeyMetadata: { KeyId: 'k', KeyManager: 'CUSTOMER', Origin: 'AWS_KMS', ...key } });
    },
  };
}

const id = (volume: string) => `arn:aws:ec2:eu-west-1:111122223333:volume/${volume}`;

describe('volumes', () => {
  test('an encrypted one is seen with its key, its manager and its origin, and cites both replies', async () => {
    const { observed, gaps } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: KEY }),
      ...keys({ [KEY]: { Arn: KEY } }),
    });
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        subject: { id: id('vol-1'), service: 'ebs', type: 'volume', account: '111122223333' },
        data: { encrypted: true, keyManager: 'customer', keyOrigin: 'key-service' },
        refers: { key: { id: KEY, service: 'kms', type: 'key', account: '111122223333' } },
        replies: ['hash-1', 'hash-2'],
      },
    ]);
  });

  test('an unencrypted one is seen as such, and no key is asked for', async () => {
    const { observed, calls } = await look(ebsVolumes, volumes({ volumeId: 'vol-1', encrypted: false }));
    expect(observed.map(({ data }) => data)).toEqual([{ encrypted: false }]);
    expect(calls).toEqual(['ec2:DescribeVolumes']);
  });

  test('one of which the provider does not say whether it is encrypted stays without an answer', async () => {
    const { observed } = await look(ebsVolumes, volumes({ volumeId: 'vol-1' }));
    expect(observed.map(({ data }) => data)).toEqual([{}]);
  });

  test('A-EBS-VOL: unattached ("available") volumes are seen like the others', async () => {
    const { observed } = await look(
      ebsVolumes,
      volumes(
        { volumeId: 'vol-1', status: 'available', encrypted: false, attachmentSet: [] },
        { volumeId: 'vol-2', status: 'in-use', encrypted: false },
      ),
    );
    expect(observed.map(({ subject }) => subject.id)).toEqual([id('vol-1'), id('vol-2')]);
  });

  test('A-EBS-VOL: an empty region leaves no record at all', async () => {
    const { observed, gaps, asked } = await look(ebsVolumes, volumes());
    expect([...observed, ...gaps]).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('A-EBS-VOL: pages are asked for explicitly', async () => {
    const { asked } = await look(ebsVolumes, volumes());
    expect(asked[0]?.input).toMatchObject({ MaxResults: '500' });
  });

  test('tags and the name among them travel with the subject', async () => {
    const { observed } = await look(
      ebsVolumes,
      volumes({
        volumeId: 'vol-1',
        encrypted: false,
        tagSet: [
          { key: 'Name', value: 'swap' },
          { key: 'env', value: 'prod' },
        ],
      }),
    );
    expect(observed[0]?.subject).toMatchObject({ name: 'swap', tags: { Name: 'swap', env: 'prod' } });
  });
});

describe('keys', () => {
  test("the provider's own key is told from a customer's, and imported material from the key service's", async () => {
    const { observed } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: KEY }, { volumeId: 'vol-2', encrypted: true, kmsKeyId: THEIRS }),
      ...keys({ [KEY]: { KeyManager: 'AWS' }, [THEIRS]: { Origin: 'EXTERNAL' } }),
    });
    expect(observed.map(({ data }) => data)).toMatchObject([
      { keyManager: 'provider', keyOrigin: 'key-service' },
      { keyManager: 'customer', keyOrigin: 'imported' },
    ]);
  });

  test('a key of another region is asked for there, where alone it is known', async () => {
    const far = KEY.replace('eu-west-1', 'us-east-1');
    const { asked, observed } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: far }),
      ...keys({ [far]: {} }),
    });
    expect(asked.map(({ call, region }) => [call, region])).toEqual([
      ['ec2:DescribeVolumes', 'eu-west-1'],
      ['kms:DescribeKey', 'us-east-1'],
    ]);
    expect(observed[0]?.data).toMatchObject({ keyManager: 'customer' });
  });

  test('a key is described once for all of its volumes', async () => {
    const { calls } = await look(ebsVolumes, {
      ...volumes(...['vol-1', 'vol-2', 'vol-3'].map((volumeId) => ({ volumeId, encrypted: true, kmsKeyId: KEY }))),
      ...keys({ [KEY]: {} }),
    });
    expect(calls).toEqual(['ec2:DescribeVolumes', 'kms:DescribeKey']);
  });

  test('a key that comes again on another page is not described again', async () => {
    const volumeSet = [{ volumeId: 'vol-1', encrypted: true, kmsKeyId: KEY }];
    const { calls } = await look(ebsVolumes, {
      'ec2:DescribeVolumes': ({ input }) => xml('DescribeVolumes', { volumeSet, nextToken: input.NextToken === 'two' ? '' : 'two' }),
      ...keys({ [KEY]: {} }),
    });
    expect(calls).toEqual(['ec2:DescribeVolumes', 'kms:DescribeKey', 'ec2:DescribeVolumes']);
  });

  test('a denied key leaves a gap about manager and origin, and the encryption is seen', async () => {
    const { observed, gaps, calls } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: KEY }, { volumeId: 'vol-2', encrypted: true, kmsKeyId: KEY }),
      ...keys({}),
    });
    expect(observed.map(({ data, refers }) => ({ data, key: refers?.key?.id }))).toEqual([
      { data: { encrypted: true, key: expect.any(String) }, key: KEY },
      { data: { encrypted: true, key: expect.any(String) }, key: KEY },
    ]);
    expect(gaps).toMatchObject(
      ['vol-1', 'vol-2'].map((volume) => ({
        subject: { id: id(volume) },
        services: ['ebs'],
        fields: ['keyManager', 'keyOrigin'],
        reason: 'denied',
        call: 'kms:DescribeKey',
        permissions: ['kms:DescribeKey'],
        code: 'AccessDeniedException',
      })),
    );
    expect(calls.filter((call) => call === 'kms:DescribeKey')).toHaveLength(1);
  });

  test('a key of another account keeps its own account', async () => {
    const { observed } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: THEIRS }),
      ...keys({ [THEIRS]: {} }),
    });
    expect(observed[0]?.refers?.key).toMatchObject({ id: THEIRS, account: '444455556666' });
  });

  test('a key that is named by its bare id is referred to by its ARN', async () => {
    const { observed } = await look(ebsVolumes, { ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: 'k-1' }), ...keys({}) });
    expect(observed[0]?.refers?.key?.id).toBe('arn:aws:kms:eu-west-1:111122223333:key/k-1');
  });

  test('a key that is named by an alias is referred to by the ARN that KMS gives', async () => {
    const { observed } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: 'alias/ours' }),
      ...keys({ 'alias/ours': { Arn: KEY } }),
    });
    expect(observed[0]?.refers?.key?.id).toBe(KEY);
  });

  test('an origin that we do not know is left unseen, and the manager is kept', async () => {
    const { observed } = await look(ebsVolumes, {
      ...volumes({ volumeId: 'vol-1', encrypted: true, kmsKeyId: KEY }),
      ...keys({ [KEY]: { Origin: 'MOON' } }),
    });
    expect(observed.map(({ data }) => data)).toEqual([{ encrypted: true, key: expect.any(String), keyManager: 'customer' }]);
  });
});

describe('what goes wrong', () => {
  test('two pages are both read', async () => {
    const { observed, asked } = await look(ebsVolumes, {
      'ec2:DescribeVolumes': ({ input }) =>
        input.NextToken === 'two'
          ? xml('DescribeVolumes', { volumeSet: [{ volumeId: 'vol-2', encrypted: false }], nextToken: '' })
          : xml('DescribeVolumes', { volumeSet: [{ volumeId: 'vol-1', encrypted: false }], nextToken: 'two' }),
    });
    expect(observed.map(({ subject }) => subject.id)).toEqual([id('vol-1'), id('vol-2')]);
    expect(asked).toHaveLength(2);
  });

  test('a token that comes twice is a malformed listing, and what was read before it stays', async () => {
    const { observed, gaps } = await look(ebsVolumes, {
      'ec2:DescribeVolumes': (_, nth) =>
        xml('DescribeVolumes', { volumeSet: [{ volumeId: `vol-${nth}`, encrypted: false }], nextToken: 'again' }),
    });
    expect(observed).toHaveLength(2);
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 'ec2:DescribeVolumes' }]);
  });

  test('a denied listing is a gap that names the missing permission', async () => {
    const { observed, gaps } = await look(ebsVolumes, { 'ec2:DescribeVolumes': () => ec2Error(403, 'UnauthorizedOperation') });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([
      {
        reason: 'denied',
        code: 'UnauthorizedOperation',
        status: 403,
        permissions: ['ec2:DescribeVolumes'],
        services: ['ebs'],
        kinds: ['encryption-at-rest'],
      },
    ]);
  });

  test('a volume of an unknown shape is a gap about it alone', async () => {
    const { observed, gaps } = await look(
      ebsVolumes,
      volumes({ volumeId: 'vol-1', encrypted: false }, { volumeId: 'vol-2', kmsKeyId: '' }, { encrypted: true }),
    );
    expect(observed.map(({ subject }) => subject.id)).toEqual([id('vol-1')]);
    expect(gaps.map(({ reason, subject, replies }) => ({ reason, id: subject?.id, replies }))).toEqual([
      { reason: 'malformed', id: id('vol-2'), replies: ['hash-1'] },
      { reason: 'malformed', id: undefined, replies: ['hash-1'] },
    ]);
  });

  test('an answer without a list is malformed, and never an empty region', async () => {
    const { gaps } = await look(ebsVolumes, { 'ec2:DescribeVolumes': () => xml('DescribeVolumes', {}) });
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 'ec2:DescribeVolumes' }]);
  });

  test("the client asks once, so that every retry is the Wire's", async () => {
    const { gaps, replies } = await look(ebsVolumes, { 'ec2:DescribeVolumes': () => ec2Error(500, 'InternalError') });
    expect(gaps).toMatchObject([{ reason: 'unreachable', code: 'InternalError' }]);
    expect(replies).toHaveLength(1);
  });

  test('throttling is waited out', async () => {
    const { observed, gaps } = await look(ebsVolumes, {
      'ec2:DescribeVolumes': (_, nth) =>
        nth < 4 ? ec2Error(503, 'RequestLimitExceeded') : xml('DescribeVolumes', { volumeSet: [{ volumeId: 'vol-1', encrypted: false }] }),
    });
    expect(gaps).toEqual([]);
    expect(observed).toHaveLength(1);
  });
});
