import { snsTopics } from './sns-topics.ts';
import { atRest } from './things.ts';

/**
 * Topics and how their messages are encrypted: under a KMS key, or not at all. Only what is sent after the setting is (SNS Developer Guide,
 * "Encryption at rest").
 */
export const snsEncryption = atRest({
  id: 'aws.sns-encryption',
  sort: snsTopics,
  tell: ({ KmsMasterKeyId }) => {
    const key = KmsMasterKeyId || undefined;
    return { encrypted: key !== undefined, key, also: { covers: 'new-writes', ...(key === undefined ? {} : { algorithm: 'SSE-KMS' }) } };
  },
});
