import type { ListTablesCommandInput } from '@aws-sdk/client-dynamodb';
import type { Look, Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';
import { describedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const Answer = z.object({
  Table: z.object({
    TableName: z.string().min(1),
    TableId: z.string().optional(),
    CreationDateTime: z.date().optional(),
    GlobalTableWitnesses: z.array(z.object({ RegionName: z.string().min(1) })).optional(),
    Replicas: z.array(z.object({ RegionName: z.string().min(1) })).optional(),
    SSEDescription: z.object({ Status: z.string().optional(), KMSMasterKeyArn: z.string().min(1).optional() }).optional(),
  }),
});

export type Table = z.infer<typeof Answer>['Table'];

export function tableSubject(look: Look<AwsSession>, name: string): Subject {
  const id = `arn:${look.session.partition}:dynamodb:${look.region}:${look.account}:table/${name}`;
  return arnSubject(look, { id, service: 'dynamodb', type: 'table', name });
}

/** Tables of DynamoDB, by their names, each with its description. */
export const dynamodbTables = describedBy({
  services: ['dynamodb'],
  call: 'dynamodb:ListTables',
  open: async (look) => {
    const dynamodb = await look.session.client('dynamodb');
    const input: ListTablesCommandInput = { Limit: 100 };
    return {
      input,
      ask: (asked) => dynamodb.listTables(asked),
      items: 'TableNames',
      token: 'LastEvaluatedTableName',
      onward: (ExclusiveStartTableName: string) => ({ ExclusiveStartTableName }),
    };
  },
  shape: z.string().min(1),
  id: 'TableName',
  nameOf: (name) => name,
  subject: tableSubject,
  describing: 'dynamodb:DescribeTable',
  describe: async (look, TableName) => {
    const dynamodb = await look.session.client('dynamodb');
    const ask = (asked: { TableName: string }) => dynamodb.describeTable(asked);
    const { data, replies } = await look.call('dynamodb:DescribeTable', { TableName }, ask, Answer);
    return { data: data.Table, replies };
  },
});
