import type { ListQueuesCommandInput } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { describedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const Answer = z.object({
  Attributes: z.object({ SqsManagedSseEnabled: flag.optional(), KmsMasterKeyId: z.string().min(1).optional() }),
});

/** Queues of SQS, by their addresses, each with its attributes. Where there are none, the list is left out of the answer. */
export const sqsQueues = describedBy({
  services: ['sqs'],
  call: 'sqs:ListQueues',
  open: async (look) => {
    const sqs = await look.session.client('sqs');
    const input: ListQueuesCommandInput = { MaxResults: 1000 };
    return {
      input,
      ask: (asked) => sqs.listQueues(asked),
      items: 'QueueUrls',
      token: 'NextToken',
      onward: (NextToken: string) => ({ NextToken }),
      leftOutWhereEmpty: true,
    };
  },
  shape: z.string().min(1),
  id: 'QueueUrl',
  nameOf: (url) => url,
  subject: (look, url) => {
    const name = url.split('/').at(-1) ?? url;
    const id = `arn:${look.session.partition}:sqs:${look.region}:${look.account}:${name}`;
    return arnSubject(look, { id, service: 'sqs', type: 'queue', name });
  },
  describing: 'sqs:GetQueueAttributes',
  describe: async (look, QueueUrl) => {
    const sqs = await look.session.client('sqs');
    const ask = (asked: { QueueUrl: string }) => sqs.getQueueAttributes({ ...asked, AttributeNames: ['All'] });
    const { data, replies } = await look.call('sqs:GetQueueAttributes', { QueueUrl }, ask, Answer);
    return { data: data.Attributes, replies };
  },
});
