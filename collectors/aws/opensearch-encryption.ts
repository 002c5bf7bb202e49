import { searchDomains } from './search-domains.ts';
import { atRest } from './things.ts';

/** Search domains and the keys that their indices are encrypted under, with AES-256 (OpenSearch Service Developer Guide, "Encryption of data at rest"). */
export const opensearchEncryption = atRest({
  id: 'aws.opensearch-encryption',
  sort: searchDomains,
  tell: ({ EncryptionAtRestOptions: { Enabled: encrypted, KmsKeyId: key } = {} }) => ({
    encrypted,
    key,
    also: { covers: 'everything', ...(encrypted ? { cipher: 'AES-256' } : {}) },
  }),
});
