import { fileSystems } from './file-systems.ts';
import { atRest } from './things.ts';

/** File systems and the keys that they are encrypted under, which is chosen when they are made, and then for ever. */
export const efsEncryption = atRest({
  id: 'aws.efs-encryption',
  sort: fileSystems,
  tell: ({ Encrypted: encrypted, KmsKeyId: key }) => ({
    encrypted,
    key,
    also: encrypted ? { cipher: 'AES-256', covers: 'everything' } : { covers: 'everything' },
  }),
});
