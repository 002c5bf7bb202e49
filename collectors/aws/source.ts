import { CannotObserve, defineSource, EVERY, type Resolved, type Resolving, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { allowance } from './allowance.ts';
import { loadFirst } from './clients.ts';
import { ambient, assumed, type Provider, type Role } from './credentials.ts';
import { meaning } from './errors.ts';
import { membersOf } from './organization.ts';
import { homeRegion } from './partitions.ts';
import { type AwsSession, clientsOf } from './session.ts';

const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/[\w+=,.@/-]+$/;

const externalId = z.string().min(2).max(1224).optional().describe("The external id that the role's trust policy asks for.");

const body = z
  .strictObject({
    accounts: z
      .array(
        z.strictObject({
          role: z.string().regex(ROLE, 'expected the ARN of a role').describe('The role to assume in the account.'),
          externalId,
        }),
      )
      .min(1)
      .optional()
      .describe('Left out, and no organization: the account of the ambient credentials.'),
    organization: z
      .literal(true)
      .optional()
      .describe(
        "All accounts of the organization of the ambient credentials, which are its management account's or a delegated one's; with `role`.",
      ),
    role: z
      .string()
      .regex(/^[\w+=,.@/-]{1,64}$/, 'expected the name of a role, without its ARN')
      .optional()
      .describe(
        'With `organization`: the role to assume in each of its accounts; the account of the ambient credentials is looked at with those.',
      ),
    externalId: externalId.describe('With `organization`: the external id that the trust policies ask for.'),
    regions: z
      .union([
        z.literal('all'),
        z.strictObject({
          only: z.array(z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'expected a region, like eu-west-1')).min(1),
          because: z.string().min(1).describe('Why the other regions are left out.'),
        }),
      ])
      .optional()
      .describe('Left out: all.'),
  })
  .superRefine(({ accounts, organization, role, externalId: id }, { addIssue }) => {
    const wrong = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
    if (organization && accounts !== undefined) wrong('accounts', 'expected either accounts or organization');
    if (organization && role === undefined) wrong('role', 'expected the name of the role to assume in each account of the organization');
    if (!organization && role !== undefined) wrong('role', 'expected only with organization: true');
    if (!organization && id !== undefined) wrong('externalId', 'expected only with organization: true');
  });

type Body = z.infer<typeof body>;

const Identity = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().regex(/^arn:aws[a-z-]*:/) });
const Regions = z.object({ Regions: z.array(z.object({ RegionName: z.string().min(1), OptInStatus: z.string().optional() })).min(1) });

/** Amazon Web Services: accounts by role, by the ambient credentials, or all of an organization. */
export const aws = defineSource<Body, AwsSession>({
  id: 'aws',
  key: 'aws',
  body,
  outline: ({ accounts, organization, regions }) =>
    (organization ? [ORGANIZATION] : namesOf(accounts)).map((name) => ({ name, regions: onlyOf(regions) ?? [EVERY] })),
  calls: {
    'sts:AssumeRole': ['sts:AssumeRole'],
    'sts:GetCallerIdentity': [],
    'ec2:DescribeRegions': ['ec2:DescribeRegions'],
    'organizations:ListAccounts': ['organizations:ListAccounts'],
  },
  makes: ({ accounts, organization }) => [
    'sts:GetCallerIdentity',
    'ec2:DescribeRegions',
    ...(accounts !== undefined || organization ? ['sts:AssumeRole'] : []),
    ...(organization ? ['organizations:ListAccounts'] : []),
  ],
  allowance,
  meaning,
  load: loadFirst,
  reopen: ({ identity }, tap) => {
    const clients = clientsOf(nobody, tap, true);
    return { open: (region) => clients.open(region, partitionOf(identity) ?? 'aws'), close: clients.close };
  },
  resolve: async ({ accounts, organization, role, externalId: id, regions }, resolving) => {
    const { tap, env } = resolving;
    const only = onlyOf(regions);
    // A profile may have a region of its own; a web identity has none, and the SDK would warn and take us-east-1.
    const told = env.AWS_REGION || env.AWS_DEFAULT_REGION || env.AWS_WEB_IDENTITY_TOKEN_FILE;
    const own = await ambient(tap, told ? firstRegion(undefined, only, env) : undefined);
    const resolved =
      organization && role !== undefined
        ? await resolveOrganization({ role, externalId: id }, only, own, resolving)
        : await Promise.all((accounts ?? [undefined]).map((account) => resolveAccount(account, only, own, resolving)));
    return typeof regions === 'object' ? resolved.map((target) => ({ ...target, because: regions.because })) : resolved;
  },
});

/** How an organization is called before its accounts are known. */
const ORGANIZATION = 'organization';

/** Each account of the organization by itself; what keeps the list from being whole is a gap of its own. `role`: a name, the same everywhere. */
async function resolveOrganization(
  { role, externalId: id }: Role,
  only: readonly string[] | undefined,
  own: Provider,
  resolving: Resolving,
): Promise<readonly Resolved<AwsSession>[]> {
  const home = await resolveAccount(undefined, only, own, resolving);
  if (home.identity === undefined) return [home];
  const partition = partitionOf(home.identity) ?? 'aws';
  const { members, gap } = await membersOf(home.open(firstRegion(undefined, only, resolving.env)), resolving);
  const resolved = members.map(async (member): Promise<Resolved<AwsSession>> => {
    if (member.suspended)
      return { ...nothing(home, member.id), exclusions: [{ region: EVERY, reason: 'account-suspended', from: [member.from] }] };
    if (member.id === home.name) return home;
    const theirs = { role: `arn:${partition}:iam::${member.id}:role/${role}`, externalId: id };
    return resolveAccount(theirs, only, own, resolving);
  });
  const known = await Promise.all(resolved);
  const unlisted = members.some((member) => member.id === home.name) ? [] : [home];
  return [...known, ...unlisted, ...(gap === undefined ? [] : [{ ...nothing(home, ORGANIZATION), regions: only ?? [EVERY], gap }])];
}

/** A target that nothing is asked of. */
function nothing({ open }: Resolved<AwsSession>, name: string): Resolved<AwsSession> {
  return { name, regions: [], exclusions: [], open, close: () => {} };
}

/** Signs requests that go nowhere. */
const nobody: Provider = async () => ({ accessKeyId: 'NOBODY', secretAccessKey: 'nothing' });

/** One account; whatever is wrong with it is its own gap, and no other's. */
async function resolveAccount(
  role: Role | undefined,
  only: readonly string[] | undefined,
  own: Provider,
  resolving: Resolving,
): Promise<Resolved<AwsSession>> {
  const { tap, env } = resolving;
  const first = firstRegion(role, only, env);
  const theirs = role === undefined ? { credentials: own } : await assumed(role, first, own, tap);
  const clients = clientsOf(theirs.credentials, tap, env.NODE_TLS_REJECT_UNAUTHORIZED !== '0');
  const [name = ''] = namesOf(role === undefined ? undefined : [role]);
  let partition = partitionOf(role?.role) ?? 'aws';
  const found = {
    name,
    regions: only ?? [EVERY],
    exclusions: [],
    open: (region: string) => clients.open(region, partition),
    close: () => {
      clients.close();
      if ('close' in theirs) theirs.close();
    },
  };

  const refused = await credentialsFault(own);
  if (refused !== undefined) return { ...found, ...refused };
  try {
    if (role !== undefined) {
      await resolving.call('sts:AssumeRole', { RoleArn: role.role }, () => theirs.credentials().then(() => ({})), z.object({}));
    }
  } catch (gap) {
    return { ...found, gap };
  }
  let who: Seen<z.infer<typeof Identity>>;
  try {
    const sts = await clients.open(first, partition).client('sts');
    who = await resolving.call('sts:GetCallerIdentity', {}, (input) => sts.getCallerIdentity(input), Identity);
  } catch (gap) {
    // This call needs no permission: a refusal means that the credentials are worth nothing.
    return { ...found, gap, noCredentials: gap instanceof CannotObserve && gap.reason === 'denied' };
  }
  partition = partitionOf(who.data.Arn) ?? partition;
  const known = { ...found, name: who.data.Account, identity: who.data.Arn };
  try {
    const ec2 = await clients.open(first, partition).client('ec2');
    const listing = await resolving.call('ec2:DescribeRegions', { AllRegions: true }, (input) => ec2.describeRegions(input), Regions);
    return { ...known, ...sorted(listing, only) };
  } catch (gap) {
    if (only === undefined) return { ...known, gap };
    return { ...known, regions: only, exclusions: [{ region: EVERY, reason: 'by-config', from: [] }] };
  }
}

/** A region whose status we do not know is walked: only the provider's "not-opted-in" excludes one. */
function sorted(listing: Seen<z.infer<typeof Regions>>, only: readonly string[] | undefined): Pick<Resolved, 'regions' | 'exclusions'> {
  const off = listing.data.Regions.filter((region) => region.OptInStatus === 'not-opted-in').map((region) => region.RegionName);
  const on = listing.data.Regions.map((region) => region.RegionName).filter((region) => !off.includes(region));
  const walked = (only ?? on).filter((region) => !off.includes(region));
  const left = on.filter((region) => !walked.includes(region));
  return {
    regions: [...new Set(walked)].sort(),
    exclusions: [
      ...off.sort().map((region) => ({ region, reason: 'region-disabled' as const, from: [listing] })),
      ...left.sort().map((region) => ({ region, reason: 'by-config' as const, from: [listing] })),
    ],
  };
}

/** Whether the chain finds any credentials at all, before anything is asked with them. */
async function credentialsFault(own: Provider): Promise<Pick<Resolved, 'gap' | 'noCredentials'> | undefined> {
  try {
    await own();
    return undefined;
  } catch (cause) {
    const { reason, code } = meaning(cause);
    const gap = new CannotObserve(reason, 'no AWS credentials could be had', { cause, ...(code === undefined ? {} : { code }) });
    return { gap, noCredentials: reason === 'denied' };
  }
}

/** Where the first calls go: the environment's region, one of those asked for, or one that the role's partition has. */
function firstRegion(role: Role | undefined, only: readonly string[] | undefined, env: Resolving['env']): string {
  const [asked] = only ?? [];
  return env.AWS_REGION || env.AWS_DEFAULT_REGION || asked || homeRegion(partitionOf(role?.role));
}

function partitionOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[1];
}

function onlyOf(regions: Body['regions']): readonly string[] | undefined {
  return typeof regions === 'object' ? regions.only : undefined;
}

/** Account ids, before anything was asked. */
function namesOf(accounts: readonly Role[] | undefined): readonly string[] {
  return accounts?.map(({ role }) => ROLE.exec(role)?.[2] ?? role) ?? ['own account'];
}
