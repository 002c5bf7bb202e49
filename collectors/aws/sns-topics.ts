import type { ListTopicsCommandInput } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { describedBy } from './sorts.ts';
import { arnSubject } from './subjects.ts';

const Answer = z.object({ Attributes: z.object({ KmsMasterKeyId: z.string().optional() }) });

/** Topics of SNS, each with its attributes. */
export const snsTopics = describedBy({
  services: ['sns'],
  call: 'sns:ListTopics',
  open: async (look) => {
    const sns = await look.session.client('sns');
    const input: ListTopicsCommandInput = {};
    return {
      input,
      ask: (asked) => sns.listTopics(asked),
      items: 'Topics',
      token: 'NextToken',
      onward: (NextToken: string) => ({ NextToken }),
    };
  },
  shape: z.object({ TopicArn: z.string().startsWith('arn:') }),
  id: 'TopicArn',
  nameOf: ({ TopicArn }) => TopicArn,
  subject: (look, id) => arnSubject(look, { id, service: 'sns', type: 'topic', name: id.split(':').at(-1) }),
  describing: 'sns:GetTopicAttributes',
  describe: async (look, { TopicArn }) => {
    const sns = await look.session.client('sns');
    const ask = (asked: { TopicArn: string }) => sns.getTopicAttributes(asked);
    const { data, replies } = await look.call('sns:GetTopicAttributes', { TopicArn }, ask, Answer);
    return { data: data.Attributes, replies };
  },
});
