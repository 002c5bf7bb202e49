import { describe, expect, test } from 'vitest';
import { ebsSnapshots } from '../../../collectors/aws/ebs-snapshots.ts';
import { ebsVolumes } from '../../../collectors/aws/ebs-volumes.ts';
import { instanceStorage } from '../../../collectors/aws/instance-storage.ts';
import { look } from './looking.ts';
import { type Asked, ec2Error, type Script, xml } from './loopback.ts';

const TYPES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  't3.micro': { instanceStorageSupported: false },
  'i3en.large': {
    instanceStorageSupported: true,
    instanceStorageInfo: { totalSizeInGB: 1250, nvmeSupport: 'required', encryptionSupport: 'required' },
  },
  'd2.xlarge': {
    instanceStorageSupported: true,
    instanceStorageInfo: { totalSizeInGB: 6000, nvmeSupport: 'unsupported', encryptionSupport: 'unsupported' },
  },
  'x9.large': { instanceStorageSupported: true },
};
const id = (instance: string) => `arn:aws:ec2:eu-west-1:111122223333:instance/${instance}`;

function wanted({ input }: Asked): string[] {
  return Object.entries(input)
    .filter(([name]) => name.startsWith('Filter.1.Value.'))
    .map(([, value]) => String(value));
}

function instances(...set: readonly Readonly<Record<string, unknown>>[]): Script {
  return {
    'ec2:DescribeInstances': () => xml('DescribeInstances', { reservationSet: [{ reservationId: 'r-1', instancesSet: set }] }),
    'ec2:DescribeInstanceTypes': (asked) =>
      xml('DescribeInstanceTypes', {
        instanceTypeSet: wanted(asked).flatMap((instanceType) => (instanceType in TYPES ? [{ instanceType, ...TYPES[instanceType] }] : [])),
      }),
  };
}
const one = (instanceId: string, instanceType: string, name = 'running') => ({
  instanceId,
  instanceType,
  instanceState: { code: 16, name },
});

describe('A-EPH: local disks', () => {
  test("are encrypted where the type requires it, and not where the type cannot, by the provider's own rule", async () => {
    const { observed, gaps } = await look(instanceStorage, instances(one('i-1', 'i3en.large'), one('i-2', 'd2.xlarge')));
    expect(gaps).toEqual([]);
    expect(observed).toMatchObject([
      {
        subject: { id: id('i-1'), service: 'instance-store', type: 'instance' },
        data: { encrypted: true },
        basis: 'provider',
        replies: ['hash-1', 'hash-2'],
      },
      { subject: { id: id('i-2') }, data: { encrypted: false }, basis: 'provider' },
    ]);
  });

  test('are a service of their own: a claim about volumes does not fail over them', () => {
    const ofVolumes = new Set([...ebsVolumes.services, ...ebsSnapshots.services]);
    expect(instanceStorage.services.filter((service) => ofVolumes.has(service))).toEqual([]);
  });

  test('are all that is told: what lies on them, and where swap is, only the guest knows', async () => {
    const { observed, calls } = await look(instanceStorage, instances(one('i-1', 'd2.xlarge')));
    expect(observed.map(({ data }) => data)).toEqual([{ encrypted: false }]);
    expect(calls).toEqual(['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes']);
  });

  test('an instance without any gives no observation', async () => {
    const { observed, gaps } = await look(instanceStorage, instances(one('i-1', 't3.micro')));
    expect([...observed, ...gaps]).toEqual([]);
  });

  test('a terminated instance has none any more', async () => {
    const { observed } = await look(instanceStorage, instances(one('i-1', 'd2.xlarge', 'terminated')));
    expect(observed).toEqual([]);
  });

  test('a type that does not say whether it encrypts stays without an answer', async () => {
    const { observed } = await look(instanceStorage, instances(one('i-1', 'x9.large')));
    expect(observed.map(({ data }) => data)).toEqual([{}]);
  });

  test('each type is asked about once', async () => {
    const { asked } = await look(instanceStorage, instances(one('i-1', 'd2.xlarge'), one('i-2', 'd2.xlarge'), one('i-3', 't3.micro')));
    expect(asked.filter(({ call }) => call === 'ec2:DescribeInstanceTypes').map(wanted)).toEqual([['d2.xlarge', 't3.micro']]);
  });
});

describe('what goes wrong', () => {
  test('a type that EC2 does not describe is a gap about its own instances only', async () => {
    const { observed, gaps } = await look(instanceStorage, instances(one('i-1', 'd2.xlarge'), one('i-2', 'moon.large')));
    expect(observed.map(({ subject }) => subject.id)).toEqual([id('i-1')]);
    expect(gaps).toMatchObject([{ reason: 'malformed', call: 'ec2:DescribeInstanceTypes', subject: { id: id('i-2') } }]);
  });

  test('denied types are a gap about each instance, with the permission', async () => {
    const { observed, gaps } = await look(instanceStorage, {
      ...instances(one('i-1', 'd2.xlarge'), one('i-2', 't3.micro')),
      'ec2:DescribeInstanceTypes': () => ec2Error(403, 'UnauthorizedOperation'),
    });
    expect(observed).toEqual([]);
    expect(gaps.map(({ reason, permissions, subject }) => ({ reason, permissions, id: subject?.id }))).toEqual([
      { reason: 'denied', permissions: ['ec2:DescribeInstanceTypes'], id: id('i-1') },
      { reason: 'denied', permissions: ['ec2:DescribeInstanceTypes'], id: id('i-2') },
    ]);
  });

  test('a denied listing is a gap', async () => {
    const { gaps } = await look(instanceStorage, { 'ec2:DescribeInstances': () => ec2Error(403, 'UnauthorizedOperation') });
    expect(gaps).toMatchObject([{ reason: 'denied', permissions: ['ec2:DescribeInstances'], services: ['instance-store'] }]);
  });
});
