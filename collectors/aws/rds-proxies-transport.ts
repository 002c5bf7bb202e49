import type { DescribeDBProxiesCommandInput } from '@aws-sdk/client-rds';
import { transportEncryption } from 'claimcheck/plugin';
import { z } from 'zod';
import { present } from './kms-key-facts.ts';
import { listedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';
import { eachOf } from './things.ts';

const proxies = listedBy({
  services: ['rds'],
  call: 'rds:DescribeDBProxies',
  open: async (look) => {
    const rds = await look.session.client('rds');
    const input: DescribeDBProxiesCommandInput = { MaxRecords: 100 };
    const onward = (Marker: string) => ({ Marker });
    return { input, ask: (asked) => rds.describeDBProxies(asked), items: 'DBProxies', token: 'Marker', onward };
  },
  shape: z.object({ DBProxyArn: z.string().startsWith('arn:'), RequireTLS: z.boolean().optional() }),
  id: 'DBProxyArn',
  nameOf: ({ DBProxyArn }) => DBProxyArn,
  subject: (look, id) => arnSubject(look, { id, service: 'rds', type: 'proxy' }),
});

/** Whether proxies of RDS turn connections without TLS away: a door of its own to a database, whatever that one's parameters say. None is public. */
export const rdsProxiesTransport = eachOf({
  id: 'aws.rds-proxies-transport',
  kind: transportEncryption,
  sort: proxies,
  open:
    () =>
    ({ data: { RequireTLS: required } }) => ({ data: { ...present({ required }), exposure: 'private' as const } }),
});
