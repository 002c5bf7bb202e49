import { CannotObserve, defineCollector, type Look, location, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { controlPoliciesOf, LEVEL_CALLS } from './control-policies.ts';
import { homeRegion } from './partitions.ts';
import { type Confinement, confinementBy } from './region-limits.ts';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';
import { aws } from './source.ts';

const DESCRIBE = 'organizations:DescribeOrganization';
const Described = z.object({
  Organization: z.object({ MasterAccountId: z.string().regex(/^\d{12}$/), FeatureSet: z.enum(['ALL', 'CONSOLIDATED_BILLING']) }),
});
const kinds = [location];
const FIELDS = ['confined', 'confinedTo'];

interface Read {
  readonly found: Confinement;
  readonly from: readonly Seen<unknown>[];
}

/** To which regions the organization's service control policies confine the account; where it is in none, to nothing. Recipe A-REG. */
export const regionConfinement = defineCollector({
  id: 'aws.region-confinement',
  version: 1,
  source: aws,
  per: 'target',
  kinds,
  answers: { [location.id]: FIELDS },
  services: ['organizations'],
  calls: { [DESCRIBE]: ['organizations:DescribeOrganization'], ...LEVEL_CALLS },

  collect: async (look) => {
    const subject = { id: look.account, service: 'organizations', type: 'account', account: look.account };
    // An account holds no data by its nature: who may not read its policies leaves a gap about them alone.
    const read = await look.attempt({ kinds, subject, fields: FIELDS }, () => confinementOf(look));
    if (read === undefined) look.observe(location, subject, { holdsData: false }, [], 'provider');
    else look.observe(location, subject, { holdsData: false, ...read.found }, read.from);
  },
});

async function confinementOf(look: Look<AwsSession>): Promise<Read> {
  const client = await look.session.client('organizations', homeRegion(look.session.partition));
  const organization = await settingOf(look, {
    call: DESCRIBE,
    input: {},
    ask: (asked) => client.describeOrganization(asked),
    shape: Described,
    none: ['AWSOrganizationsNotInUseException'],
  });
  if (organization.data === 'none' || isFree(organization.data, look.account)) return { found: { confined: false }, from: [organization] };
  const { levels, from } = await controlPoliciesOf(look, client);
  // With these policies on, each level has one at least; where all are without, none are in use.
  if (levels.some((level) => level.length === 0) && levels.some((level) => level.length > 0)) throw emptyLevel(from);
  return { found: confinementBy(levels.flat()), from: [organization, ...from] };
}

/** Organizations User Guide, "Service control policies": they do not touch the management account, and need all features. */
function isFree({ Organization: { MasterAccountId, FeatureSet } }: z.infer<typeof Described>, account: string): boolean {
  return MasterAccountId === account || FeatureSet !== 'ALL';
}

function emptyLevel(from: readonly Seen<unknown>[]): CannotObserve {
  const about = {
    call: 'organizations:ListPoliciesForTarget',
    code: 'LevelWithoutPolicy',
    replies: from.flatMap(({ replies }) => replies),
  };
  return new CannotObserve('malformed', 'a level of the organization has no service control policy, and others have', about);
}
