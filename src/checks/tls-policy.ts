import { z } from 'zod';
import { comply } from '../guides/comply.ts';
import { editions, newest, policies } from '../guides/mozilla.ts';
import { tlsEndpoint } from '../kinds/tls-endpoint.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { modernTransport } from './controls.ts';
import { seenOf } from './tls-seen.ts';

/** "We follow Mozilla's guidelines": its Server Side TLS configurations, of which each is a limit. */
export const tlsPolicy = defineCheck({
  id: 'tls-policy',
  version: 1,
  says: 'Every endpoint keeps within one of the configurations that Mozilla recommends for servers with TLS.',
  kind: tlsEndpoint,
  mode: 'each',
  params: z.strictObject({
    policy: z.enum(policies).describe('Which of them.'),
    edition: z
      .enum(editions)
      .optional()
      .describe(`Of the guidelines. Left out: ${newest}, which takes in X25519MLKEM768 and leaves out DHE.`),
    web: z.boolean().optional().describe('false: they are no web servers, and HSTS is not asked for.'),
  }),
  reads: ({ web = true }) => ['protocols', 'groups', 'dhStatus', 'dh', 'certificates', ...(web ? (['hsts', 'upgradedFrom'] as const) : [])],
  judge: (data, { policy, edition = newest, web = true }, { at }) => {
    const { requirements } = comply({ ...seenOf(data, at), ...(web ? { web } : { hsts: undefined }) }, policy, edition);
    const open = requirements.filter(({ binding, answer }) => binding && answer !== 'met');
    const broken = open.filter(({ answer }) => answer === 'not-met').flatMap(({ faults }) => faults);
    if (broken.length > 0) return contradicts(broken.join(', '));
    const [first] = open;
    return first === undefined ? holds : unseen(FIELDS[first.requirement] ?? 'protocols');
  },
  controls: modernTransport,
  fix: "Configure it as Mozilla's generator (ssl-config.mozilla.org) says for that configuration.",
});

const FIELDS: Readonly<Record<string, string>> = {
  groups: 'groups',
  'dh-size': 'dhStatus',
  'certificate-type': 'certificates',
  'certificate-key': 'certificates',
  'certificate-signature': 'certificates',
  'certificate-lifetime': 'certificates',
  hsts: 'hsts',
};
