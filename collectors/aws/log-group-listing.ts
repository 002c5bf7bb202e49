import type { DescribeLogGroupsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { listedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const Group = z.object({
  logGroupName: z.string().min(1),
  retentionInDays: z.number().int().positive().optional(),
  retentionPolicyName: z.string().optional(),
  kmsKeyId: z.string().min(1).optional(),
  logGroupClass: z.string().optional(),
  storedBytes: z.number().optional(),
});
export type LogGroup = z.infer<typeof Group>;

/** Log groups of CloudWatch Logs, 50 a page. */
export const groups = listedBy({
  services: ['cloudwatch-logs'],
  call: 'logs:DescribeLogGroups',
  open: async (look) => {
    const logs = await look.session.client('logs');
    const input: DescribeLogGroupsCommandInput = { limit: 50 };
    const onward = (nextToken: string) => ({ nextToken });
    return { input, ask: (asked) => logs.describeLogGroups(asked), items: 'logGroups', token: 'nextToken', onward };
  },
  shape: Group,
  id: 'logGroupName',
  nameOf: ({ logGroupName }) => logGroupName,
  subject: (look, name) => {
    const id = `arn:${look.session.partition}:logs:${look.region}:${look.account}:log-group:${name}`;
    return arnSubject(look, { id, service: 'cloudwatch-logs', type: 'log-group', name });
  },
});
