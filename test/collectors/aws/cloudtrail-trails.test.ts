import { describe, expect, test, vi } from 'vitest';
import { cloudtrailTrails } from '../../../collectors/aws/cloudtrail-trails.ts';
import type { Scenario } from '../../../fixtures/practice/scenario.ts';
import { startPractice } from '../../../fixtures/practice/start-practice.ts';
import { ACCOUNT, collect, REGION, useCredentials } from './looking.ts';
import { seenBy } from './practice-account.ts';

type Trail = Readonly<Record<string, unknown>>;

const kms = { keys: { 'alias/ours': {} } };

function trails(all: readonly Trail[], faults: Scenario['faults'] = [], region = REGION) {
  const trail = { cloudtrail: { trails: all.map((one) => ({ name: 'audit', bucket: 'logs', ...one })) }, kms };
  return seenBy(cloudtrailTrails, { regions: { [REGION]: trail, 'us-east-1': {} }, faults }, { region });
}

const arn = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`;

describe('a trail', () => {
  test('with all that is told of it', async () => {
    const { observed, gaps } = await trails([{ key: 'alias/ours', delivered: '-1h', logGroup: 'trail' }]);
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        subject: { id: arn, service: 'cloudtrail', type: 'trail', account: ACCOUNT },
        data: {
          active: true,
          allRegions: true,
          wholeOrganization: false,
          integrity: true,
          encryptedBy: 'customer',
          streamed: true,
          deliveredAt: '2026-05-31T23:00:00.000Z',
          digestAt: '2026-05-31T23:00:00.000Z',
          failing: false,
          managementReads: 'all',
          managementWrites: 'all',
          dataReads: 'none',
          dataWrites: 'none',
        },
        refers: { destination: { id: 'arn:aws:s3:::logs', type: 'bucket' } },
      },
    ]);
  });

  test('A-CT: without a key its files are encrypted all the same, under one of the provider', async () => {
    const { observed } = await trails([{}]);
    expect(observed[0]?.data).toMatchObject({ encryptedBy: 'provider' });
    expect(observed[0]?.data).not.toHaveProperty('key');
  });

  test('that is stopped, unvalidated, of one region, and fails to deliver', async () => {
    const { observed } = await trails([
      { logging: false, validated: false, multiRegion: false, delivered: '-9d', failure: 'AccessDenied' },
    ]);
    expect(observed[0]?.data).toMatchObject({ active: false, integrity: false, allRegions: false, failing: true, streamed: false });
    expect(observed[0]?.data).not.toHaveProperty('digestAt');
  });

  test('whose status is denied is never one that is stopped', async () => {
    const { observed, gaps } = await trails([{}], [{ fault: 'deny', on: { action: 'GetTrailStatus' } }]);
    expect(observed[0]?.data).not.toHaveProperty('active');
    expect(gaps).toMatchObject([{ permissions: ['cloudtrail:GetTrailStatus'], fields: ['active', 'deliveredAt', 'digestAt', 'failing'] }]);
  });
});

describe('A-CT: shadows', () => {
  test('a trail of all regions is seen in another one, and asked how it is doing where it is at home', async () => {
    const { observed, gaps, replies } = await trails([{}], [], 'us-east-1');
    expect([observed.map(({ subject }) => subject.id), gaps]).toEqual([[arn], []]);
    expect(observed[0]?.data).toMatchObject({ active: true, allRegions: true });
    expect(replies.filter(({ call }) => call === 'cloudtrail:GetTrailStatus').map(({ input }) => input)).toEqual([{ Name: arn }]);
  });

  test('a trail of one region is seen in that one alone', async () => {
    expect((await trails([{ multiRegion: false }], [], 'us-east-1')).observed).toEqual([]);
  });

  test("an organization's trail is seen in a member account, and is its owner's", async () => {
    const organization = { [REGION]: { cloudtrail: { trails: [{ name: 'all', bucket: 'logs', organization: true }] } } };
    const practice = await startPractice({
      accounts: { prod: { id: ACCOUNT, regions: { [REGION]: {} } }, management: { id: '444455556666', regions: organization } },
    });
    useCredentials(practice.endpoint, practice.env('prod'));
    try {
      const { observed, gaps } = await collect(cloudtrailTrails);
      expect(gaps).toEqual([]);
      expect(observed).toMatchObject([{ subject: { account: '444455556666' }, data: { wholeOrganization: true, active: true } }]);
    } finally {
      await practice.close();
      vi.unstubAllEnvs();
    }
  });
});

describe('what a trail records', () => {
  const management = { Field: 'eventCategory', Equals: ['Management'] };
  const data = { Field: 'eventCategory', Equals: ['Data'] };
  const only = (way: string) => ({ Field: 'readOnly', Equals: [way] });
  const advanced = (...FieldSelectors: readonly object[]) => ({ advanced: [{ FieldSelectors }] });
  const basic = (selector: object) => ({ selectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ...selector }] });

  test.each([
    ['writes alone', basic({ ReadWriteType: 'WriteOnly' }), ['none', 'all', 'none', 'none']],
    ['no management events', basic({ IncludeManagementEvents: false }), ['none', 'none', 'none', 'none']],
    ['all but a source', basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }), ['some', 'some', 'none', 'none']],
    ['data of a sort', basic({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }), ['all', 'all', 'some', 'some']],
    ['nothing', { selectors: [] }, ['none', 'none', 'none', 'none']],
    ['management events, by fields', advanced(management), ['all', 'all', 'none', 'none']],
    ['management writes, by fields', advanced(management, only('false')), ['none', 'all', 'none', 'none']],
    [
      'management events but a source, by fields',
      advanced(management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
      ['some', 'some', 'none', 'none'],
    ],
    [
      'data reads of a sort, by fields',
      advanced(data, only('true'), { Field: 'resources.type', Equals: ['AWS::S3::Object'] }),
      ['none', 'none', 'some', 'none'],
    ],
    ['events of a network, by fields', advanced({ Field: 'eventCategory', Equals: ['NetworkActivity'] }), ['none', 'none', 'none', 'none']],
  ])('%s', async (_, trail, expected) => {
    const { observed, gaps } = await trails([trail]);
    const { managementReads, managementWrites, dataReads, dataWrites } = Object(observed[0]?.data);
    expect([[managementReads, managementWrites, dataReads, dataWrites], gaps]).toEqual([expected, []]);
  });
});
