import type { Allowance } from 'claimcheck/plugin';

/**
 * Resource Manager, "Quotas and usage limits", of one calling project: v3 lists 10 a second and 600 a minute; elastic/cloudbeat#3893 saw
 * 600 a minute for projects.get of v3. Counted for the project that calls, not for the one that is looked at.
 */
const RESOURCE_MANAGER: Allowance = { bucket: 10, rate: 10 };

/**
 * Cloud Storage, "Quotas and limits", names no figure for reading buckets' metadata; "Request rate and access distribution guidelines" has
 * 5,000 reads a second of a bucket's objects before it scales. We stay far below it: a wish, not a published quota.
 */
const STORAGE: Allowance = { bucket: 100, rate: 100 };

/** A call of which no figure is published is asked gently. */
const UNKNOWN: Allowance = { bucket: 10, rate: 5 };

/** The provider's published allowance for one call, "storage:buckets.list". */
export function allowance(call: string): Allowance {
  if (call.startsWith('cloudresourcemanager:')) return RESOURCE_MANAGER;
  if (call.startsWith('storage:')) return STORAGE;
  return UNKNOWN;
}
