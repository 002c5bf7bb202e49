import type { Allowance } from 'claimcheck/plugin';

/**
 * "Scalability targets for the Azure Storage resource provider", per subscription and region: 100 lists and 800 reads in five minutes. Reads are given
 * no more at once than leaves the others something of the resource manager's.
 */
const STORAGE_LISTS: Allowance = { bucket: 100, rate: 100 / 300, pool: 'azure.storage-lists' };
const STORAGE_READS: Allowance = { bucket: 50, rate: 800 / 300, pool: 'azure.storage-reads' };

/**
 * Azure Resource Manager, "Understand how Azure Resource Manager throttles requests": reads of one principal in one subscription and region have a
 * bucket of 250, and 25 more a second. What providers with limits of their own may take counts here too, and is taken off.
 */
const ARM_READS: Allowance = {
  bucket: 250 - STORAGE_LISTS.bucket - STORAGE_READS.bucket,
  rate: 25 - STORAGE_LISTS.rate - STORAGE_READS.rate,
  pool: 'azure.arm-reads',
};

/** The provider's published allowance for one call, "storage:StorageAccounts_List". */
export function allowance(call: string): Allowance {
  if (!call.startsWith('storage:')) return ARM_READS;
  return call.includes('_List') ? STORAGE_LISTS : STORAGE_READS;
}
