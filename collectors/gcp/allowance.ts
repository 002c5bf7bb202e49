import type { Allowance } from 'claimcheck/plugin';

/** So many calls in any minute: a quarter of them at once, and the rest spread over it. Counted for the project that calls, whatever is looked at. */
function perMinute(calls: number, pool: string): Allowance {
  return { bucket: calls / 4, rate: (calls * 3) / 4 / 60, pool, everywhere: true };
}

/**
 * Resource Manager v3, "Quotas and usage limits" and what callers were refused by: 600 gets of projects a minute (elastic/cloudbeat#3893), and 240 of
 * everything else (turbot/steampipe-plugin-gcp#441).
 */
const PROJECTS_GET = perMinute(600, 'gcp.projects-get');
const RESOURCE_MANAGER = perMinute(240, 'gcp.resource-manager');

/** Organization Policy publishes no figure that we know: it is asked gently. */
const ORGANIZATION_POLICY: Allowance = { bucket: 10, rate: 5, pool: 'gcp.organization-policy', everywhere: true };

/**
 * Cloud Storage, "Quotas and limits", names no figure for reading buckets' metadata; "Request rate and access distribution guidelines" has
 * 5,000 reads a second of a bucket's objects before it scales. We stay far below it: a wish, not a published quota.
 */
const STORAGE: Allowance = { bucket: 100, rate: 100 };

/** A call of which no figure is published is asked gently. */
const UNKNOWN: Allowance = { bucket: 10, rate: 5 };

/** The provider's published allowance for one call, "storage:buckets.list". */
export function allowance(call: string): Allowance {
  if (call === 'cloudresourcemanager:projects.get') return PROJECTS_GET;
  if (call.startsWith('cloudresourcemanager:')) return RESOURCE_MANAGER;
  if (call.startsWith('orgpolicy:')) return ORGANIZATION_POLICY;
  return call.startsWith('storage:') ? STORAGE : UNKNOWN;
}
