import { z } from 'zod';
import { MANAGERS, ORIGINS } from './keys.ts';

const instant = z.date();

const word = z.string().regex(/^\w{1,60}$/);

/** KMS DescribeKey. */
export const Description = z.object({
  KeyMetadata: z.object({
    KeyManager: z.enum(['AWS', 'CUSTOMER']),
    KeyState: z.string(),
    Origin: z.string(),
    KeyUsage: z.string().optional(),
    KeySpec: word.optional(),
    // Its name until 2021, with the same values; servers of that time send no other.
    CustomerMasterKeySpec: word.optional(),
    MultiRegion: z.boolean().optional(),
    MultiRegionConfiguration: z.object({ MultiRegionKeyType: z.string().optional() }).optional(),
    CreationDate: instant.optional(),
    ValidTo: instant.optional(),
    DeletionDate: instant.optional(),
  }),
});

export type Metadata = z.infer<typeof Description>['KeyMetadata'];

const STATES: Readonly<
  Record<string, 'enabled' | 'disabled' | 'creating' | 'updating' | 'pending-import' | 'pending-deletion' | 'unavailable'>
> = {
  Enabled: 'enabled',
  Disabled: 'disabled',
  Creating: 'creating',
  Updating: 'updating',
  PendingImport: 'pending-import',
  PendingDeletion: 'pending-deletion',
  PendingReplicaDeletion: 'pending-deletion',
  Unavailable: 'unavailable',
};
const USAGES: Readonly<Record<string, 'encrypt' | 'sign' | 'mac' | 'agree'>> = {
  ENCRYPT_DECRYPT: 'encrypt',
  SIGN_VERIFY: 'sign',
  GENERATE_VERIFY_MAC: 'mac',
  KEY_AGREEMENT: 'agree',
};
const REGIONS: Readonly<Record<string, 'primary' | 'replica'>> = { PRIMARY: 'primary', REPLICA: 'replica' };

/** Why KMS cannot rotate a key automatically (KMS Developer Guide, "Rotate AWS KMS keys"). Undefined: it can. 'unknown': a word we do not know. */
export function ineligible(
  key: Metadata,
): 'imported' | 'custom-key-store' | 'hmac' | 'post-quantum' | 'asymmetric' | 'usage' | 'unknown' | undefined {
  if (key.Origin === 'EXTERNAL') return 'imported';
  if (key.Origin === 'AWS_CLOUDHSM' || key.Origin === 'EXTERNAL_KEY_STORE') return 'custom-key-store';
  if (key.Origin !== 'AWS_KMS') return 'unknown';
  const spec = specOf(key);
  if (spec?.startsWith('HMAC_')) return 'hmac';
  if (spec?.startsWith('ML_')) return 'post-quantum';
  if (spec !== undefined && spec !== 'SYMMETRIC_DEFAULT') return 'asymmetric';
  if (key.KeyUsage !== undefined && key.KeyUsage !== 'ENCRYPT_DECRYPT') return 'usage';
  return spec === undefined ? 'unknown' : undefined;
}

function specOf(key: Metadata): string | undefined {
  return key.KeySpec ?? key.CustomerMasterKeySpec;
}

/** What DescribeKey alone says; a word of KMS that we do not know leaves its field unseen. */
export function described(key: Metadata) {
  const multiRegion = key.MultiRegion === false ? ('no' as const) : REGIONS[key.MultiRegionConfiguration?.MultiRegionKeyType ?? ''];
  const why = ineligible(key);
  const spec = specOf(key);
  return present({
    manager: MANAGERS[key.KeyManager],
    state: STATES[key.KeyState],
    usage: USAGES[key.KeyUsage ?? ''],
    spec,
    symmetric: spec === undefined ? undefined : spec === 'SYMMETRIC_DEFAULT' || spec.startsWith('HMAC_'),
    origin: ORIGINS[key.Origin],
    multiRegion,
    createdAt: key.CreationDate?.toISOString(),
    expiresAt: key.ValidTo?.toISOString(),
    deletionAt: key.DeletionDate?.toISOString(),
    rotationEligible: why === 'unknown' ? undefined : why === undefined,
    rotationIneligibleBecause: why === 'unknown' ? undefined : why,
  });
}

/** Without the fields that are undefined. */
export function present<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> };
export function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
