import { CannotObserve, defineSource, EVERY, GLOBAL, type Resolved, type Resolving } from 'claimcheck/plugin';
import { z } from 'zod';
import { allowance } from './allowance.ts';
import { type CloudName, cloudNames, cloudOf } from './clouds.ts';
import { ambient, type Credential, remembered } from './credentials.ts';
import { excludes, meaning } from './errors.ts';
import { type AzureSession, type Reach, reachOf } from './session.ts';
import { calls, everySubscription, type Found, guid, oneSubscription, subscriptionsUnder } from './subscriptions.ts';

const body = z
  .strictObject({
    subscriptions: z
      .union([
        z.literal('all'),
        z
          .array(guid)
          .min(1)
          .refine((ids) => new Set(ids).size === ids.length, 'a subscription is listed twice'),
      ])
      .optional()
      .describe('"all": every subscription that the credentials can see; or a list of subscription ids. Left out: all.'),
    managementGroup: z
      .string()
      .regex(/^[\w().-]{1,90}$/, 'expected the id of a management group')
      .optional()
      .describe('The id of a management group: every subscription under it, at any depth, also those that the credentials cannot see.'),
    cloud: z
      .enum(cloudNames)
      .optional()
      .describe(
        'Left out: public. AZURE_RESOURCE_MANAGER_URL and AZURE_AUTHORITY_HOST (https) in the environment stand in for its addresses, ' +
          'and NODE_EXTRA_CA_CERTS names further roots to trust.',
      ),
  })
  .refine(
    ({ subscriptions, managementGroup }) => subscriptions === undefined || managementGroup === undefined,
    'expected subscriptions or a managementGroup, not both',
  );

type Body = z.infer<typeof body>;

/**
 * States in which a subscription's resources do not run: "Azure subscription states". In all others, unknown ones too, it is looked at
 * (past due and warned ones run on).
 */
const SUSPENDED: readonly (string | undefined)[] = ['Disabled', 'Deleted', 'Expired'];

/**
 * Microsoft Azure: subscriptions by id, by management group, or all that can be seen. Reads go to one address for all regions, so that a
 * subscription has the one region `global`; its collectors say `per: 'region'`, and a suspended one, which has none, is left alone.
 */
export const azure = defineSource<Body, AzureSession>({
  id: 'azure',
  key: 'azure',
  body,
  outline: (body) => namesOf(body).map((name) => ({ name, regions: [GLOBAL] })),
  calls,
  allowance,
  meaning,
  resolve: async (body, resolving) => {
    const { tap, env } = resolving;
    const cloud = cloudOf(body.cloud ?? ('public' satisfies CloudName), env);
    const credential = remembered(ambient(env, cloud), cloud.scope, tap);
    const reach = reachOf(cloud, credential, tap, env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0');
    const found = await find(body, reach, resolving);
    return found.map((one) => resolved(one, reach, credential));
  },
  reopen: ({ name }, tap) => {
    const reach = reachOf(cloudOf('public', {}), NOBODY, tap, true);
    return { open: () => reach.session(name), close: reach.close };
  },
});

/** Stored answers are read again without credentials. */
const NOBODY: Credential = {
  token: () => Promise.reject(new CannotObserve('denied', 'stored answers are read without credentials', { code: 'NoCredentials' })),
  forget: () => {},
  identity: () => undefined,
  failure: () => undefined,
};

function find({ subscriptions = 'all', managementGroup }: Body, reach: Reach, resolving: Resolving): Promise<readonly Found[]> {
  if (managementGroup !== undefined) return subscriptionsUnder(managementGroup, reach, resolving);
  if (subscriptions === 'all') return everySubscription(reach, resolving);
  return Promise.all(subscriptions.map((id) => oneSubscription(id, reach, resolving)));
}

/** One subscription; whatever is wrong with it is its own gap, and no other's. */
function resolved({ id, state, from, gap }: Found, reach: Reach, credential: Credential): Resolved<AzureSession> {
  const session = reach.session(id ?? '');
  const target = { name: id ?? 'unlisted subscriptions', identity: credential.identity(), open: () => session, close: reach.close };
  if (gap !== undefined) return { ...target, regions: [GLOBAL], exclusions: [], gap, noCredentials: isWithoutCredentials(credential, gap) };
  if (!SUSPENDED.includes(state)) return { ...target, regions: [GLOBAL], exclusions: [], excludes };
  return { ...target, regions: [], exclusions: [{ region: EVERY, reason: 'account-suspended', from }] };
}

/** No token could be had, because there is nothing to get one with, or because the authority refuses it: an authority out of reach is not that. */
function isWithoutCredentials(credential: Credential, gap: unknown): boolean {
  return credential.failure() !== undefined && gap instanceof CannotObserve && gap.reason === 'denied';
}

/** What is looked at, before anything was asked. */
function namesOf({ subscriptions = 'all', managementGroup }: Body): readonly string[] {
  if (managementGroup !== undefined) return [`subscriptions of ${managementGroup}`];
  return subscriptions === 'all' ? ['all subscriptions'] : subscriptions;
}
