import type { ListWebACLsCommandInput, Scope } from '@aws-sdk/client-wafv2';
import { defineCollector, detection, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { itemsOf } from './listing.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';
import { Answer, rulesIn } from './web-acl-facts.ts';
import { standsBefore, USE_CALL } from './web-acl-use.ts';

const Acl = z.object({ ARN: z.string().startsWith('arn:'), Id: z.string().min(1), Name: z.string().min(1) });
const kinds = [detection];

/**
 * Web access control lists of AWS WAF, which stop requests to the things that they stand before: one that stands before nothing is off. Recipe A-DET. The
 * lists of CloudFront are in us-east-1; before which distributions they stand, WAF does not say.
 */
export const webAcls = defineCollector({
  id: 'aws.web-acls',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['waf'],
  calls: {
    'wafv2:ListWebACLs': ['wafv2:ListWebACLs'],
    'wafv2:GetWebACL': ['wafv2:GetWebACL'],
    [USE_CALL]: [USE_CALL],
  },

  collect: async (look) => {
    const replies: string[] = [];
    let found = 0;
    for (const Scope of look.region === 'us-east-1' ? (['REGIONAL', 'CLOUDFRONT'] as const) : (['REGIONAL'] as const)) {
      for await (const { page, items, lost } of await listed(look, Scope)) {
        replies.push(...page.replies);
        found += items.length + lost;
        await look.each(
          items,
          ({ ARN }) => ({ kinds, subject: subject(look, ARN) }),
          async (acl, inner) => observe(inner, acl, Scope, page),
        );
      }
    }
    if (found > 0) return;
    const none = { ...subject(look, `${look.account}/${look.region}/waf`), type: 'region-setting' };
    look.observe(detection, none, { watches: 'web-requests', active: false }, [{ data: undefined, replies }]);
  },
});

async function listed(look: Look<AwsSession>, Scope: Scope) {
  const waf = await look.session.client('wafv2');
  const input: ListWebACLsCommandInput = { Scope, Limit: 100 };
  return itemsOf(look, {
    call: 'wafv2:ListWebACLs',
    input,
    ask: (asked) => waf.listWebACLs(asked),
    items: 'WebACLs',
    token: 'NextMarker',
    onward: (NextMarker) => ({ NextMarker }),
    shape: Acl,
    id: 'ARN',
    subject: (id) => subject(look, id),
    about: { kinds },
  });
}

async function observe(look: Look<AwsSession>, { ARN, Id, Name }: z.infer<typeof Acl>, Scope: Scope, page: Seen<unknown>) {
  const waf = await look.session.client('wafv2');
  const rules = await look.attempt({ kinds, subject: subject(look, ARN), fields: ['rules', 'blocks'] }, () =>
    look.call('wafv2:GetWebACL', { Scope, Id, Name }, (asked) => waf.getWebACL(asked), Answer),
  );
  const regional = Scope === 'REGIONAL';
  const used = regional
    ? await look.attempt({ kinds, subject: subject(look, ARN), fields: ['active'] }, () => standsBefore(look, ARN))
    : undefined;
  const told = { ...(rules === undefined ? {} : rulesIn(rules.data)), ...(used === undefined ? {} : { active: used.data }) };
  look.observe(detection, subject(look, ARN), { watches: 'web-requests', ...told }, [page, rules, used]);
}

function subject({ account }: Look<AwsSession>, id: string) {
  return { id, service: 'waf', type: 'web-acl', account };
}
