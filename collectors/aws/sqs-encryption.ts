import { sqsQueues } from './sqs-queues.ts';
import { atRest } from './things.ts';

/**
 * Queues and how their messages are encrypted: under a KMS key, under one of the service's own ("SSE-SQS"), or not at all (SQS Developer Guide,
 * "Encryption at rest"). Messages of before the setting are as they were.
 */
export const sqsEncryption = atRest({
  id: 'aws.sqs-encryption',
  sort: sqsQueues,
  tell: ({ SqsManagedSseEnabled: bySqs, KmsMasterKeyId: key }) => {
    const also = { covers: 'new-writes' } as const;
    if (key !== undefined) return { encrypted: true, key, also: { ...also, algorithm: 'SSE-KMS' } };
    if (bySqs !== true) return { encrypted: bySqs, key: undefined, also };
    return { encrypted: true, key: undefined, also: { ...also, algorithm: 'SSE-SQS', cipher: 'AES-256', keyManager: 'provider' } };
  },
});
