import type { Policy, Statement } from './s3-policy.ts';

/** Neither: nobody can say. `confinedTo`: nothing is let through outside of them; other rules may let less through inside. */
export type Confinement = { readonly confined: false } | { readonly confined: true; readonly confinedTo: string[] } | Record<string, never>;

/** What the service control policies above an account say of regions. Denials add up: what is let through is inside of each. */
export function confinementBy(policies: readonly Policy[]): Confinement {
  const statements = policies.flatMap(({ Statement: all }) => all);
  const limits = statements.map(limitOf).filter((limit) => limit !== undefined);
  const [first, ...others] = limits;
  if (first !== undefined) {
    const inside = first.filter((region) => others.every((other) => other.includes(region)));
    return { confined: true, confinedTo: [...new Set(inside)].sort() };
  }
  return statements.some(mayLimit) ? {} : { confined: false };
}

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** A denial of everything outside of some regions, to everybody, but for what holds no data in a region; undefined: it is none. */
function limitOf({ Effect, Action, NotAction, Resource, NotResource, Condition = {} }: Statement): readonly string[] | undefined {
  const everything = Action?.some((one) => /^\*+$/.test(one)) ?? NotAction?.every(isWithoutRegion) ?? false;
  if (Effect !== 'Deny' || !everything || NotResource !== undefined || !Resource?.some((one) => /^\*+$/.test(one))) return undefined;
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: [values].flat() })),
  );
  const [test, ...more] = tests;
  if (test === undefined || more.length > 0 || test.key.toLowerCase() !== 'aws:requestedregion') return undefined;
  // A pattern without a wildcard is the text itself.
  if (!/^StringNot(Equals|EqualsIgnoreCase|Like)(IfExists)?$/i.test(test.operator)) return undefined;
  return test.values.length > 0 && test.values.every((value) => REGION.test(value)) ? test.values : undefined;
}

/** Whether a statement could keep something to a region in a way that is not decided here. */
function mayLimit({ Effect, Action, NotAction, Resource = [], NotResource = [], Condition = {} }: Statement): boolean {
  const keys = Object.values(Condition).flatMap((test) => Object.keys(test));
  const values = Object.values(Condition).flatMap((test) => Object.values(test).flat());
  if (keys.some((key) => /region|availabilityzone/i.test(key))) return true;
  if ([...Resource, ...NotResource, ...values].some((arn) => /^arn:[^:]*:[^:]*:[^:*]+:/.test(arn))) return true;
  const open = NotAction !== undefined || Action?.some((one) => /^\*+$/.test(one));
  return Effect === 'Deny' && open === true && NotResource.length === 0 && keys.length === 0;
}

/**
 * Services without a region, and those in whose regions only settings and keys lie: what AWS leaves out of such denials itself (AWS Control Tower Controls
 * Reference, "Deny access to AWS based on the requested AWS Region"), but for what can hold data there: ecr-public, quicksight, chime and others.
 */
const WITHOUT_REGION = new Set(
  (
    'account acm aws-marketplace aws-marketplace-management aws-portal billing billingconductor budgets ce cloudfront config consolidatedbilling cur ' +
    'directconnect fms freetier globalaccelerator health iam invoicing kms networkmanager organizations payments pricing route53 ' +
    'route53-recovery-cluster route53-recovery-control-config route53-recovery-readiness route53domains shield sts support supportplans ' +
    'sustainability tax trustedadvisor waf waf-regional wafv2'
  ).split(' '),
);

/** Of any other service only what reads, and S3's settings of the account, can be left out of the denial. */
function isWithoutRegion(action: string): boolean {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  return WITHOUT_REGION.has(service) || (/^[a-z0-9-]+$/.test(service) && /^(describe|get|list|putaccountpublic)/.test(name));
}
