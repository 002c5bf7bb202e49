import { redshiftClusters } from './redshift-clusters.ts';
import { atRest } from './things.ts';

/**
 * Redshift clusters and the keys that they are encrypted under: of KMS, or of a hardware module of the customer's (Redshift Management Guide,
 * "Database encryption"). While a change is going on the cluster still says what it was.
 */
export const redshiftEncryption = atRest({
  id: 'aws.redshift-encryption',
  sort: redshiftClusters,
  tell: ({ Encrypted: encrypted, KmsKeyId: key, HsmStatus }) => {
    const also = { covers: 'everything', ...(encrypted ? { cipher: 'AES-256' } : {}) } as const;
    if (!encrypted || key !== undefined || !HsmStatus?.HsmClientCertificateIdentifier) return { encrypted, key, also };
    return { encrypted, key, also: { ...also, keyManager: 'customer' } };
  },
});
