/** What the settings of file systems, clusters, domains and caches say about connections that are not encrypted. */
import { describe, expect, test } from 'vitest';
import { efsTransport } from '../../../collectors/aws/efs-transport.ts';
import { elasticacheTransport } from '../../../collectors/aws/elasticache-transport.ts';
import { opensearchPublicAccess } from '../../../collectors/aws/opensearch-public-access.ts';
import { opensearchTransport } from '../../../collectors/aws/opensearch-transport.ts';
import { redshiftTransport } from '../../../collectors/aws/redshift-transport.ts';
import type { Collector } from '../../../src/plugin.ts';
import { ACCOUNT, REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

function seen(collector: Collector, sections: Readonly<Record<string, unknown>>) {
  return seenBy(collector, { regions: { [REGION]: sections, 'us-east-1': {} } });
}

async function told(collector: Collector, sections: Readonly<Record<string, unknown>>) {
  const { observed, gaps } = await seen(collector, sections);
  expect(gaps).toEqual([]);
  return observed[0]?.data;
}

describe('EFS', () => {
  const fileSystem = (Statement?: readonly object[]) => ({
    elasticfilesystem: { fileSystems: [{ name: 'fs-1', ...(Statement === undefined ? {} : { policy: { Statement } }) }] },
  });
  const deny = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'elasticfilesystem:*',
    Resource: `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:file-system/fs-1`,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };

  test('a policy that denies every plain mount turns it away', async () => {
    expect(await told(efsTransport, fileSystem([deny]))).toEqual({ required: true });
  });

  test('without a policy plain mounts are let in', async () => {
    expect(await told(efsTransport, fileSystem())).toEqual({ required: false });
  });

  test('a policy that denies one action lets the others through', async () => {
    expect(await told(efsTransport, fileSystem([{ ...deny, Action: 'elasticfilesystem:ClientWrite' }]))).toEqual({ required: false });
  });

  test('a policy of which it cannot be said is a gap', async () => {
    const { Principal: _, ...rest } = deny;
    const { observed, gaps } = await seen(efsTransport, fileSystem([{ ...rest, NotPrincipal: { AWS: 'someone' } }]));
    expect(observed[0]?.data).toEqual({});
    expect(gaps).toMatchObject([{ reason: 'unsupported', code: 'UndecidedPolicy', fields: ['required'] }]);
  });
});

describe('Redshift', () => {
  const cluster = (require_ssl: string, ParameterApplyStatus = 'in-sync') => ({
    redshift: {
      clusters: [{ name: 'c', has: { ClusterParameterGroups: [{ ParameterGroupName: 'group', ParameterApplyStatus }] } }],
      parameterGroups: { group: { require_ssl } },
    },
  });

  test.each([
    ['true', true],
    ['false', false],
  ])('require_ssl %s', async (value, required) => {
    expect(await told(redshiftTransport, cluster(value))).toEqual({ required, settled: true, exposure: 'private' });
  });

  test('what waits for a reboot is not in force, and what is in force is not told', async () => {
    expect(await told(redshiftTransport, cluster('true', 'pending-reboot'))).toEqual({ settled: false, exposure: 'private' });
  });

  test('a value that is no switch says nothing', async () => {
    expect(await told(redshiftTransport, cluster('auto'))).toEqual({ settled: true, exposure: 'private' });
  });

  test('clusters of one parameter group ask for it once', async () => {
    const group = { ClusterParameterGroups: [{ ParameterGroupName: 'group', ParameterApplyStatus: 'in-sync' }] };
    const redshift = { clusters: [{ name: 'c', count: 5, has: group }], parameterGroups: { group: { require_ssl: 'true' } } };
    expect((await seen(redshiftTransport, { redshift })).calls['redshift:DescribeClusterParameters']).toBe(1);
  });
});

describe('OpenSearch', () => {
  const domain = (has: object) => ({ es: { domains: [{ name: 'd', has }] } });

  test.each([
    ['Policy-Min-TLS-1-0-2019-07', 'TLSv1.0'],
    ['Policy-Min-TLS-1-2-2019-07', 'TLSv1.2'],
    ['Policy-Min-TLS-1-2-PFS-2023-10', 'TLSv1.2'],
    ['Policy-Min-TLS-1-3-2030-01', 'TLSv1.3'],
  ])('the policy %s lets in %s and newer', async (TLSSecurityPolicy, minimumVersion) => {
    const data = await told(opensearchTransport, domain({ DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy } }));
    expect(data).toMatchObject({ required: true, minimumVersion, policy: TLSSecurityPolicy });
  });

  test('a policy whose name tells no version tells none', async () => {
    const data = await told(
      opensearchTransport,
      domain({ DomainEndpointOptions: { EnforceHTTPS: false, TLSSecurityPolicy: 'Policy-New' } }),
    );
    expect(data).toEqual({ required: false, policy: 'Policy-New', exposure: 'internet' });
  });

  test('nodes of a domain in a network of its own', async () => {
    const data = await told(
      opensearchTransport,
      domain({ VPCOptions: { VPCId: 'vpc-1' }, NodeToNodeEncryptionOptions: { Enabled: true } }),
    );
    expect(data).toEqual({ betweenNodes: true, exposure: 'private' });
  });

  const open = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'es:*', Resource: '*' };
  const policy = (...Statement: readonly object[]) => ({
    AccessPolicies: JSON.stringify({ Statement }),
    AdvancedSecurityOptions: { Enabled: false },
  });

  test.each([
    ['everybody is let in', policy(open), true],
    ['one account is let in', policy({ ...open, Principal: { AWS: 'arn:aws:iam::444455556666:root' } }), false],
    ['there is no policy', { AccessPolicies: '' }, false],
    [
      'everybody from some addresses is let in',
      policy({ ...open, Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
      undefined,
    ],
    ['something is denied beside it', policy(open, { ...open, Effect: 'Deny', Action: 'es:Delete*' }), undefined],
    ['a sign-in stands behind an open policy', { ...policy(open), AdvancedSecurityOptions: { Enabled: true } }, undefined],
    ['it lies in a network of its own', { ...policy(open), VPCOptions: { VPCId: 'vpc-1' } }, false],
  ])('%s', async (_, has, answer) => {
    const data = await told(opensearchPublicAccess, domain(has));
    expect(data).toMatchObject({ about: 'thing', sharingBlocked: 'none', ...(answer === undefined ? {} : { public: answer }) });
    if (answer === undefined) expect(data).not.toHaveProperty('public');
  });

  test('a policy that is no JSON is malformed', async () => {
    const { observed, gaps } = await seen(opensearchPublicAccess, domain({ AccessPolicies: '{' }));
    expect([observed, gaps]).toMatchObject([[], [{ reason: 'malformed' }]]);
  });
});

describe('ElastiCache', () => {
  const group = (has: object) => ({ elasticache: { replicationGroups: [{ name: 'c', has }] } });

  test.each([
    ['switched on', { TransitEncryptionEnabled: true, TransitEncryptionMode: 'required' }, true],
    ['on, from before there were modes', { TransitEncryptionEnabled: true }, true],
    ['preferred lets both in', { TransitEncryptionEnabled: true, TransitEncryptionMode: 'preferred' }, false],
    ['switched off', { TransitEncryptionEnabled: false }, false],
  ])('%s', async (_, has, required) => {
    expect(await told(elasticacheTransport, group(has))).toEqual({ required, exposure: 'private' });
  });

  test('a serverless cache speaks nothing else', async () => {
    const { observed } = await seen(elasticacheTransport, { elasticache: { serverless: [{ name: 'c' }] } });
    expect(observed).toMatchObject([{ basis: 'provider', data: { required: true } }]);
  });
});
