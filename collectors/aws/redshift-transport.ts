import type { DescribeClusterParametersCommandInput } from '@aws-sdk/client-redshift';
import { transportEncryption } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { onOrOff, parametersOf } from './parameters.ts';
import { redshiftClusters } from './redshift-clusters.ts';
import { eachOf } from './things.ts';

/** Whether Redshift clusters turn connections without TLS away: `require_ssl` of their parameter group, once it is in force. */
export const redshiftTransport = eachOf({
  id: 'aws.redshift-transport',
  kind: transportEncryption,
  sort: redshiftClusters,
  calls: { 'redshift:DescribeClusterParameters': ['redshift:DescribeClusterParameters'] },
  open: async (look) => {
    const redshift = await look.session.client('redshift');
    const parameters = parametersOf('redshift:DescribeClusterParameters', (ParameterGroupName) => {
      const input: DescribeClusterParametersCommandInput = { ParameterGroupName, MaxRecords: 100 };
      return { input, ask: (asked: typeof input) => redshift.describeClusterParameters(asked), onward: (Marker) => ({ Marker }) };
    });
    return async ({ subject, data: { ClusterParameterGroups: groups = [], PubliclyAccessible: open } }, inner) => {
      const exposure = open === undefined ? undefined : open ? ('internet' as const) : ('private' as const);
      const [group] = groups;
      if (group === undefined) return { data: present({ exposure }) };
      const settled = group.ParameterApplyStatus === undefined ? undefined : group.ParameterApplyStatus === 'in-sync';
      const about = { kinds: [transportEncryption], subject, fields: ['required'] };
      const set = await inner.attempt(about, () => parameters(inner, group.ParameterGroupName));
      const required = settled ? onOrOff(set?.data.get('require_ssl')) : undefined;
      return { data: present({ exposure, settled, required }), from: [set] };
    };
  },
});
