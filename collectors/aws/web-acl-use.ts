import type { ResourceType } from '@aws-sdk/client-wafv2';
import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';
import { settingOf } from './setting.ts';

export const USE_CALL = 'wafv2:ListResourcesForWebACL';
const Resources = z.object({ ResourceArns: z.array(z.string()).optional() });

/** What a regional list can stand before, the most usual first. */
const SORTS: readonly ResourceType[] = [
  'APPLICATION_LOAD_BALANCER',
  'API_GATEWAY',
  'APPSYNC',
  'COGNITO_USER_POOL',
  'APP_RUNNER_SERVICE',
  'VERIFIED_ACCESS_INSTANCE',
  'AMPLIFY',
];

/** Whether it stands before anything. A sort of thing that the region does not have is refused as a wrong parameter. */
export async function standsBefore(look: Look<AwsSession>, WebACLArn: string): Promise<Seen<boolean>> {
  const waf = await look.session.client('wafv2');
  const replies: string[] = [];
  for (const ResourceType of SORTS) {
    const input = { WebACLArn, ResourceType };
    const asking = { call: USE_CALL, input, ask: (asked: typeof input) => waf.listResourcesForWebACL(asked) };
    const seen = await settingOf(look, { ...asking, shape: Resources, none: ['WAFInvalidParameterException'] });
    replies.push(...seen.replies);
    if (seen.data !== 'none' && (seen.data.ResourceArns ?? []).length > 0) return { data: true, replies };
  }
  return { data: false, replies };
}
