import { dynamodbTables } from './dynamodb-tables.ts';
import { atRest } from './things.ts';

/**
 * Tables and the keys that they are encrypted under. All are encrypted with AES-256, and nobody can switch that off: without a key in the account it is
 * one that the service owns, and the table has no `SSEDescription` (DynamoDB Developer Guide, "DynamoDB encryption at rest").
 */
export const dynamodbEncryption = atRest({
  id: 'aws.dynamodb-encryption',
  sort: dynamodbTables,
  tell: ({ SSEDescription: { Status, KMSMasterKeyArn: key } = {} }) => {
    const also = { cipher: 'AES-256', covers: 'everything' } as const;
    const ours = Status !== undefined && Status !== 'DISABLED';
    if (ours) return { encrypted: true, key, also, basis: 'provider' };
    return { encrypted: true, key: undefined, also: { ...also, keyManager: 'provider' }, basis: 'provider' };
  },
});
