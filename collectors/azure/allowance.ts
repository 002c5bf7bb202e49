import type { Allowance } from 'claimcheck/plugin';

/**
 * Azure Resource Manager, "Understand how Azure Resource Manager throttles requests": reads of one principal in one subscription and
 * region have a bucket of 250, and 25 more a second.
 */
const ARM_READS: Allowance = { bucket: 250, rate: 25 };

/** "Scalability targets for the Azure Storage resource provider", per subscription and region: 100 lists, 800 reads in five minutes. */
const STORAGE_LISTS: Allowance = { bucket: 100, rate: 100 / 300 };
const STORAGE_READS: Allowance = { bucket: 800, rate: 800 / 300 };

/** The provider's published allowance for one call, "storage:StorageAccounts_List". Never more than the resource manager lets through. */
export function allowance(call: string): Allowance {
  if (!call.startsWith('storage:')) return ARM_READS;
  const storage = call.includes('_List') ? STORAGE_LISTS : STORAGE_READS;
  return { bucket: Math.min(storage.bucket, ARM_READS.bucket), rate: Math.min(storage.rate, ARM_READS.rate) };
}
