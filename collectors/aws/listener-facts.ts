import { z } from 'zod';

const Action = z.object({
  Type: z.string(),
  RedirectConfig: z.object({ Protocol: z.string().optional() }).optional(),
  FixedResponseConfig: z.object({ StatusCode: z.string().optional() }).optional(),
});

/** From where a load balancer can be reached, by its scheme. */
export const EXPOSURES: Readonly<Record<string, 'internet' | 'private'>> = { 'internet-facing': 'internet', internal: 'private' };

/** ELBv2 DescribeListeners, one listener. */
export const Listener = z.object({
  ListenerArn: z.string().startsWith('arn:'),
  Protocol: z.string(),
  SslPolicy: z.string().min(1).optional(),
  DefaultActions: z.array(Action).min(1),
  MutualAuthentication: z.object({ Mode: z.string().optional() }).optional(),
});
export type Listener = z.infer<typeof Listener>;

/** DescribeRules: the default rule is among them. */
export const Rule = z.object({ RuleArn: z.string().min(1), Actions: z.array(Action).min(1) });
export type Rule = z.infer<typeof Rule>;

/** What a listener does with plain text: it passes it on, sends it to TLS, or refuses it. */
type Treatment = 'passed-on' | 'redirected' | 'refused';

/** A rule's last action is what comes of a request; a redirect without a protocol keeps the one that it came by (ELBv2 API Reference, RedirectActionConfig). */
function treatmentOf(actions: Rule['Actions']): Treatment {
  const last = actions.at(-1);
  if (last?.Type === 'redirect') return last.RedirectConfig?.Protocol === 'HTTPS' ? 'redirected' : 'passed-on';
  return last?.Type === 'fixed-response' && /^[45]/.test(last.FixedResponseConfig?.StatusCode ?? '') ? 'refused' : 'passed-on';
}

/** Whether the rules matter: where whatever fits none of them is passed on, plain text is let in anyway. */
export function turnsAwayByDefault({ DefaultActions }: Listener): boolean {
  return treatmentOf(DefaultActions) !== 'passed-on';
}

/** Of a listener of plain text, by its rules. */
export function plainFacts(rules: readonly Pick<Rule, 'Actions'>[]) {
  const treatments = rules.map(({ Actions }) => treatmentOf(Actions));
  const required = treatments.every((treatment) => treatment !== 'passed-on');
  return { listener: required && treatments.includes('redirected') ? 'redirects-to-tls' : 'plain', required } as const;
}

const CERTIFICATES: Readonly<Record<string, 'required' | 'optional' | 'not-asked'>> = {
  verify: 'required',
  passthrough: 'optional',
  off: 'not-asked',
};

/** Of a listener that never had it set up, nothing is said about it: it does not ask. */
export function clientCertificate({ MutualAuthentication: mutual }: Listener) {
  const asked = CERTIFICATES[mutual?.Mode ?? 'off'];
  return asked === undefined ? {} : { clientCertificate: asked };
}
