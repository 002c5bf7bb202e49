import { caches } from './caches.ts';
import { atRest } from './things.ts';

/**
 * Caches and how what they write to disk is encrypted: where it is switched on, under a KMS key or one that the service owns; serverless ones always
 * (ElastiCache User Guide, "At-rest encryption"). What is in memory is not encrypted by it.
 */
export const elasticacheEncryption = atRest({
  id: 'aws.elasticache-encryption',
  sort: caches,
  tell: ({ AtRestEncryptionEnabled, KmsKeyId: key, serverless }) => {
    const encrypted = serverless ? true : AtRestEncryptionEnabled;
    const always = serverless ? ({ basis: 'provider' } as const) : {};
    if (!encrypted) return { encrypted, key: undefined, also: { covers: 'everything' } };
    const also = { covers: 'everything', cipher: 'AES-256' } as const;
    return { encrypted, key, also: key === undefined ? { ...also, keyManager: 'provider' } : also, ...always };
  },
});
