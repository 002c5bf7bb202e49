import type { DescribeDBClusterParametersCommandInput, DescribeDBParametersCommandInput } from '@aws-sdk/client-rds';
import { transportEncryption } from 'claimcheck/plugin';
import { present } from './kms-key-facts.ts';
import { parametersOf } from './parameters.ts';
import { databases } from './rds-databases.ts';
import { deciding, tlsOf } from './rds-tls.ts';
import { eachOf } from './things.ts';

/**
 * Whether databases turn connections without TLS away, by the parameters that are in force. Recipe A-RDS-TLS. All values are read, the engine's defaults
 * too, because the newer an engine is the more of them are on. While one waits for a reboot, what is in force is not told.
 */
export const rdsTransport = eachOf({
  id: 'aws.rds-transport',
  kind: transportEncryption,
  sort: databases,
  calls: {
    'rds:DescribeDBParameters': ['rds:DescribeDBParameters'],
    'rds:DescribeDBClusterParameters': ['rds:DescribeDBClusterParameters'],
  },
  open: async (look) => {
    const rds = await look.session.client('rds');
    const onward = (Marker: string) => ({ Marker });
    const parameters = {
      instance: parametersOf('rds:DescribeDBParameters', (DBParameterGroupName) => {
        const input: DescribeDBParametersCommandInput = { DBParameterGroupName, MaxRecords: 100 };
        return { input, ask: (asked: typeof input) => rds.describeDBParameters(asked), onward };
      }),
      cluster: parametersOf('rds:DescribeDBClusterParameters', (DBClusterParameterGroupName) => {
        const input: DescribeDBClusterParametersCommandInput = { DBClusterParameterGroupName, MaxRecords: 100 };
        return { input, ask: (asked: typeof input) => rds.describeDBClusterParameters(asked), onward };
      }),
    };
    return async ({ subject, data }, inner) => {
      const { PubliclyAccessible: open, Engine: engine = '', CertificateDetails: certificate } = data.instance ?? data.cluster ?? {};
      const exposure = open === undefined ? undefined : open ? ('internet' as const) : ('private' as const);
      const shared = { exposure, certificateUntil: certificate?.ValidTill?.toISOString() };
      const group = deciding(data);
      if (group === undefined) return { data: present(shared) };
      const about = { kinds: [transportEncryption], subject, fields: ['required', 'minimumVersion'] };
      const set = await inner.attempt(about, () => parameters[group.of](inner, group.name));
      return { data: present({ ...shared, settled: group.settled, ...(group.settled ? tlsOf(engine, set?.data) : {}) }), from: [set] };
    };
  },
});
